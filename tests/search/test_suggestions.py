"""What is offered while a reader types: in every language, and only what has entries."""

from dataclasses import replace

import pytest
from wagtail.models import PageViewRestriction

from search import actions, names, registry
from search.engines import get_engine
from search.registry import FacetSpec
from search.suggestions import Suggestion, suggest
from tests.factories.network import make_place
from tests.factories.practices import make_practice
from tests.search.conftest import thing
from vocabulary.models import ConceptLabels
from vocabulary.queries import forget_labels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_labels():
    """Forget labels that a test changed: its database goes, the memory of the process stays."""
    yield
    forget_labels()


@pytest.fixture
def places(things):
    """Call the city of Thessaloniki as three languages do."""
    called = {"en": "Thessaloniki", "it": "Salonicco"}

    def names_in(code: str) -> dict[str, str]:
        return {"Θεσσαλονίκη": called[code]} if code in called else {}

    city = FacetSpec("city", lambda: "City", names_in, suggest="place")
    kind = registry.document_type("thing")
    registry.register(replace(kind, facets=(city, *(f for f in kind.facets if f.name != "city"))))


def offered(typed: str, language: str = "en") -> list[str]:
    """Return what is offered, in words."""
    return [
        f"{one.label} ({one.found}, {one.found_in})" if one.found else one.label
        for one in suggest(typed, language)
    ]


def test_a_term_is_offered_by_any_of_its_names_in_any_language(index):
    index(thing(1, concepts=("refugees", "housing")))
    assert offered("refug")[0] == "Refugees"
    assert offered("STATUSHOUDER") == ["Refugees (statushouders, nl)"]
    assert offered("προσφυγ") == ["Refugees (Πρόσφυγες, el)"]
    assert offered("statushouder", "it") == ["Rifugiati (statushouders, nl)"]
    assert suggest("refugees", "en") == [
        Suggestion("concept", "Refugees", "en", "", "concept", "refugees")
    ]


def test_a_name_that_is_kept_from_readers_finds_and_is_not_shown(index):
    index(thing(1, concepts=("refugees",)))
    assert ConceptLabels.objects.get(concept__notation="refugees", language="sl").hidden.split()[0]
    assert offered("begunka") == ["Refugees"]


def test_only_terms_with_entries_are_offered(index):
    index(thing(1, concepts=("refugees",)), thing(2, concepts=("nurseries",), public=False))
    assert offered("begunci") == ["Refugees (Begunci, sl)"]
    get_engine().put([thing(3, concepts=("sport",))])
    assert offered("sport") == ["Sport"]
    get_engine().delete(["thing:3"])
    assert offered("sport") == []


def test_own_words_come_before_those_of_other_languages_and_short_names_before_long(index):
    index(thing(1, concepts=("housing-discrimination", "housing", "social-housing", "sport")))
    assert offered("housing")[:2] == ["Housing", "Housing discrimination"]
    get_engine().put([thing(2, city="Housten")])
    assert set(offered("hous")[:2]) == {"Housing", "Housten"}, "kinds take turns"


def test_a_later_word_of_a_name_is_enough_unless_it_is_a_little_one(index):
    index(thing(1, concepts=("access-to-housing",)))
    assert offered("housing")[0].startswith("Access to housing")
    assert offered("to housi") == []


def test_a_misspelt_beginning_is_helped_where_nothing_else_begins_so(index):
    index(thing(1, concepts=("reception", "housing")))
    assert offered("opvag", "nl")[0] == "Opvang"
    assert offered("houzing")[0] == "Housing"
    assert offered("xqzvwk") == []
    get_engine().put([thing(2, title="Opvag is a name")])
    assert offered("opvag", "nl") == ["Opvag is a name"]


def test_a_place_is_offered_by_its_own_name_and_by_that_in_any_language(index, places):
    index(thing(1, city="Θεσσαλονίκη"))
    assert offered("thessal") == ["Thessaloniki"]
    assert offered("salonic") == ["Thessaloniki (Salonicco, it)"]
    assert offered("θεσσ") == ["Thessaloniki (Θεσσαλονίκη, )"]
    assert offered("thessal", "it") == ["Salonicco (Thessaloniki, en)"]
    assert offered("θεσσ", "el") == ["Θεσσαλονίκη"]


def test_one_publication_leaves_the_tables_as_they_are_unless_a_name_is_new(index, places):
    index(thing(1, city="Θεσσαλονίκη"))
    before = names.names_of_values(get_engine(), "city")[0]
    get_engine().put([thing(2, city="Θεσσαλονίκη", concepts=("sport",))])
    assert names.names_of_values(get_engine(), "city")[0] is before
    get_engine().put([thing(3, city="Cascais")])
    assert names.names_of_values(get_engine(), "city")[0] is not before
    assert offered("casca") == ["Cascais"]
    get_engine().delete(["thing:3"])
    assert offered("casca") == []


@pytest.fixture
def committed(engine_name, django_capture_on_commit_callbacks):
    """An index of the site as it is; work inside `with committed():` is committed at its end."""
    actions.rebuild()
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_what_becomes_private_is_not_offered_any_more_nor_its_terms_and_place(committed):
    with committed():
        page = make_practice(
            "one", title="Felinar", themes=("health",), place=make_place("Deva", "RO")
        )
    typed = ("felin", "health", "deva", "romania")
    assert [len(offered(one)) for one in typed] == [1, 1, 1, 1]
    with committed():
        restriction = PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
        )
    assert [offered(one) for one in typed] == [[], [], [], []]
    with committed():
        restriction.delete()
    assert offered("felin") == ["Felinar"]
    with committed():
        page.unpublish()
    assert [offered(one) for one in typed] == [[], [], [], []]


def test_the_answer_says_the_kind_the_name_that_was_typed_and_its_language(client, index):
    index(thing(1, concepts=("refugees",)), thing(2, title="Statushouders thuis", language="nl"))
    assert client.get("/it/search/suggest/?q=statushouder").json() == {
        "results": [
            {
                "text": "Rifugiati",
                "url": "/it/concepts/refugees/",
                "type": "Argomento",
                "lang": "",
                "found": "statushouders",
                "found_lang": "nl",
                "found_language": "olandese",
            },
            {
                "text": "Statushouders thuis",
                "url": "/it/things/2/",
                "type": "Things",
                "lang": "nl",
                "found": "",
                "found_lang": "",
                "found_language": "",
            },
        ]
    }
    assert client.get("/it/concepts/refugees/").status_code == 200


@pytest.mark.parametrize("typed", ["", "  ", "🏠", "%", "x" * 10_000, "' OR 1", '"', "\x00a"])
def test_anything_typed_is_answered(index, typed):
    index(thing(1, title="Tea", concepts=("refugees",)))
    assert isinstance(suggest(typed, "en"), list)
