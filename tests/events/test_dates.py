"""Dates as words, in ten languages."""

from datetime import date

import pytest

from content.languages import LANGUAGES
from events.dates import day_words, large, last_day, span


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "28–29 March 2023"),
        ("it", "28–29 marzo 2023"),
        ("de", "28.–29. März 2023"),
        ("sl", "28.–29. marec 2023"),
        ("ca", "28–29 de març del 2023"),
        ("el", "28–29 Μαρτίου 2023"),
    ],
)
def test_two_days_of_a_month_name_it_once(language, words):
    assert span(date(2023, 3, 28), date(2023, 3, 29), "day", language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_date_and_its_rest_say_the_whole(language):
    big, rest = large(date(2023, 3, 28), date(2023, 3, 29), "day", language)
    assert big.replace(".", "") == "28–29"
    assert rest.endswith("2023")
    assert day_words(date(2023, 3, 28), language)[0].isupper()


def test_dates_are_as_exact_as_they_are_known():
    first, last = date(2021, 6, 30), date(2021, 7, 1)
    assert span(first, last, "day", "it") == "30 giugno – 1 luglio 2021"
    assert large(first, last, "day", "en") == ("30 Jun – 1 Jul", "2021")
    assert span(first, None, "month", "it") == "giugno 2021"
    assert large(first, None, "month", "en") == ("June", "2021")
    assert span(first, None, "year", "it") == "2021"
    assert large(first, None, "year", "it") == ("2021", "")
    assert span(None, None, "day", "it") == ""
    assert span(date(2020, 12, 31), date(2021, 1, 1), "day", "en") == (
        "31 December 2020 – 1 January 2021"
    )


def test_last_day_reaches_to_the_end_of_what_is_known():
    first = date(2024, 2, 3)
    assert last_day(None, None, "day") is None
    assert last_day(first, None, "day") == first
    assert last_day(first, None, "month") == date(2024, 2, 29)
    assert last_day(first, None, "year") == date(2024, 12, 31)
