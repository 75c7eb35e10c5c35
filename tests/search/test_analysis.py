"""Words of ten languages and more become tokens that meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis


def tokens(text: str, language: str) -> list[str]:
    return analysis.Analyser(language).tokens(text).split()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "housing refugees", "houses refugee"),
        ("it", "dell’accoglienza", "Accoglienza"),
        ("it", "case", "casa"),
        ("ro", "Timișoara", "Timişoara"),
        ("ro", "integrarea refugiaților", "integrare refugiați"),
        ("nl", "minderjarigen", "minderjarige"),
        ("fr", "d'accueil des réfugiés", "accueil réfugié"),
        ("es", "integraciones", "integración"),
        ("el", "Αθήνα", "ΑΘΗΝΑ"),
        ("el", "στέγαση", "στέγασης"),
        ("sl", "beguncev", "begunec"),
        ("sl", "občinskih", "občinski"),
        ("de", "Flüchtlinge", "Flüchtlingen"),
        ("ca", "d’acollida", "acollides"),
        ("pl", "uchodźców", "uchodźcy"),
        ("pt", "refugiados", "refugiado"),
    ],
)
def test_forms_of_a_word_share_a_token(language, one, other):
    assert tokens(one, language) == tokens(other, language)
    assert tokens(one, language)


def test_names_with_letters_outside_western_europe_stay_whole():
    assert tokens("Škofja Loka", "") == ["x_skofja", "x_loka"]
    assert tokens("Timișoara", "") == ["x_timisoara"]
    assert tokens("Αθήνα", "") == ["x_αθηνα"]
    assert tokens("Łódź, Đakovo, Ærø", "") == ["x_lodz", "x_dakovo", "x_aero"]


def test_final_sigma_and_composed_letters_fold_alike():
    assert analysis.fold("ΟΔΟΣ οδός") == "οδοσ οδοσ"
    assert analysis.fold("S\u030ckofja") == analysis.fold("Škofja") == "skofja"
    assert analysis.fold("Straße") == "strasse"


def test_elided_articles_and_prepositions_fall_away():
    assert tokens("l'accoglienza dell’Aquila", "it") == ["it_accoglient", "it_aquil"]
    assert tokens("qu'une école d'été", "fr") == ["fr_ecol", "fr_ete"]


def test_catalan_geminate_is_one_word():
    assert tokens("col·laboració", "ca") == tokens("col·laboracions", "ca")
    assert len(analysis.words("la col·laboració")) == 2


def test_scripts_with_vowel_signs_and_without_spaces_are_kept():
    assert analysis.words("हिन्दी में") == ["हिन्दी", "में"]
    assert analysis.words("مدرسة 東京 школа") == ["مدرسة", "東", "京", "школа"]


def test_stop_words_leave_nothing():
    assert tokens("il comune e la casa", "it") == tokens("comune casa", "it")


def test_a_language_without_stemmer_is_folded_only():
    assert tokens("Ħobż tajjeb", "mt") == ["x_hobz", "x_tajjeb"]


def test_regional_codes_use_their_language():
    assert tokens("refugiados", "pt-br") == tokens("refugiados", "pt")


def test_every_language_of_the_site_has_stop_words_and_a_stemmer():
    for language in analysis.LANGUAGES:
        assert len(analysis.stop_words(language)) > 50
        assert analysis.Analyser(language).language == language


def test_spans_point_at_the_words_as_written():
    text = "Né l’Accoglienza, né la casa"
    spans = [(t, text[a:b]) for t, a, b in analysis.Analyser("it").spans(text)]
    assert spans == [("it_accoglient", "Accoglienza"), ("it_cas", "casa")]


def test_the_memory_of_an_analyser_is_bounded():
    analyser = analysis.Analyser("en")
    analyser.cache_size = 10
    for number in range(100):
        analyser.tokens(f"word{number}")
    assert len(analyser.known) <= 11


@given(st.text(), st.sampled_from((*analysis.LANGUAGES, "", "xx")))
def test_any_text_gives_tokens_that_no_tokenizer_divides(text, language):
    for token in tokens(text, language):
        tag, _, stem = token.partition("_")
        assert tag
        assert stem
        assert not any(c.isspace() or c in "\"'*()^:.-" for c in token)
        assert len(token) <= analysis.LONGEST_TOKEN + 3


@given(st.text())
def test_folding_is_final(text):
    assert analysis.fold(analysis.fold(text)) == analysis.fold(text)
