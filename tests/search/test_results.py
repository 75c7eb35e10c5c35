"""What a question finds, in which order, with which counts, marks and reasons."""

from datetime import date

import pytest
from django.test import override_settings

from search.documents import SUMMARY, TITLE, Text
from search.engines import get_engine
from search.queries import read, search
from search.query import Query
from tests.search.conftest import thing

ALL = ("theme", "city", "language", "level", "type")


def ask(text: str = "", language: str = "en", **options):
    results = search(Query(text=read(text), language=language, wanted_facets=ALL, **options))
    assert (results.engine, results.reduced) == (get_engine().name, False)
    return results


def found(text: str = "", **options) -> list[int]:
    return [hit.document.id for hit in ask(text, **options).hits]


def counts(results, facet: str) -> dict[str, int]:
    return dict(results.counts[facet])


@pytest.mark.parametrize(
    ("language", "body", "question"),
    [
        ("en", "Homes for refugees", "refugee home"),
        ("it", "Accoglienza nelle case del comune", "casa accoglienza"),
        ("ro", "Centrul din Timișoara pentru refugiați", "timisoara refugiat"),
        ("nl", "Opvang van alleenstaande minderjarigen", "minderjarige opvang"),
        ("fr", "L’accueil des réfugiés à l’école", "école réfugié"),
        ("es", "La integración en el barrio", "integracion"),
        ("el", "Στέγαση στην Αθήνα", "στεγαση αθηνα"),
        ("sl", "Pomoč beguncem v Škofji Loki", "begunci skofja loka"),
        ("de", "Wohnungen für Flüchtlinge", "fluchtlinge wohnung"),
        ("ca", "Col·laboració per a l’habitatge", "collaboracio habitatge"),
    ],
)
def test_words_are_found_in_each_language_by_readers_of_any(index, language, body, question):
    index(thing(1, language=language, body=body), thing(2, language="en", body="Something else"))
    for reader in (language, "en", "el"):
        assert found(question, language=reader) == [1]


def test_an_exact_word_of_another_language_is_found(index):
    index(thing(1, language="nl", body="gemeenschapsopvang"), thing(2, language="ca", body="casal"))
    assert found("gemeenschapsopvang", language="el") == [1]
    assert found("casal", language="nl") == [2]


def test_a_word_means_itself_in_the_languages_that_know_it(index):
    # The French stem of "cas" is that of the Italian "casa": only Italian has the word "casa".
    index(thing(1, language="it", body="una casa"), thing(2, language="fr", body="un cas rare"))
    assert found("casa") == [1]


def test_all_words_must_be_there(index):
    index(thing(1, body="green apples"), thing(2, body="green pears"), thing(3, body="apples"))
    assert found('"green" apples', sort="newest") == [1]


def test_few_results_are_filled_up_with_some_that_lack_a_word(index):
    index(thing(1, body="green apples"), thing(2, body="green pears"), thing(3, body="apples"))
    results = ask("green apples")
    assert results.hits[0].document.id == 1
    assert (results.complete, results.total) == (1, 3)
    assert results.relaxed


def test_enough_results_are_not_filled_up(index):
    index(*(thing(n, body="green apples") for n in range(1, 11)), thing(20, body="apples"))
    assert (ask("green apples").complete, ask("green apples").total) == (10, 10)


def test_phrases_need_their_order(index):
    index(thing(1, body="a one stop shop"), thing(2, body="the shop will stop one day"))
    assert found('"one stop shop"') == [1]
    assert sorted(found("one stop shop")) == [1, 2]


def test_a_phrase_may_hold_stop_words(index):
    index(
        thing(1, language="it", body="il diritto alla casa"), thing(2, language="it", body="casa")
    )
    assert found('"diritto alla casa"', language="it") == [1]


def test_exclusion_alternatives_and_fields(index):
    index(
        thing(1, body="apples and pears", city="Cluj-Napoca"),
        thing(2, body="apples", city="Roma"),
        thing(3, body="plums", city="Cluj-Napoca"),
    )
    assert found("apples -pears") == [2]
    assert sorted(found("pears OR plums")) == [1, 3]
    assert sorted(found("city:Cluj")) == [1, 3]
    assert found("apples city:cluj-napoca") == [1]
    assert found("-city:Cluj") == [2]
    assert sorted(found("plums OR city:Roma")) == [2, 3]
    assert found("-apples") == [3]


def test_a_field_takes_names_of_values_in_any_language(index):
    index(thing(1, facets={"theme": ("housing",)}), thing(2, facets={"theme": ("work",)}))
    for typed in ("theme:housing", "theme:Casa", "theme:casa", "theme:hou"):
        assert found(typed) == [1]


def test_a_field_value_that_nothing_has_finds_nothing_and_is_named(index):
    index(thing(1, city="Roma"))
    results = ask("city:Atlantis")
    assert results.total == 0
    assert results.plan.unknown[0].value == "Atlantis"


def test_title_outranks_tags_outrank_summary_outranks_body(index):
    filler = "many other words stand here so that lengths are alike " * 2
    index(
        thing(4, title="One", summary="Plain", body=f"garden {filler}", tags="none"),
        thing(3, title="Two", summary="garden", body=filler, tags="none"),
        thing(2, title="Three", summary="Plain", body=filler, tags="garden"),
        thing(1, title="garden", summary="Plain", body=filler, tags="none"),
        *(thing(n, title="Four", summary="Plain", body=filler, tags="none") for n in range(5, 15)),
    )
    assert found("garden") == [1, 2, 3, 4]


def test_orders(index):
    days = {1: date(2021, 5, 1), 2: date(2023, 5, 1), 3: date(2022, 5, 1)}
    checked = {1: date(2024, 1, 1), 2: None, 3: date(2023, 1, 1)}
    index(*(thing(n, body="tea", newest=days[n], checked=checked[n]) for n in days))
    assert found("tea", sort="newest") == [2, 3, 1]
    assert found("tea", sort="checked") == [1, 3, 2]
    assert found("", sort="relevance") == [2, 3, 1]


def test_pages_follow_each_other_without_gaps(index):
    index(*(thing(n, body="tea " * (n % 3 + 1)) for n in range(1, 26)))
    pages = [found("tea", page=page, limit=10) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({doc for page in pages for doc in page}) == 25


def test_pages_are_complete_when_only_prominent_matches_are_ranked(index, monkeypatch):
    monkeypatch.setattr("search.engines.embedded_match.FEW", 3)
    monkeypatch.setattr("search.engines.embedded_match.BROAD", 5)
    monkeypatch.setattr("search.engines.embedded_match.ENOUGH", 2)
    prominent = [thing(n, title=f"tea {n}") for n in range(1, 5)]
    index(*prominent, *(thing(n, body="tea") for n in range(5, 20)))
    pages = [found("tea", page=page, limit=8) for page in (1, 2, 3)]
    assert set(pages[0][:4]) == {1, 2, 3, 4}
    assert sorted(doc for page in pages for doc in page) == list(range(1, 20))


def test_of_very_many_matches_those_with_the_question_in_the_title_come_first(index, monkeypatch):
    monkeypatch.setattr("search.engines.embedded_match.FEW", 3)
    monkeypatch.setattr("search.engines.embedded_match.BROAD", 5)
    monkeypatch.setattr("search.engines.embedded_match.ENOUGH", 2)
    index(
        *(thing(n, summary="tea") for n in range(1, 9)),
        *(thing(n, title=f"tea {n}") for n in range(9, 12)),
        *(thing(n, body="tea") for n in range(12, 30)),
    )
    assert set(found("tea", limit=3)) == {9, 10, 11}
    assert sorted(found("tea", limit=40)) == list(range(1, 30))


def test_facets_count_and_do_not_shrink_themselves(index):
    index(
        thing(1, body="tea", facets={"theme": ("housing",)}, city="Roma"),
        thing(2, body="tea", facets={"theme": ("work",)}, city="Roma"),
        thing(3, body="tea", facets={"theme": ("work", "housing")}, city="Cluj"),
        thing(4, body="coffee", facets={"theme": ("work",)}, city="Cluj"),
    )
    plain = ask("tea")
    assert counts(plain, "theme") == {"housing": 2, "work": 2}
    one = ask("tea", facets={"theme": ("work",)})
    assert one.total == 2
    assert counts(one, "theme") == {"housing": 2, "work": 2}
    assert counts(one, "city") == {"Roma": 1, "Cluj": 1}
    both = ask("tea", facets={"theme": ("work", "housing")})
    assert both.total == 3
    crossed = ask("tea", facets={"theme": ("work",), "city": ("Roma",)})
    assert crossed.total == 1
    assert counts(crossed, "theme") == {"housing": 1, "work": 1}
    assert counts(crossed, "city") == {"Roma": 1, "Cluj": 1}


def test_a_facet_of_many_values_counts_what_has_changed_meanwhile(index):
    """What a process knows of the values follows each change."""
    many = [thing(number, body="tea", city=f"Town {number}") for number in range(1, 121)]
    engine = index(*many, thing(121, body="coffee", city="Town 1"), thing(122, body="coffee"))
    everywhere = counts(ask("tea"), "city")
    assert counts(ask("coffee"), "city") == {"Town 1": 1}
    engine.put([thing(121, body="coffee", city="Town 2"), thing(123, body="coffee", city="New")])
    assert counts(ask("coffee"), "city") == {"Town 2": 1, "New": 1}
    two = thing(122, body="coffee", facets={"city": ("Town 2", "Town 3")})
    engine.put([two])
    assert counts(ask("coffee"), "city") == {"Town 2": 2, "Town 3": 1, "New": 1}
    engine.put([thing(121, body="coffee", city="Town 2", public=False), thing(123, body="coffee")])
    assert counts(ask("coffee"), "city") == {"Town 2": 1, "Town 3": 1}
    assert counts(ask("tea"), "city") == everywhere == {f"Town {n}": 1 for n in range(1, 121)}


def test_types_narrow_and_count(index):
    index(thing(1, body="tea"), thing(2, body="tea", type="person", key="person:2"))
    assert counts(ask("tea"), "type") == {"thing": 1, "person": 1}
    assert found("tea", types=("person",)) == [2]
    assert found("tea type:person") == [2]


def test_nothing_with_all_words_gives_what_has_some_and_says_so(index):
    index(thing(1, body="green apples"), thing(2, body="red pears"))
    results = ask("green pears")
    assert results.relaxed
    assert results.total == 2


def test_words_too_common_to_search_are_ignored_and_named(index):
    index(thing(1, language="it", body="casa"), thing(2, language="it", body="scuola"))
    results = ask("la casa", language="it")
    assert results.total == 1
    assert results.plan.ignored == ("la",)


def test_titles_and_summaries_are_marked_in_their_own_language(index):
    index(thing(1, language="it", title="Le case nuove", summary="Una <b>casa</b> per tutti"))
    hit = ask("casa").hits[0]
    assert hit.title.parts == (("Le ", False), ("case", True), (" nuove", False))
    assert hit.summary.__html__() == "Una &lt;b&gt;<mark>casa</mark>&lt;/b&gt; per tutti"
    assert hit.title.language == "it"


def test_marks_fall_on_whole_phrases(index):
    index(thing(1, title="A one-stop shop", summary="One shop, one stop"))
    hit = ask('"one stop shop"').hits[0]
    assert ("one-stop shop", True) in hit.title.parts
    assert not any(is_match for _, is_match in hit.summary.parts)


def test_a_word_that_also_begins_a_phrase_is_marked_alone_and_in_the_phrase(index):
    index(thing(1, title="Stop, a stop sign here"))
    hit = ask('stop "stop sign"').hits[0]
    assert [text for text, is_match in hit.title.parts if is_match] == ["Stop", "stop sign"]


def test_marks_stand_right_behind_signs_that_fold_into_words(index):
    index(thing(1, title="Tea™ ½ ﬁne № 5 garden", summary="\N{ANGSTROM SIGN}ngström garden"))
    hit = ask("garden").hits[0]
    assert [text for text, is_match in hit.title.parts if is_match] == ["garden"]
    assert [text for text, is_match in hit.summary.parts if is_match] == ["garden"]


def test_scripts_in_a_text_are_shown_as_text(index):
    attack = "<script>alert(1)</script> tea \" onmouseover=alert(1) '"
    index(thing(1, title=attack, summary=attack, body=attack))
    for text in (hit := ask("tea").hits[0]).title.__html__(), hit.summary.__html__():
        assert "<script" not in text
        assert '"' not in text.replace("&quot;", "")
        assert "<mark>tea</mark>" in text


def test_a_match_in_the_body_alone_is_quoted(index):
    index(thing(1, body=f"{'before ' * 80} the lantern {'after ' * 80}"))
    hit = ask("lanterns").hits[0]
    assert ("lantern", True) in hit.snippet.parts
    assert len(str(hit.snippet)) < 260
    assert hit.why[0].field == "body"


def test_a_reader_gets_the_summary_in_their_language_or_english(index):
    row = {"titles": {"it": "Titolo"}, "summaries": {"en": "In English", "it": "In italiano"}}
    index(thing(1, language="ca", title="Títol", summary="En català", row=row))
    shown = {language: ask(language=language).hits[0] for language in ("it", "ca", "nl")}
    assert [str(shown[code].title) for code in shown] == ["Titolo", "Títol", "Títol"]
    assert str(shown["it"].summary) == "In italiano"
    assert str(shown["ca"].summary) == "En català"
    assert str(shown["nl"].summary) == "In English"


def test_the_summary_that_holds_the_words_is_preferred(index):
    row = {"summaries": {"en": "Homes"}}
    index(thing(1, language="ca", summary="Habitatge per a tothom", row=row))
    assert str(ask("habitatge", language="nl").hits[0].summary) == "Habitatge per a tothom"


def test_a_document_in_several_languages_is_one_result(index):
    texts = (Text(TITLE, "it", "Terra comune"), Text(SUMMARY, "it", "La casa"))
    index(thing(1, title="Common ground", summary="Homes", texts=texts))
    assert found("common") == found("terra") == found("case") == found("home") == [1]
    assert ask("terra OR common").total == 1


def test_odd_questions_are_answered(index):
    index(thing(1, body="tea"))
    odd = ["🏠", '"', "'; DROP TABLE docs; --", "tea AND", "NEAR(tea, 2)", "title:tea", "*", "a*"]
    odd += ["tea" * 4000, "(" * 50, "{title}: tea", "tea\0", "東京 हिन्दी", "-", "OR OR", "\ud800"]
    for text in odd:
        ask(text)


def test_a_repeated_question_is_answered_from_memory_until_the_index_changes(index):
    engine = index(thing(1, body="tea"))
    first = ask("tea")
    assert ask("tea") is first
    engine.put([thing(2, body="tea")])
    assert ask("tea").total == 2


def test_what_is_not_public_is_never_in_the_index(index):
    index(thing(1, body="tea"), thing(2, body="tea", public=False, city="Roma"))
    results = ask("tea")
    assert results.total == 1
    assert "Roma" not in counts(results, "city")
    get_engine().put([thing(1, body="tea", public=False)])
    assert ask("tea").total == 0


def test_two_sites_do_not_share_results(index, tmp_path, settings):
    index(thing(1, body="tea"))
    other = f"{settings.SEARCH_PREFIX}-other"
    with override_settings(DATA_DIR=tmp_path / "other", SEARCH_PREFIX=other):
        get_engine().rebuild([thing(5, body="tea"), thing(6, body="tea")])
        assert ask("tea").total == 2
    assert ask("tea").total == 1


def test_results_say_how_well_they_fit(index):
    index(thing(1, title="Housing"), thing(2, title="Other", body="Housing, by the way"))
    first, second = search(Query(text=read("housing"))).hits
    assert (first.document.id, second.document.id) == (1, 2)
    assert first.score > second.score > 0
    assert [hit.score for hit in search(Query(sort="newest")).hits] == [None, None]
