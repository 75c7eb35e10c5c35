"""Addresses: the reader's interface language and the content's language are independent."""

import pytest
from wagtail.models import Locale

from home.actions import editorial_page, make_house, translated
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def test_a_practice_is_served_under_the_readers_language_with_its_own_lang(client):
    make_practice("finestreta", language="ca", title="Una sola finestreta")

    answer = client.get("/it/library/finestreta/").content.decode()

    assert '<html lang="it"' in answer
    assert '<h1 lang="ca">Una sola finestreta</h1>' in answer


def test_a_practice_has_one_page_whatever_the_language(client):
    practice = make_practice("finestreta", language="ca")

    for code in ("en", "it", "el"):
        assert client.get(f"/{code}/library/finestreta/").context["page"].pk == practice.pk


def test_links_to_a_practice_keep_the_readers_language(client):
    practice = make_practice("finestreta", language="ca")

    assert practice.in_language("sl") == "/sl/library/finestreta/"


def test_a_translated_page_is_served_in_the_readers_language(client):
    house = make_house()
    about = editorial_page(house.homes["en"], "about", title="About", lead="Who we are")
    translated(about, Locale.objects.get(language_code="it"), title="Chi siamo", lead="Siamo noi")

    assert "Siamo noi" in client.get("/it/about/").content.decode()
    assert "Who we are" in client.get("/en/about/").content.decode()


def test_an_untranslated_page_is_served_from_the_source_with_the_readers_interface(client):
    house = make_house()
    editorial_page(house.homes["en"], "about", title="About", lead="Who we are")

    answer = client.get("/nl/about/").content.decode()

    assert '<html lang="nl"' in answer
    assert 'lang="en"' in answer
    assert "Who we are" in answer


def test_a_draft_is_not_served(client):
    make_practice("draft", live=False)

    assert client.get("/en/library/draft/").status_code == 404


def test_an_unknown_address_answers_not_found_in_the_readers_language(client):
    make_house()

    answer = client.get("/it/library/no/such/place/")

    assert answer.status_code == 404
    assert '<html lang="it"' in answer.content.decode()


def test_a_very_deep_address_answers_not_found(client):
    make_house()

    assert client.get("/en/" + "a/" * 40).status_code == 404


@pytest.mark.parametrize("wish", [("it", "/it/"), ("pt-BR,ca;q=0.8", "/ca/"), ("ja", "/en/")])
def test_the_front_door_asks_the_browser_for_its_language(client, wish):
    make_house()
    accepted, expected = wish

    assert client.get("/", headers={"accept-language": accepted}).url == expected


def test_the_language_switch_stays_on_the_same_page(client):
    make_practice("finestreta", language="ca")

    links = client.get("/it/library/finestreta/").context["language_links"]

    assert {link["code"]: link["url"] for link in links}["sl"] == "/sl/library/finestreta/"
