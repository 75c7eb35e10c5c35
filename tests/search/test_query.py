"""The language of the search box."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from search.query import (
    MOST_TERMS,
    AnyOf,
    Field,
    Not,
    Phrase,
    Query,
    Term,
    parse,
)

FIELDS = {"city": "city", "theme": "theme", "language": "language"}


def clauses(text: str):
    return parse(text, FIELDS).clauses


def test_words_phrases_exclusions_alternatives_and_fields():
    assert clauses('casa "minori soli" -scuola refugees OR migrants city:Cluj') == (
        Term("casa"),
        Phrase(("minori", "soli")),
        Not(Term("scuola")),
        AnyOf((Term("refugees"), Term("migrants"))),
        Field("city", "Cluj"),
    )


def test_a_field_takes_a_quoted_value_and_other_names():
    assert clauses('theme:"social housing" lang:it -city:Rome') == (
        Field("theme", "social housing"),
        Field("language", "it"),
        Not(Field("city", "Rome")),
    )


def test_an_unknown_field_is_words():
    assert clauses("https://example.org budget:high") == (
        Term("https"),
        Term("example"),
        Term("org"),
        Term("budget"),
        Term("high"),
    )


def test_apostrophes_and_hyphens_divide_words():
    assert clauses("dell'accoglienza one-stop") == (
        Term("dell"),
        Term("accoglienza"),
        Term("one"),
        Term("stop"),
    )
    assert clauses("-one-stop") == (Not(Phrase(("one", "stop"))),)


def test_quotes_of_all_countries_make_phrases():
    expected = (Phrase(("casa", "nuova")),)
    for text in ("«casa nuova»", "„casa nuova“", "“casa nuova”", '"casa nuova'):
        assert clauses(text) == expected


def test_or_needs_something_on_both_sides():
    assert clauses("OR casa OR") == (Term("casa"),)
    assert clauses("a OR OR b OR c") == (AnyOf((Term("a"), Term("b"), Term("c"))),)
    assert clauses("oro or casa") == (Term("oro"), Term("or"), Term("casa"))


def test_signs_alone_ask_for_nothing():
    for text in ("", "-", '"', '""', ":", "🏠 🏠", "* ( ) ^ ~", "\0\x07"):
        assert clauses(text) == ()


def test_a_long_question_is_cut_between_words_and_says_so():
    parsed = parse("parola " * 100, FIELDS)
    assert parsed.too_long
    assert set(parsed.clauses) == {Term("parola")}


def test_more_than_twelve_words_are_left_out_and_named():
    parsed = parse(" ".join(f"w{n}" for n in range(15)), FIELDS)
    assert len(parsed.clauses) == MOST_TERMS
    assert parsed.left_out == ("w12", "w13", "w14")


def test_a_phrase_counts_its_words():
    parsed = parse(f'"{" ".join(f"w{n}" for n in range(13))}" casa', FIELDS)
    assert parsed.clauses == (Term("casa"),)
    assert len(parsed.left_out) == 1


def test_ten_thousand_characters_are_read_at_once():
    for text in ("x" * 10_000, '"' * 10_000, "-" * 10_000, "a:" * 5_000, "a OR " * 2_000):
        start = time.perf_counter()
        parse(text, FIELDS)
        assert time.perf_counter() - start < 0.1


@settings(deadline=200)
@given(st.text(max_size=2_000))
def test_any_text_can_be_read(text):
    parsed = parse(text, FIELDS)
    assert sum(len(leaf.words) if isinstance(leaf, Phrase) else 1 for leaf in parsed.leaves()) <= 12
    hash(Query(text=parsed).cache_key())


@given(st.text(alphabet='ab" -:ORcity', max_size=60))
def test_any_mixture_of_operators_can_be_read(text):
    for clause in parse(text, FIELDS).clauses:
        if isinstance(clause, AnyOf):
            assert len(clause.options) >= 2
