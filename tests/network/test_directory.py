"""The directory: filters, counts, words, order, pages, and the map that says the same."""

import re

import pytest

from content.languages import LANGUAGES, country_choices
from network.models import PartnerPage, Place
from network.views import ROWS
from tests.factories.network import hide, make_partner, make_place

pytestmark = pytest.mark.django_db
ADDRESS = "/en/partners/"


def context(client, query="", language="en"):
    answer = client.get(f"/{language}/partners/{query}")
    assert answer.status_code == 200
    return answer.context


def titles(client, query="", language="en"):
    return [one.title for one in context(client, query, language)["partners"]]


def counts(client, name, query=""):
    found = next(one for one in context(client, query)["filters"] if one["name"] == name)
    return {option["value"]: option["count"] for option in found["options"]}


@pytest.fixture
def three():
    """Three partners: Cluj, Florence, Barcelona."""
    make_partner(
        "cluj", title="Cluj", kind="municipality", languages=["ro"], place=make_place(),
        themes=("housing", "work"), texts={"en": "One-stop shop", "it": "Sportello unico"},
    )  # fmt: skip
    make_partner(
        "anci", title="ANCI", kind="association", languages=["it"], themes=("housing",),
        place=make_place("Firenze", "IT", lat=43.77, lon=11.26, names={"en": "Florence"}),
    )  # fmt: skip
    make_partner(
        "bcn", title="Barcelona", kind="municipality", languages=["ca", "es"], themes=("health",),
        place=make_place("Barcelona", "ES", lat=41.38, lon=2.17, names={"it": "Barcellona"}),
    )  # fmt: skip


def test_all_partners_stand_there_by_name(client, three):
    assert titles(client) == ["ANCI", "Barcelona", "Cluj"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?type=municipality", ["Barcelona", "Cluj"]),
        ("?country=IT", ["ANCI"]),
        ("?country=IT&country=ES", ["ANCI", "Barcelona"]),
        ("?theme=housing", ["ANCI", "Cluj"]),
        ("?language=ca", ["Barcelona"]),
        ("?theme=housing&type=municipality", ["Cluj"]),
        ("?theme=health&country=IT", []),
    ],
)
def test_filters_narrow_the_list_and_values_of_one_filter_add_up(client, three, query, expected):
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?theme=nonsense", "?country=XX&country='%3B--", "?type=<script>", "?language=%00",
        "?unknown=1", "?page=-1", "?page=999999999999999999999", "?page=x", "?order=password",
        "?theme=", "?country=it", "?theme=housing%00",
    ],
)  # fmt: skip
def test_values_nobody_offers_are_dropped(client, three, query):
    assert titles(client, query) == ["ANCI", "Barcelona", "Cluj"]
    assert "<script>" not in client.get(ADDRESS + query).content.decode().split("<main")[1]


def test_counts_say_what_a_value_would_show_beside_the_other_filters(client, three):
    assert counts(client, "theme") == {"housing": 2, "work": 1, "health": 1}
    assert counts(client, "theme", "?country=IT") == {"housing": 1}
    # Its own choice does not shrink a filter's counts.
    assert counts(client, "country", "?country=IT") == {"IT": 1, "RO": 1, "ES": 1}


def test_a_count_is_what_the_list_then_shows(client, three):
    for name in ("theme", "type", "country", "language"):
        for value, count in counts(client, name).items():
            assert len(titles(client, f"?{name}={value}")) == count


@pytest.mark.parametrize("hidden_by", ["draft", "restriction", "unpublished", "private directory"])
def test_what_is_not_public_is_in_no_list_count_map_or_search(client, three, hidden_by):
    secret = make_partner(
        "secret", title="Secret council", kind="health", languages=["el"], themes=("reception",),
        place=make_place("Αθήνα", "GR", lat=37.98, lon=23.73), live=hidden_by != "draft",
        texts={"en": "Hidden words"},
    )  # fmt: skip
    if hidden_by == "restriction":
        hide(secret)
    if hidden_by == "unpublished":
        secret.unpublish()
    if hidden_by == "private directory":
        hide(secret.get_parent())
        assert client.get(ADDRESS).status_code == 302
        assert "Secret council" not in client.get("/en/places/gr-athena/").content.decode()
        return

    page = client.get(ADDRESS).content.decode()

    assert "Secret" not in page
    assert "Αθήνα" not in page
    assert {"GR", "el"}.isdisjoint(counts(client, "country") | counts(client, "language"))
    assert set(counts(client, "type")) == {"municipality", "association"}
    assert titles(client, "?q=hidden") == []
    assert titles(client, "?country=GR") == []
    assert context(client)["total"] == 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("one stop", ["Cluj"]),
        ("SPORTELLO", ["Cluj"]),
        ("florence", ["ANCI"]),
        ("firenze", ["ANCI"]),
        ("barcellona", ["Barcelona"]),
        ("romania", ["Cluj"]),
        ("onestop", []),
        ("😀", []),
        ("'; DROP TABLE", []),
    ],
)
def test_words_are_found_in_names_places_and_descriptions(client, three, words, expected):
    answer = client.get(ADDRESS, {"q": words})

    assert [one.title for one in answer.context["partners"]] == expected


def test_ten_thousand_letters_in_the_box_are_cut_and_answered(client, three):
    answer = client.get(ADDRESS, {"q": "a" * 10_000})

    assert answer.status_code == 200
    assert len(answer.context["choice"].words) == 200


def test_an_empty_result_says_why_and_shows_a_way_on(client, three):
    page = client.get(ADDRESS, {"theme": "health", "country": "IT"}).content.decode()

    assert "No partner fits" in page
    assert f'href="{ADDRESS}">Show all partners' in page


def test_an_empty_directory_says_that_nobody_is_there_yet(client):
    make_partner("draft", live=False)

    assert "No partners yet" in client.get(ADDRESS).content.decode()


def test_a_chosen_filter_is_a_link_that_takes_it_away(client, three):
    chips = context(client, "?theme=housing&theme=work&country=RO&order=country")["chips"]

    assert [chip["text"] for chip in chips] == ["Housing", "Work", "Romania"]
    assert chips[0]["url"] == "/en/partners/?theme=work&country=RO&order=country"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["ANCI", "Barcelona", "Cluj"]),
        ("country", ["ANCI", "Cluj", "Barcelona"]),
        ("newest", ["Barcelona", "ANCI", "Cluj"]),
    ],
)
def test_partners_are_ordered_by_name_country_or_age(client, three, order, expected):
    # Italy, Romania, Spain.
    assert titles(client, f"?order={order}") == expected


def test_names_are_ordered_in_the_readers_language(client):
    make_partner("a", title="Zebra", own_name="Άλφα", own_language="el")
    make_partner("b", title="Beta")

    assert titles(client, language="en") == ["Beta", "Zebra"]
    assert titles(client, language="el") == ["Beta", "Zebra"]  # Latin letters before Greek ones
    assert "Άλφα" in client.get("/el/partners/").content.decode()


def test_a_long_list_comes_in_pages_and_keeps_its_filters(client):
    for number in range(ROWS + 1):
        make_partner(f"p{number}", title=f"Partner {number:02}", place=make_place())

    first, second = context(client, "?country=RO"), context(client, "?country=RO&page=2")

    assert (len(first["partners"]), len(second["partners"])) == (ROWS, 1)
    page = client.get(f"{ADDRESS}?country=RO").content.decode()
    assert "?country=RO&amp;page=2" in page
    assert first["dots"][0]["count"] == ROWS + 1


def test_a_full_page_of_the_directory_is_light(client):
    codes = [code for code, _name in country_choices()]
    kinds, languages = PartnerPage.Kind.values, list(LANGUAGES)
    text = "Ο Δήμος υποστηρίζει την ένταξη των νεοεισερχομένων με ένα κέντρο. " * 4
    for number in range(ROWS):
        place = make_place(
            f"Πόλη {number}", codes[number % 18], lat=36 + number / 2, lon=number - 8
        )
        make_partner(
            f"p{number}", own_name=f"Δήμος Αριθμός {number}", own_language="el", place=place,
            themes=("housing", "work", "education"), texts={"el": text}, kind=kinds[number % 10],
            languages=[languages[number % 10], "en"],
        )  # fmt: skip

    assert len(client.get("/el/partners/").content) < 60 * 1024


def test_the_map_shows_the_same_places_as_the_list_beside_it(client, three):
    make_partner(
        "anci-2", title="Second", themes=("housing",), place=Place.objects.get(slug="it-firenze")
    )
    page = client.get(f"{ADDRESS}?theme=housing").content.decode()
    svg = page[page.index('<div class="map"') : page.index("</svg>", page.index('class="map"'))]
    beside = page[page.index('<ul class="map-list') :].split("</ul>")[0]

    on_map = set(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', svg))
    in_list = set(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', beside))

    assert on_map == in_list
    assert ("/en/places/ro-cluj-napoca/", "Cluj-Napoca") in on_map
    assert not any("barcelona" in url for url, _name in on_map)


def test_partners_of_one_city_share_a_dot_with_their_number(client, three):
    make_partner("anci-2", title="Second", place=Place.objects.get(name="Firenze"))

    assert [dot["label"] for dot in context(client)["dots"]] == [
        "Florence (2)",
        "Barcelona",
        "Cluj-Napoca",
    ]


def test_a_place_without_coordinates_is_in_the_list_beside_the_map(client):
    make_partner("x", place=make_place("Nowhere", "IT", lat=None, lon=None))

    page = client.get(ADDRESS).content.decode()

    assert 'href="/en/places/it-nowhere/" lang="it">Nowhere</a>' in page
    assert 'class="map__dot' not in page


def test_too_many_places_become_countries(client, monkeypatch, three):
    monkeypatch.setattr("network.directory.MOST_DOTS", 2)

    dots = context(client)["dots"]

    assert {dot["label"] for dot in dots} == {"Italy", "Romania", "Spain"}
    assert {dot["url"] for dot in dots} == {
        f"/en/partners/?country={code}" for code in ("IT", "RO", "ES")
    }


def test_nothing_in_the_directory_comes_from_another_host(client, three):
    page = client.get(ADDRESS).content.decode()
    loaded = re.findall(r'<(?:script|link|img|use|iframe)[^>]*(?:src|href)="([^"]+)"', page)

    assert [one for one in loaded if "//" in one and "localhost" not in one] == []
    assert " style=" not in page
    assert not re.search(r" on[a-z]+=", page)


def test_foreign_names_and_texts_are_marked_with_their_language(client, three):
    page = client.get("/it/partners/").content.decode()

    assert '<strong lang="ro">Cluj-Napoca</strong>' in page
    assert "<strong>Barcellona</strong>" in page
    assert '<p class="result__summary">Sportello unico</p>' in page
    assert '<h3 lang="en"><a href="/it/partners/anci/">ANCI</a></h3>' in page
    french = client.get("/fr/partners/").content.decode()
    assert '<p class="result__summary" lang="en">One-stop shop</p>' in french


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_costs_few_queries(client, count, django_assert_max_num_queries):
    for number in range(count):
        make_partner(f"p{number}", place=make_place(f"Town {number}", "IT"), themes=("housing",))

    with django_assert_max_num_queries(10):
        assert len(titles(client)) == count


def test_filtered_lists_are_kept_out_of_search_engines_and_the_whole_one_is_not(
    client, settings, three
):
    whole = client.get(ADDRESS).content.decode()
    part = client.get(ADDRESS, {"country": "IT"}).content.decode()

    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/partners/">' in whole
    assert 'content="noindex' not in whole
    assert 'content="noindex, follow"' in part
    assert 'name="description" content="Cities, regions' in part
