"""A partner's page: names, texts, people, practices; what is hidden; what an editor enters."""

import json
import re

import pytest

from content.contributions import contribute
from network.models import PartnerPage
from network.queries import PartnerNames
from search.documents import TITLE
from search.registry import document_type
from tests.factories.network import hide, make_member, make_partner, make_place
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


def text(client, address="/en/partners/patrir/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def crete(**values):
    return make_partner(
        "crete", title="Region of Crete", own_name="Περιφέρεια Κρήτης", own_language="el",
        kind="region", texts={"en": "Maps needs.", "it": "Rileva i bisogni.\n\nCon gli ospedali."},
        place=make_place("Ηράκλειο", "GR", lat=35.34, lon=25.13, names={"it": "Heraklion"}),
        **({"languages": ["el", "en"], "themes": ("health",)} | values),
    )  # fmt: skip


def test_a_partner_is_named_and_described_in_the_readers_language(client):
    crete()

    italian = text(client, "/it/partners/crete/")
    greek = text(client, "/el/partners/crete/")

    assert '<h1 lang="en">Region of Crete</h1>' in italian
    assert '<p class="soft" lang="el">Περιφέρεια Κρήτης</p>' in italian
    assert '<p class="lead">Rileva i bisogni.</p>' in italian
    assert "<p>Con gli ospedali.</p>" in italian
    assert "<h1>Περιφέρεια Κρήτης</h1>" in greek
    assert '<p class="lead" lang="en">Maps needs.</p>' in greek
    assert "Heraklion</a>, Grecia" in italian


def test_a_partner_is_one_page_whatever_the_language(client):
    page = crete()

    for code in ("en", "it", "el"):
        assert client.get(f"/{code}/partners/crete/").context["page"].pk == page.pk


def test_the_other_descriptions_can_be_opened_and_carry_their_language(client):
    crete()

    page = text(client, "/en/partners/crete/")

    assert re.search(
        r'<details[^>]*><summary><span>Italian</span>.*?<div class="prose" lang="it">', page
    )


def test_what_nobody_stated_is_said(client):
    make_partner(languages=[])

    page = text(client)

    assert "Nobody has described this partner yet." in page
    assert page.count("Not stated") >= 3


def test_an_address_that_nobody_checked_is_marked(client):
    make_partner("a", website="https://example.org")
    make_partner("b", website="https://example.org", website_checked=True)

    assert "address not checked" in text(client, "/en/partners/a/")
    assert "address not checked" not in text(client, "/en/partners/b/")


def test_only_confirmed_members_who_agreed_are_shown(client):
    partner = make_partner()
    make_member(partner, "a@example.org", name="Ana Agreed", shown=True, contact="office@patrir.ro")
    make_member(partner, "b@example.org", name="Bogdan Silent")
    make_member(partner, "c@example.org", name="Carmen Asked", shown=True, state="asked")
    make_member(partner, "d@example.org", name="Dan Gone", shown=True, state="ended")
    shy = make_member(partner, "e@example.org", name="Elena Shy", shown=True)
    shy.user.shown = []
    shy.user.save()
    left = make_member(partner, "f@example.org", name="Florin Left", shown=True)
    left.user.is_active = False
    left.user.save()

    page = text(client)

    assert "Ana Agreed" in page
    assert 'href="mailto:office@patrir.ro"' in page
    for hidden in ("Bogdan", "Carmen", "Dan Gone", "Elena", "Florin", "@example.org"):
        assert hidden not in page


def test_practices_of_a_partner_are_shown_and_drafts_are_not(client):
    partner = make_partner()
    make_practice("one-desk", lead=partner, title="O singură ușă")
    make_practice("draft", lead=partner, title="Secret draft", live=False)

    page = text(client)

    assert "O singură ușă" in page
    assert 'href="/en/library/one-desk/"' in page
    assert "Secret draft" not in page


def test_those_it_works_with_are_on_the_map_and_in_the_list(client, monkeypatch):
    from accounts import contributions  # noqa: PLC0415  (its registry is put back afterwards)

    monkeypatch.setitem(contributions._contributions, "partner.fellows", [])
    partner = make_partner(place=make_place())
    fellow = make_partner("anci", title="ANCI", place=make_place("Firenze", "IT", lat=43, lon=11))
    hidden = make_partner("secret", title="Secret", live=False, place=make_place("Roma", "IT"))
    contribute("partner.fellows", lambda page: [fellow.pk, hidden.pk, partner.pk])

    page = text(client)

    assert re.search(r'<a href="/en/partners/anci/"[^>]*>ANCI</a>', page)
    assert 'aria-label="Firenze"' in page
    assert "map__way" in page
    assert "Secret" not in page
    assert "Roma<" not in page


@pytest.mark.parametrize("way", ["draft", "restriction"])
def test_a_partner_that_is_not_public_is_not_served(client, way):
    page = make_partner(live=way != "draft")
    if way == "restriction":
        hide(page)

    answer = client.get("/en/partners/patrir/")

    assert answer.status_code in (302, 404)
    assert "Partner patrir" not in answer.content.decode()


def test_hostile_names_and_texts_are_only_text(client):
    place = make_place(HOSTILE, "RO", names={"it": HOSTILE}, aliases=(HOSTILE,))
    partner = make_partner(
        title=HOSTILE, own_name=HOSTILE, own_language="ro", other_names=HOSTILE, place=place,
        texts={"en": f"</script>{HOSTILE}", "it": HOSTILE},
    )  # fmt: skip
    make_member(partner, name=HOSTILE, shown=True, position=HOSTILE)

    for address in ("/en/partners/patrir/", "/it/partners/patrir/", "/en/partners/"):
        page = text(client, address)
        assert "<script>alert" not in page
        assert "</script>&quot;" not in page.split("<main")[0]


def test_structured_data_tells_what_is_known_and_nothing_else(client):
    crete(website="https://crete.gov.gr")
    page = text(client, "/it/partners/crete/")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    assert data["@type"] == "GovernmentOrganization"
    assert data["name"] == "Region of Crete"
    assert data["alternateName"] == ["Περιφέρεια Κρήτης"]
    assert data["url"] == "https://crete.gov.gr"
    assert data["location"]["address"]["addressCountry"] == "GR"
    assert data["description"] == "Rileva i bisogni. Con gli ospedali."
    assert "logo" not in data


def test_structured_data_cannot_be_ended_by_a_name(client):
    make_partner(title="</script><script>alert(1)</script>")
    page = text(client)
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)

    assert json.loads(data[0])["name"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("count", [1, 3])
def test_a_partners_page_costs_few_queries(client, count, django_assert_max_num_queries):
    partner = make_partner(place=make_place(), themes=("housing", "work"))
    for number in range(count):
        make_practice(f"practice-{number}", lead=partner)
        make_member(partner, f"m{number}@example.org", name=f"Member {number}", shown=True)

    text(client)

    with django_assert_max_num_queries(10):
        assert text(client).count("/en/library/practice-") == count


def test_a_partner_is_found_by_any_of_its_names_and_spellings():
    page = crete(other_names="Regional Observatory\nΠΚ")
    names = PartnerNames()

    for name in ("Region of Crete", "region  of CRETE", "περιφερεια κρητης", "ΠΚ", "crete"):
        assert names.find(name) == page.pk
    assert names.find("Region") is None
    assert names.find("") is None


def test_a_partner_that_is_not_public_is_not_found_by_name():
    make_partner("draft", title="Draft", live=False)
    hide(make_partner("closed", title="Closed"))
    names = PartnerNames()

    assert names.find("Draft") is None
    assert names.find("Closed") is None


def test_the_search_document_holds_all_languages_of_a_partner():
    page = crete()
    document = document_type("partner").document_for(page.pk)

    assert document.key == "partner:crete"
    assert document.title == "Region of Crete"
    assert document.url == "partners/crete/"
    assert document.facets == {
        "partner_type": ("region",), "theme": ("health",), "language": ("en", "it"),
        "working_language": ("el", "en"), "country": ("GR",), "city": ("Ηράκλειο",),
    }  # fmt: skip
    words = {one.text: one.language for one in document.all_texts() if one.field == TITLE}
    assert words["Περιφέρεια Κρήτης"] == "el"
    body = " ".join(one.text for one in document.all_texts())
    for word in ("Maps needs", "ospedali", "Heraklion", "Grecia", "Griechenland"):
        assert word in body


def test_the_search_document_of_a_hidden_partner_does_not_exist():
    draft = make_partner("draft", live=False)
    closed = make_partner("closed")
    hide(closed)
    open_ = make_partner("open")
    kind = document_type("partner")

    assert kind.document_for(draft.pk) is None
    assert kind.document_for(closed.pk) is None
    assert [one.id for one in kind.documents()] == [open_.pk]
    assert kind.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_all_search_documents_cost_the_same_queries(count, django_assert_num_queries):
    for number in range(count):
        make_partner(f"p{number}", place=make_place(f"Town {number}", "IT"), texts={"en": "Words"})

    with django_assert_num_queries(1):
        assert len(list(document_type("partner").documents())) == count


def test_facets_follow_what_the_editor_changes():
    page = crete()
    page.themes = []
    page.own_name = ""
    page.save()

    page = PartnerPage.objects.get(pk=page.pk)
    assert page.facets["themes"] == []
    assert page.facets["names"] == {}
    assert page.name_in("el") == "Region of Crete"
