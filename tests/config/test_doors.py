"""Doors that belong to no application: health, robots, sitemap, choice of theme."""

from xml.etree import ElementTree

import pytest
from wagtail.models import Locale, PageViewRestriction

from home.actions import editorial_page, make_house, translated
from tests.factories.events import make_workshop
from tests.factories.network import make_place
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def locations(client, language):
    tree = ElementTree.fromstring(client.get(f"/sitemap-{language}-1.xml").content)  # noqa: S314
    return {
        url.find(f"{SPACE}loc").text: {
            link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")
        }
        for url in tree
    }


def test_healthz_says_that_the_process_is_alive(client):
    assert client.get("/healthz").content == b"alive\n"


def test_robots_are_told_where_the_sitemap_is(client):
    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_sitemap_lists_a_practice_with_its_ten_language_versions(client, settings):
    make_practice()

    versions = locations(client, "it")[f"{settings.SITE_URL}/it/library/one-desk/"]

    assert len(versions) == 10
    assert versions["ca"] == f"{settings.SITE_URL}/ca/library/one-desk/"


def test_the_sitemap_lists_a_translated_page_only_in_its_languages(client, settings):
    house = make_house()
    about = editorial_page(house.homes["en"], "about", title="About")
    translated(about, Locale.objects.get(language_code="it"), title="Chi siamo")

    assert set(locations(client, "it")[f"{settings.SITE_URL}/it/about/"]) == {"en", "it"}
    assert f"{settings.SITE_URL}/nl/about/" not in locations(client, "nl")


def test_the_sitemap_hides_drafts_and_private_pages(client, settings):
    house = make_house()
    make_practice("draft", house=house, live=False)
    secret = make_practice("secret", house=house)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")

    addresses = locations(client, "en")

    assert not [one for one in addresses if "draft" in one or "secret" in one]


def test_the_sitemap_index_names_a_file_for_each_language(client):
    make_house()

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314

    assert len(tree) == 10


@pytest.mark.parametrize("address", ["/sitemap-xx-1.xml", "/sitemap-en-99.xml"])
def test_a_sitemap_that_does_not_exist_answers_not_found(client, address):
    make_house()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\x.y"])
def test_the_choice_of_theme_never_leads_to_another_site(client, target):
    answer = client.get("/theme", {"theme": "dark", "next": target})

    assert answer.url == "/"
    assert answer.cookies["theme"].value == "dark"


def test_the_choice_of_theme_leads_back_to_the_page(client):
    assert client.get("/theme", {"theme": "light", "next": "/it/library/"}).url == "/it/library/"


def test_the_sitemap_lists_places_in_every_language(client, settings):
    make_house()
    place = make_place("Maribor", "SI")

    versions = locations(client, "sl")[f"{settings.SITE_URL}/sl/places/{place.slug}/"]

    assert len(versions) == 10
    assert versions["ca"] == f"{settings.SITE_URL}/ca/places/{place.slug}/"
    assert client.get(f"/ca/places/{place.slug}/").status_code == 200


def test_the_sitemap_lists_guiding_questions_below_their_workshop(client, settings):
    workshop = make_workshop(questions=("Who is missing?",))

    address = f"{settings.SITE_URL}{workshop.get_url()}question/1/"

    assert address in locations(client, "en")
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200
