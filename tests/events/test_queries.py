"""What other pages show of workshops."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from content.contributions import contributions
from events.queries import next_or_latest_workshop, workshops_of_partner, workshops_of_practice
from tests.factories.events import make_houses, make_partner, make_workshop
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def test_next_workshop_comes_before_the_latest():
    house = make_houses()
    today = timezone.now().date()
    assert next_or_latest_workshop() is None
    make_workshop("undated", house=house, start=None, end=None)
    assert next_or_latest_workshop() is None
    make_workshop("old", house=house, start=date(2020, 1, 1), end=None)
    make_workshop("recent", house=house, start=date(2023, 1, 1), end=None)
    latest = next_or_latest_workshop()
    assert (latest.page.slug, latest.is_upcoming) == ("recent", False)
    make_workshop("far", house=house, start=today + timedelta(days=90), end=None)
    make_workshop("near", house=house, start=today + timedelta(days=9), end=None)
    coming = next_or_latest_workshop()
    assert (coming.page.slug, coming.is_upcoming) == ("near", True)


def test_next_workshop_is_in_the_readers_language(django_assert_max_num_queries):
    house = make_houses()
    source = make_workshop(house=house, title="One desk")
    make_workshop(house=house, language="it", translation_of=source, title="Uno sportello")
    with translation.override("it"), django_assert_max_num_queries(4):
        found = next_or_latest_workshop()
    assert (found.title, found.language) == ("Uno sportello", "it")
    with translation.override("nl"):
        found = next_or_latest_workshop()
    assert (found.title, found.language, found.url) == ("One desk", "en", "/nl/workshops/cluj/")
    assert (found.date_big, found.date_small) == ("28", "March 2023")


@pytest.mark.parametrize("count", [1, 3])
def test_practice_names_its_workshops_once_each(django_assert_num_queries, count):
    house = make_houses()
    practice = make_practice(house=house)
    for number in range(count):
        source = make_workshop(f"w{number}", house=house, practices=(practice,))
        make_workshop(
            f"w{number}", house=house, language="it", translation_of=source, practices=(practice,)
        )
    hidden = make_workshop("hidden", house=house, practices=(practice,))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_workshop("draft", house=house, practices=(practice,), live=False)
    workshops_of_practice(practice)
    with translation.override("it"), django_assert_num_queries(1):
        found = workshops_of_practice(practice)
    assert [one.language for one in found] == ["it"] * count


def test_partner_names_its_workshops_newest_first():
    house = make_houses()
    partner = make_partner(house, "aer", "AER")
    make_workshop("old", house=house, start=date(2020, 1, 1), end=None, organisers=(partner,))
    make_workshop("new", house=house, organisers=(partner, "Somebody"))
    found = workshops_of_partner(partner)
    assert [one.page.slug for one in found] == ["new", "old"]
    assert found[0].when == "28 March 2023"
    assert contributions("partner.workshops", partner) == found


def test_slots_of_practice_are_filled():
    practice = make_practice(house=make_houses())
    make_workshop(practices=(practice,))
    assert [one.title for one in contributions("practice.workshops", practice)] == ["Workshop cluj"]
