"""The home page: search first, the next or latest workshop, fresh practices, themes, the map."""

import pytest
from wagtail.models import PageViewRestriction

from home.actions import editorial_page, make_house, published
from practices.models import Transfer
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db


def test_an_empty_library_says_so(client):
    make_house()

    assert "The library is still empty" in client.get("/en/").content.decode()


def test_fresh_practices_are_shown_the_complete_ones_first(client):
    house = make_house()
    make_practice("bare", house=house)
    make_practice("told", house=house, start="2020", funding="AMIF")

    context = client.get("/en/").context

    assert context["first"].slug == "told"
    assert [one.slug for one in context["others"]] == ["bare"]


def test_themes_are_counted_over_public_practices_only(client):
    house = make_house()
    make_practice("one", house=house, themes=("housing", "work"))
    make_practice("two", house=house, themes=("housing",))
    make_practice("draft", house=house, themes=("housing",), live=False)
    secret = make_practice("secret", house=house, themes=("housing",))
    PageViewRestriction.objects.create(page=secret, restriction_type="login")

    counts = {theme["code"]: theme["count"] for theme in client.get("/en/").context["themes"]}

    assert (counts["housing"], counts["work"], counts["health"]) == (2, 1, 0)


def test_the_map_and_the_list_beside_it_hold_the_same_places(client):
    house = make_house()
    make_practice("one", house=house, place=make_place("Graz", "AT", lat=47.07, lon=15.44))
    make_practice("two", house=house, place=make_place("Cluj-Napoca", "RO", lat=46.77, lon=23.59))

    page = client.get("/en/").content.decode()

    for city in ("Graz", "Cluj-Napoca"):
        assert page.count(f"?city={city}") == 2


def test_a_draft_practice_puts_no_dot_on_the_map(client):
    house = make_house()
    make_practice(
        "one", house=house, place=make_place("Graz", "AT", lat=47.0, lon=15.4), live=False
    )

    assert client.get("/en/").context["points"] == []


def test_searches_to_try_are_links_in_their_language(client):
    house = make_house()
    example = {"text": "casa dopo l’accoglienza", "lang": "it"}
    published(house.homes["en"], examples=[{"type": "example", "value": example}])

    page = client.get("/en/").content.decode()

    assert 'href="/en/search/?q=casa+dopo+l%E2%80%99accoglienza" lang="it"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_costs_the_same_with_one_and_three(client, count, django_assert_num_queries):
    house = make_house()
    for number in range(count):
        start = make_practice(f"start-{number}", house=house, place=make_place(f"A{number}"))
        end = make_practice(f"end-{number}", house=house, place=make_place(f"B{number}"))
        Transfer.objects.create(practice=start, other=end)
    client.get("/en/")

    with django_assert_num_queries(9):
        client.get("/en/")


def test_a_page_of_text_lists_the_public_pages_under_it(client):
    house = make_house()
    about = editorial_page(house.homes["en"], "about", title="About")
    editorial_page(about, "team", title="The team")
    secret = editorial_page(about, "secret", title="Secret plans")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")

    page = client.get("/en/about/").content.decode()

    assert "The team" in page
    assert "Secret plans" not in page


@pytest.mark.parametrize(
    ("reader", "shown"), [("ro", "Un ghișeu"), ("en", "One desk"), ("it", "One desk")]
)
def test_the_first_practice_is_summed_up_for_the_reader(client, reader, shown):
    make_practice(language="ro", summary="Un ghișeu", summary_en="One desk")

    assert f">{shown}</p>" in client.get(f"/{reader}/").content.decode()
