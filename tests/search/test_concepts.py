"""Concepts in texts and in questions, whatever language either is written in."""

import pickle

import pytest

from search.concepts import Thesaurus, provide
from search.labels import Label
from search.matching import Matcher
from search.meaning import Reading
from search.queries import read, search
from search.query import Query
from tests.search.conftest import thing

TERMS = Thesaurus(
    (
        Label("housing", "en", "Housing"),
        Label("housing", "it", "Casa"),
        Label("shared-housing", "en", "Shared housing"),
        Label("shared-housing", "it", "Coabitazione"),
        Label("shared-housing", "sl", "Sobivanje"),
        Label("refugees", "en", "Refugees"),
        Label("refugees", "sl", "Begunci"),
        Label("refugees", "de", "Flüchtlinge"),
        Label("minors", "nl", "Alleenstaande minderjarigen"),
        Label("minors", "ca", "Menors no acompanyats"),
        Label("reception", "nl", "Opvang"),
        Label("reception", "ca", "Acollida"),
        Label("minors-reception", "nl", "Opvang alleenstaande minderjarigen"),
        Label("language-courses", "de", "Sprachkurs"),
        Label("asylum", "it", "Asilo", ("richiedenti", "politico")),
        Label("nursery", "it", "Asilo", ("bambini", "nido")),
        Label("nursery", "en", "Nursery"),
    ),
    {"shared-housing": "housing", "minors-reception": "reception"},
)


@pytest.fixture(autouse=True)
def terms(no_terms):
    """Search with a thesaurus of a few concepts."""
    provide(lambda: TERMS)


def found_in(text: str, language: str) -> list[str]:
    matcher = TERMS.matcher(language)
    tokens = [span[0] for span in analysed(text, language)]
    return [concept for one in matcher.find(tokens) for concept in one.concepts]


def analysed(text: str, language: str):
    from search.analysis import analyser  # noqa: PLC0415

    return list(analyser(language).spans(text))


def ask(text: str, language: str = "en", **options):
    return search(Query(text=read(text), language=language, **options))


def ids(text: str, **options) -> list[int]:
    return [hit.document.id for hit in ask(text, **options).hits]


def test_inflected_names_are_found_and_the_longest_counts():
    assert found_in("Sodelovali so begunci in begunke z begunci", "sl").count("refugees") >= 2
    assert found_in("Shared housing for refugees", "en") == ["shared-housing", "refugees"]


def test_parts_of_compounds_are_found():
    assert found_in("Ein Intensivsprachkurs", "de") == ["language-courses"]
    assert found_in("Sprachkursträger beraten", "de") == ["language-courses"]
    assert found_in("Kurs und Sprache", "de") == []


def test_english_names_of_several_words_are_found_in_other_languages():
    assert found_in("Un progetto di shared housing a Torino", "it") == ["shared-housing"]
    assert found_in("La nursery", "it") == [], "a single English word may be another one here"


def test_a_word_with_two_meanings_needs_a_companion_in_a_text():
    assert found_in("i richiedenti asilo in città", "it") == ["asylum"]
    assert found_in("un asilo per i bambini del quartiere", "it") == ["nursery"]
    assert found_in("un asilo", "it") == []


def test_a_word_with_two_meanings_is_asked_in_both_unless_the_question_tells():
    def meant(text: str) -> set[str]:
        segments = Reading(text.split(), "it", {}, TERMS).segments
        return {concept for segment in segments for concept in segment.concepts}

    assert meant("asilo") == {"asylum", "nursery"}
    assert meant("asilo politico") == {"asylum"}


def test_a_question_in_one_language_finds_texts_in_the_others(index):
    index(
        thing(1, language="sl", title="Pomoč beguncem"),
        thing(2, language="de", title="Hilfe für Flüchtlinge"),
        thing(3, language="en", title="Something else"),
    )
    assert set(ids("refugees")) == {1, 2}
    assert set(ids("begunci", language="nl")) == {1, 2}


def test_the_name_of_a_concept_is_found_whole_or_in_its_parts(index):
    index(
        thing(1, language="ca", title="Acollida de menors no acompanyats"),
        thing(2, language="ca", title="Acollida d'estudiants"),
    )
    results = ask("opvang alleenstaande minderjarigen", language="nl")
    assert [hit.document.id for hit in results.hits] == [1, 2]
    assert results.complete == 1


def test_narrower_concepts_are_found_after_the_concept_itself(index):
    index(thing(1, language="sl", body="Sobivanje v mestu"), thing(2, language="it", body="casa"))
    assert ids("housing") == [2, 1]
    assert ids("shared housing")[0] == 1


def test_each_result_says_which_name_was_found(index):
    index(
        thing(1, language="sl", title="Pomoč beguncem"),
        thing(2, language="sl", title="Sobivanje"),
        thing(3, language="en", title="Homes", concepts=("refugees",)),
    )
    reasons = {hit.document.id: hit.why for hit in ask("refugees").hits}
    (why,) = reasons[1]
    assert (why.typed, why.found, why.language, why.field) == (
        "refugees", "beguncem", "sl", "title",
    )  # fmt: skip
    assert (reasons[3][0].found, reasons[3][0].concept) == ("", "refugees")
    (narrower,) = ask("housing").hits[0].why
    assert (narrower.found, narrower.concept, narrower.narrower) == (
        "Sobivanje", "shared-housing", True,
    )  # fmt: skip


def test_names_of_concepts_are_marked_in_titles(index):
    index(thing(1, language="sl", title="Pomoč beguncem v mestu"))
    (hit,) = ask("refugees").hits
    assert ("beguncem", True) in hit.title.parts


def test_what_people_took_away_is_not_found_by_that_concept(index):
    index(thing(1, language="sl", title="Pomoč beguncem", not_concepts=("refugees",)))
    assert ids("refugees") == []
    assert ids("beguncem") == [1], "its own word is still there"


def test_a_changed_document_forgets_its_old_concepts(index):
    from search.engines import get_engine  # noqa: PLC0415

    index(thing(1, language="sl", title="Pomoč beguncem"))
    get_engine().put([thing(1, language="sl", title="Sobivanje")])
    assert ids("refugees") == []
    assert ids("housing") == [1]


def test_concepts_can_be_counted_and_chosen(index):
    index(thing(1, language="sl", title="Sobivanje"), thing(2, language="it", title="Coabitazione"))
    results = search(Query(wanted_facets=("concept",)))
    assert dict(results.counts["concept"]) == {"shared-housing": 2, "housing": 2}
    chosen = search(Query(facets={"concept": ("housing",)}))
    assert chosen.total == 2


def test_the_language_of_a_question_is_guessed():
    assert Reading(["Sobivanje", "begunci"], "en", {}, TERMS).languages == ("sl",)
    assert Reading(["xyz"], "el", {}, TERMS).languages == ("el",)


def test_a_thesaurus_survives_the_way_to_another_process():
    import pickle  # noqa: PLC0415

    TERMS.matcher("it")
    again = pickle.loads(pickle.dumps(TERMS))  # noqa: S301  (our own)
    assert again.labels == TERMS.labels
    assert again.above("shared-housing") == ("housing",)


def test_another_process_is_sent_what_was_learned_and_not_what_is_only_remembered():
    terms = Thesaurus((Label("language-courses", "de", "Sprachkurs"),))
    tokens = ["de_sprachkursangebot"]
    found = list(terms.matcher("de").find(tokens))
    assert found and terms.matcher("de")._compounds

    sent = pickle.loads(pickle.dumps(terms))  # noqa: S301  our own

    assert list(sent._matchers) == ["de"]
    assert not sent._matchers["de"]._compounds
    assert list(sent.matcher("de").find(tokens)) == found


def test_a_matcher_without_labels_finds_nothing():
    assert list(Matcher("en", ()).find(["en_hous"])) == []


@pytest.mark.parametrize(
    ("typed", "used"),
    [("refugeess", "refugees"), ("sobivnaje", "sobivanje"), ("begunc", "begunci")],
)
def test_a_misspelt_word_is_looked_up_as_its_nearest_neighbour(index, typed, used):
    index(thing(1, language="sl", title="Pomoč beguncem, sobivanje"))
    results = ask(typed)
    assert results.plan.respelt == ((typed, used),)
    assert results.total == 1


@pytest.fixture
def dutch_stem():
    """A thesaurus in which a Dutch name has the stem that Dutch makes of "houzing"."""
    provide(
        lambda: Thesaurus(
            (
                Label("housing", "en", "housing"),
                Label("carer", "nl", "houzen"),
                Label("posture", "nl", "houding"),
            )
        )
    )


def test_a_stem_of_another_language_does_not_make_a_misspelt_word_right(index, dutch_stem):
    index(thing(1, language="en", title="Housing for all"))
    assert dict(ask("houzing", language="en").plan.respelt) == {"houzing": "housing"}


def test_a_right_word_of_another_language_stays(index, dutch_stem):
    index(thing(1, language="en", title="Housing for all"))
    assert ask("houding", language="en").plan.respelt == ()


def test_words_of_the_index_are_neighbours_too(index):
    index(thing(1, language="it", body="un laboratorio teatrale"))
    assert ids("labratorio") == [1]


@pytest.mark.parametrize("typed", ["qwertzuiop", "12345", "abc", '"refugeess beguncem"'])
def test_what_has_no_near_neighbour_stays_as_it_is(index, typed):
    index(thing(1, language="sl", title="Pomoč beguncem"))
    assert ask(typed).plan.respelt == ()


def test_a_word_that_something_has_is_never_respelt(index):
    index(thing(1, language="en", title="Refugeess"))
    assert ask("refugeess").plan.respelt == ()
    assert ids("refugeess") == [1]


def test_everyday_words_cross_languages_and_say_so(index):
    index(
        thing(1, language="el", title="Το τζαμί της πόλης"),
        thing(2, language="en", title="Something else"),
    )
    (hit,) = ask("moskee", language="nl").hits
    assert hit.document.id == 1
    assert (hit.why[0].typed, hit.why[0].found, hit.why[0].language) == ("moskee", "τζαμί", "el")


def test_the_words_of_a_name_may_stand_in_another_order_with_others_between():
    assert found_in("Housing that is shared", "en") == ["housing", "shared-housing"]
    assert found_in("Housing. Later on, in another place, something was shared", "en") == [
        "housing"
    ]


def test_a_telling_word_hints_at_a_concept_and_helps_where_too_little_is_found(index):
    index(thing(1, language="ca", title="Menors no acompanyats"))
    results = ask("alleenstaande", language="nl")
    assert [hit.document.id for hit in results.hits] == [1]
    assert results.complete == 0
    (why,) = results.hits[0].why
    assert (why.concept, why.related) == ("minors", True)


def test_little_words_that_turn_the_meaning_must_be_there():
    terms = Thesaurus((Label("undocumented", "es", "Sin papeles"),))
    matcher = terms.matcher("es")

    def concepts(text: str) -> list[str]:
        tokens = [span[0] for span in analysed(text, "es")]
        return [concept for one in matcher.find(tokens, text) for concept in one.concepts]

    assert concepts("Personas sin papeles") == ["undocumented"]
    assert concepts("Ayuda con los papeles") == []


def test_what_makes_one_form_of_a_word_doubtful_makes_the_others_so():
    terms = Thesaurus(
        (Label("asylum", "it", "Asilo", ("politico",)), Label("asylum", "it", "Asili"))
    )
    tokens = [span[0] for span in analysed("un asilo in città", "it")]
    assert list(terms.matcher("it").find(tokens)) == []


@pytest.mark.parametrize(
    ("typed", "parts"),
    [("Wohnungsberatung", "wohnung beratung"), ("tolkenvoorziening", "tolken voorziening")],
)
def test_compounds_that_nobody_knows_are_divided(index, typed, parts):
    index(thing(1, language="de", title="Something"))
    assert dict(ask(typed, language="de").plan.respelt) == {typed: parts}


def test_a_right_word_is_not_taken_for_a_mistake(index):
    index(thing(1, language="en", title="Disaster relief"))
    assert ask("discuter", language="fr").plan.respelt == ()


def test_the_reader_can_say_in_which_language_the_question_is(index):
    index(thing(1, language="it", title="Un aiuto"))
    assert ask("sobivanje", language="nl").plan.languages == ("sl",)
    assert ask("sobivanje", language="nl", asked_in="it").plan.languages == ("it",)


def test_where_nothing_has_everything_each_part_says_what_the_rest_would_find(index):
    index(
        thing(1, language="en", title="Housing in town"),
        thing(2, language="en", title="Housing on the hill"),
    )
    results = ask("housing zebra")
    assert results.complete == 0
    assert results.without == (("zebra", "housing", 2),)
