"""GET /api/v1/search: the site's search, as data."""

import pytest
from django.conf import settings as site
from django.utils.translation import override

from search import registry
from search.documents import BODY, Document, Place, Text
from search.engines import get_engine
from search.registry import DocumentType
from tests.factories.events import make_workshop
from tests.factories.network import make_partner
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db


def ids(answer: dict) -> list[str]:
    return sorted(one["id"] for one in answer["results"])


@pytest.fixture
def library(indexed):
    """Three practices of different places and times, a partner and a workshop."""
    practices = [
        make_practice("a", title="Casa comune", language="it", start="2010", end="2012",
                      place=make_place("Torino", "IT"), status="ended", tags=("tetto",)),
        make_practice("b", title="Centru de refugiați", language="ro", start="2018-05",
                      end="2019", themes=("education",), level="local"),
        make_practice("c", title="Language café", language="en", status="ongoing",
                      start="2021", place=make_place("Ljubljana", "SI"), evidence="evaluated"),
    ]  # fmt: skip
    make_partner("d", title="Housing people")
    make_workshop("e", title="Workshop on reception")
    indexed()
    return practices


def test_an_empty_question_lists_everything_that_the_filters_leave(get, library):
    assert ids(get("/search")) == ["a", "b", "c", "d", "e"]
    assert ids(get("/search?q=&type=&lang=&theme=&from=&to=&concept=&sort=&page=&limit=")) == [
        "a", "b", "c", "d", "e",
    ]  # fmt: skip
    assert ids(get("/search?type=practice&type=partner")) == ["a", "b", "c", "d"]
    assert ids(get("/search?country=IT&country=SI")) == ["a", "c"]
    assert ids(get("/search?city=Torino&lang=it")) == ["a"]
    assert ids(get("/search?theme=education&level=local")) == ["b"]
    assert ids(get("/search?status=ended&tag=tetto")) == ["a"]


def test_the_answer_has_the_shape_that_was_promised(get, library):
    answer = get("/search?q=language+cafe&country=SI&ui=en")

    assert set(answer) == {
        "count", "engine", "reduced", "query", "results", "facets", "next", "previous",
    }  # fmt: skip
    assert (answer["engine"], answer["reduced"]) == ("embedded", False)
    first = answer["results"][0]
    assert set(first) == {
        "id", "type", "title", "lang", "summary", "url", "score", "place", "themes",
        "highlights", "why",
    }  # fmt: skip
    assert (first["id"], first["type"], first["lang"]) == ("c", "practice", "en")
    assert first["url"] == f"{site.SITE_URL}/en/library/c/"
    assert first["place"] == {"city": "Ljubljana", "country": "SI", "lat": None, "lon": None}
    assert [one["value"] for one in first["themes"]] == ["housing"]
    countries = answer["facets"]["country"]
    assert {"value": "SI", "label": "Slovenia", "count": 1, "selected": True} in countries


def test_the_question_is_explained_in_the_language_asked_for(get, library):
    query = get("/search?q=begunci&ui=it")["query"]

    assert [(one["text"], one["languages"]) for one in query["parts"]] == [("begunci", ["sl"])]
    assert query["parts"][0]["concepts"] == [
        {"uri": f"{site.SITE_URL}/concepts/refugees", "label": "Rifugiati"}
    ]


def test_a_result_says_why_it_was_found(get, library):
    result = get("/search?q=comune&ui=en")["results"][0]

    assert result["why"] == [
        {"kind": "word", "text": "comune", "lang": "it", "label": "comune", "field": "title"}
    ]
    assert result["highlights"] == [
        {
            "field": "title",
            "lang": "it",
            "parts": [{"text": "Casa ", "match": False}, {"text": "comune", "match": True}],
        }
    ]


def test_a_concept_that_people_gave_is_a_reason(get, library):
    why = get("/search?q=begunci&ui=it")["results"][0]["why"]

    assert (why[0]["kind"], why[0]["label"], why[0]["lang"]) == ("concept", "Rifugiati", "it")


def test_a_word_that_nothing_has_is_looked_up_as_its_likely_spelling(get, library):
    query = get("/search?q=lanquage,+café&ui=en")["query"]

    assert query["did_you_mean"] == "language, café"


def test_the_period_overlaps(get, library):
    assert ids(get("/search?from=2011&type=practice")) == ["a", "b", "c"]
    assert ids(get("/search?from=2013&type=practice")) == ["b", "c"]
    assert ids(get("/search?to=2017&type=practice")) == ["a"]
    assert ids(get("/search?from=2019-11-30&to=2020-01-01")) == ["b"]
    assert ids(get("/search?from=2023&to=2023")) == ["c", "e"]
    assert get("/search?from=2015&to=2014")["count"] == 0


def test_a_concept_is_named_by_notation_by_uri_or_by_its_uri_elsewhere(get, library):
    record = get("/concepts/refugees")
    expected = ids(get("/search?concept=refugees"))

    assert expected == ["a", "b", "c"]
    for name in (record["uri"], record["url"], *record["matches"]):
        answer = get(f"/search?concept={name}")
        assert ids(answer) == expected
        assert [one["value"] for one in answer["facets"]["concept"] if one["selected"]] == [
            "refugees"
        ]


def test_a_concept_that_nothing_has_finds_nothing(get, library):
    assert get("/search?concept=unaccompanied-minors")["count"] == 0


def test_unknown_values_are_dropped_as_on_the_page(get, library):
    answer = get("/search?theme=nonsense&country=XX&concept=nonsense&nonsense=1")

    assert answer["count"] == 5
    assert not any(one["selected"] for values in answer["facets"].values() for one in values)


def test_a_filter_does_not_shrink_its_own_counts(get, library):
    facets = get("/search?country=IT&type=practice")["facets"]

    assert {one["value"]: (one["count"], one["selected"]) for one in facets["country"]} == {
        "IT": (1, True), "RO": (1, False), "SI": (1, False),
    }  # fmt: skip
    assert [one["value"] for one in facets["lang"]] == ["it"]


def test_labels_are_in_the_language_asked_for(get, library):
    def label(answer: dict) -> str:
        return next(o["label"] for o in answer["facets"]["country"] if o["value"] == "IT")

    assert label(get("/search?ui=de")) == "Italien"
    assert label(get("/search", **{"accept-language": "fr-BE, en;q=0.5"})) == "Italie"
    assert label(get("/search?ui=xx", **{"accept-language": "zz, el"})) == "Ιταλία"
    with override("ro"):
        assert label(get("/search")) == "Italy"


def test_pages_are_whole_addresses_that_keep_the_question(get, indexed):
    for number in range(5):
        make_practice(f"p{number}", title=f"Desk {number}")
    indexed()
    first = get("/search?q=desk&country=RO&limit=2")
    second = get(first["next"].removeprefix(f"{site.SITE_URL}/api/v1"))
    last = get(second["next"].removeprefix(f"{site.SITE_URL}/api/v1"))

    assert first["count"] == 5
    assert first["previous"] is None
    assert "q=desk&country=RO&limit=2&page=2" in first["next"]
    assert last["next"] is None
    assert last["previous"].endswith("page=2")
    assert len({one["id"] for page in (first, second, last) for one in page["results"]}) == 5
    assert get("/search?q=desk&page=50")["results"] == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=51", "page"), ("page=0", "page"), ("page=two", "page"),
        ("page=99999999999999999999", "page"), ("limit=101", "limit"), ("limit=-1", "limit"),
        ("sort=colour", "sort"), ("from=yesterday", "from"), ("to=2020-13", "to"),
        (f"q={'x' * 201}", "q"), (f"q={'%22' * 10_000}", "q"), (f"theme={'x' * 301}", "theme"),
        ("&".join(["tag=x"] * 31), "tag"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_clear_error(get, query, parameter):
    problem = get(f"/search?{query}", status=422)

    assert problem["type"] == f"{site.SITE_URL}/api/v1/docs#invalid-parameters"
    assert [one["parameter"] for one in problem["errors"]] == [parameter]
    assert parameter in problem["detail"]


def test_an_error_is_told_in_the_language_asked_for(get):
    with override("it"):
        expected = get("/search?limit=900", status=422)
    told = get("/search?limit=900&ui=it", status=422)

    assert expected["detail"] == "limit: must be at most 100"
    assert told["status"] == 422
    assert told["type"] == expected["type"]


def test_any_text_is_answered(get, library):
    for text in (
        '"', "-" * 200, "OR OR OR", "a:b:c", "'; DROP TABLE x; --", "%00", "%E2%80%AE%D7%A9",
        "(title:x%20AND%20[1%20TO%202])", "<script>alert(1)</script>", "東京", "x+" * 90,
        "%F0%9F%8F%A0", "%ff%fe",
    ):  # fmt: skip
        assert get(f"/search?q={text}")["engine"] == "embedded"


def test_without_an_index_the_answer_says_when_to_come_back(client, get):
    problem = get("/search?q=tea", status=503)

    assert problem["type"].endswith("#search-unavailable")
    assert client.get("/api/v1/search")["Retry-After"] == "60"


def test_what_is_not_public_is_in_no_result_and_no_count(get, library):
    library[0].unpublish()
    get_engine().delete(["practice:a"])

    answer = get("/search?q=casa+comune")

    assert "a" not in ids(answer)
    assert "it" not in [one["value"] for one in get("/search")["facets"]["lang"]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_no_query_whatever_its_length(
    get, indexed, django_assert_num_queries, count
):
    for number in range(count):
        make_practice(f"p{number}", title=f"Desk {number}")
    indexed()
    get("/search?q=warm")

    with django_assert_num_queries(0):
        assert get("/search?q=desk")["count"] == count


@pytest.fixture
def things():
    """Have a type of documents that the site does not know."""
    registry.register(DocumentType("thing", lambda: "Things", lambda: iter(()), lambda pk: None))
    yield
    registry.unregister("thing")


def test_a_document_without_a_slug_is_named_by_its_address(get, indexed, things):
    indexed()
    get_engine().put(
        [
            Document(
                key="thing:1", type="thing", id=1, language="en", title="Tea",
                url="things/tea-house/", place=Place(country="RO"),
                texts=(Text(BODY, "en", "green tea"),),
            )
        ]
    )  # fmt: skip

    result = get("/search?q=green")["results"][0]

    assert result["id"] == "tea-house"
    assert result["highlights"][0]["field"] == "body"
    assert result["place"]["country"] == "RO"
