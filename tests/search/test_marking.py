"""Words are marked at the same places whichever way they are looked for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import analysis, marking
from search.expansion import Words
from search.marking import Marker

PIECES = st.sampled_from(
    [
        "città", "CITTÀ", "Straße", "STRASSE", "rețea", "Ρεθύμνης", "ρεθυμνησ", "šola",
        "e\u0301cole", "école", "l·l", "col·legi", "½", "™", "ﬁn", "fin", "İstanbul", "東京",
        "dell’arte", "a", "arte", "x_arte", "arte2", "²", " ", ". ", ".", "-", "\u200d", "ʼ",
        "नमस्ते",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)


def marker(forms: list[str], code: str) -> Marker:
    """Return a marker that looks for folded words of a language."""
    words = [Words("typed", tuple((f"{code}_{number}",) for number, _form in enumerate(forms)))]
    return Marker(words, {f"{code}_{number}": [form] for number, form in enumerate(forms)})


@pytest.mark.parametrize("first", [False, True])
@given(
    code=st.sampled_from(analysis.LANGUAGES),
    text=TEXTS,
    wanted=st.lists(PIECES, min_size=1, max_size=4),
)
@example(text="Arte. arte, art", wanted=["arte"], code="it")
@example(text="fiﬁn fin", wanted=["fin"], code="it")
@example(text="città™", wanted=["città"], code="it")
@example(text="arteʼ", wanted=["arte"], code="it")
@example(text="Fine.Arte", wanted=["arte"], code="it")
def test_a_few_forms_are_found_where_the_division_into_words_finds_them(first, code, text, wanted):
    forms = [word for one in wanted for word in analysis.words(analysis.fold(one))]
    quick = marker(forms, code).matches(text, code, first=first)
    before = marking.FEW_FORMS
    marking.FEW_FORMS = -1
    try:
        slow = marker(forms, code).matches(text, code, first=first)
    finally:
        marking.FEW_FORMS = before
    assert quick == slow


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Città. ÀÈ_x", "citta. ae_x"),
        ("Ρεθύμνης «ΐ»", "ρεθυμνησ «ι»"),
        ("Ανδρέας™", None),
        ("Žiga in šola…", "ziga in sola…"),
        ("Și „țara”", "si „tara”"),
        ("Și „țara” …", "si „tara” …"),
        ("Straße", None),
        ("e\u0301cole", None),
        ("col·legi", None),
        ("東京", None),
        ("5 ½", None),
        ("… “so” – €", "… “so” – €"),
    ],
)
def test_a_text_is_folded_in_place_only_where_each_sign_stands_for_one(text, folded):
    assert analysis.fold_in_place(text) == folded
    assert {analysis.fold_in_place(text, code) for code in analysis.LANGUAGES} == {folded}
    assert folded is None or len(folded) == len(text)
