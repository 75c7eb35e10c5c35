"""The library: search, facets, results; all state in the address."""

import pytest
from wagtail.models import PageViewRestriction

from home.actions import make_house
from search.actions import ensure_index, rebuild
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings, tmp_path):
    """A house with an index of its own: an index outlives the transaction of a test."""
    settings.DATA_DIR = tmp_path
    house = make_house()
    ensure_index()
    return house


def slugs(client, address):
    return [row.document.row["slug"] for row in client.get(address).context["results"].rows]


def test_a_published_practice_is_found_by_a_word_of_its_body(client, house):
    make_practice(house=house, body=[{"type": "challenge", "value": "<p>Multe ghișee</p>"}])

    assert slugs(client, "/en/library/?q=ghișee") == ["one-desk"]


def test_a_practice_is_not_found_before_it_is_published(client, house):
    page = make_practice(house=house, summary="Ghișeu unic", live=False)
    assert slugs(client, "/en/library/?q=ghișeu") == []

    page.get_latest_revision().publish()

    assert slugs(client, "/en/library/?q=ghișeu") == ["one-desk"]


def test_a_practice_made_private_is_gone_from_results_and_counts(client, house):
    page = make_practice(house=house, themes=("health",))
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    ensure_index()

    results = client.get("/en/search/?q=desk").context["results"]

    assert results.rows == ()
    assert not [facet for facet in results.facets if facet.name == "theme" and facet.values]


def test_a_filter_narrows_and_its_own_counts_stay(client, house):
    make_practice("home", house=house, themes=("housing",))
    make_practice("job", house=house, themes=("work",), place=make_place("Graz", "AT"))

    answer = client.get("/en/library/?theme=housing")

    assert slugs(client, "/en/library/?theme=housing") == ["home"]
    facets = {facet.name: facet for facet in answer.context["results"].facets}
    assert {one.value: one.count for one in facets["theme"].values} == {"housing": 1, "work": 1}
    assert {one.value: one.count for one in facets["country"].values} == {"RO": 1}


def test_matches_are_marked_and_hostile_text_stays_text(client, house):
    make_practice(house=house, title="<i>Ghișeu</i>", summary="Un ghișeu & <b>gata</b>")

    page = client.get("/en/library/?q=ghișeu").content.decode()

    assert "&lt;i&gt;<mark>Ghișeu</mark>&lt;/i&gt;" in page
    assert "<b>gata" not in page


@pytest.mark.parametrize(
    "text",
    [
        "🏠🏠",
        "a" * 10_000,
        '"unclosed',
        "-- -- --",
        "AND OR NOT",
        "theme:",
        "<script>",
        "\x00",
        "'); DROP",
    ],
)
def test_any_text_in_the_search_box_answers(client, house, text):
    make_practice(house=house)

    assert client.get("/en/library/", {"q": text}).status_code == 200


def test_unknown_filter_values_are_dropped(client, house):
    make_practice(house=house)

    assert slugs(client, "/en/library/?theme=nonsense&country=ZZ&nothing=1") == ["one-desk"]


def test_an_empty_result_says_what_to_do(client, house):
    make_practice(house=house)

    page = client.get("/en/library/?q=zzzzzz").content.decode()

    assert "Nothing found for" in page
    assert "See everything" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_costs_the_same_with_one_and_three(
    client, house, count, django_assert_num_queries
):
    for number in range(count):
        make_practice(f"practice-{number}", house=house)
    rebuild()
    client.get("/en/library/")

    with django_assert_num_queries(3):
        client.get("/en/library/")


def test_an_answer_of_the_engine_that_stands_in_is_kept_in_no_cache(client, house, settings):
    settings.RESPONSE_CACHE_SECONDS = 300
    make_practice(house=house)
    # Nobody listens there.
    settings.SEARCH_URL = "http://127.0.0.1:9"
    away = client.get("/en/library/").context["results"]
    assert (len(away.rows), len(away.notices)) == (1, 1)

    settings.SEARCH_URL = ""

    assert client.get("/en/library/").context["results"].notices == ()
