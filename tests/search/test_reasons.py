"""Why a result is here: sentences that a reader of any language understands."""

import pytest
from django.utils.translation import override

from search.marking import Why
from search.reasons import sentences

pytestmark = pytest.mark.django_db

HERE = {
    "the words as typed, those of a field together": (
        [Why("tea", "tea", "en", "title"), Why("cake", "cakes", "en", "title")],
        ["The title has <b>tea</b>, <b>cake</b>."],
    ),
    "a place": ([Why("cluj", "Cluj", "", "place")], ["The place is <b>cluj</b>."]),
    "a name of the same concept": (
        [Why("refugees", "begunci", "sl", "title", "refugees")],
        [
            'The title has <dfn lang="sl">begunci</dfn> (Slovenian), which means <b>refugees</b>.',
        ],
    ),
    "another form of the same name": (
        [Why("refugee", "Refugees", "en", "summary", "refugees")],
        ["The summary has <b>refugee</b>."],
    ),
    "a narrower concept": (
        [Why("housing", "alloggi di transizione", "it", "body", "transitional-housing", True)],
        [
            'The text has <dfn lang="it">alloggi di transizione</dfn> (Italian), that is'
            " “Transitional housing”, which is narrower than <b>housing</b>.",
        ],
    ),
    "a narrower concept by its own name": (
        [Why("housing", "social housing", "en", "body", "social-housing", True)],
        [
            'The text has <dfn lang="en">social housing</dfn>, which is narrower than'
            " <b>housing</b>.",
        ],
    ),
    "a concept close by": (
        [Why("homes", "", "", "tags", "housing", related=True)],
        ["It is listed under “Housing”, which is close to <b>homes</b>."],
    ),
    "what people gave it": (
        [Why("opvang", "", "", "tags", "reception")],
        ["It is listed under “Reception”, which means <b>opvang</b>."],
    ),
    "what people gave it, by the same name": (
        [Why("reception", "", "", "tags", "reception")],
        ["It is listed under <b>reception</b>."],
    ),
}


@pytest.mark.parametrize("kind", HERE)
def test_a_reason_is_a_plain_sentence(kind):
    reasons, expected = HERE[kind]
    assert list(sentences(reasons, "en")) == expected


def test_where_the_title_is_the_beginning_of_the_text_it_is_told_as_text():
    reasons = [
        Why("tea", "tea", "en", "title"),
        Why("cake", "cake", "en", "body"),
        Why("refugees", "begunci", "sl", "title", "refugees"),
    ]

    assert list(sentences(reasons, "en", titled=False)) == [
        "The text has <b>tea</b>, <b>cake</b>.",
        'The text has <dfn lang="sl">begunci</dfn> (Slovenian), which means <b>refugees</b>.',
    ]


def test_markup_in_a_text_or_a_question_is_harmless():
    attack = "<script>"
    (said,) = sentences([Why(attack, attack, "it", "title", "housing")], "en")
    assert "<script>" not in said


def test_words_are_told_in_the_language_of_the_reader():
    with override("it"):
        (said,) = sentences([Why("casa", "begunci", "sl", "title", "refugees")], "it")
    assert "(sloveno)" in said
