"""A practice's page: what it shows, what it says aloud when nobody wrote it."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from home.actions import make_house
from practices import queries
from practices.models import PracticePartner, Transfer
from tests.factories.practices import make_place, make_practice, make_translation

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/one-desk/"


def text(client, address=ADDRESS):
    return client.get(address).content.decode()


def test_the_page_says_so_when_nobody_wrote_what_did_not_work(client):
    make_practice()

    assert "Nobody has written what did not work" in text(client)


def test_what_did_not_work_is_shown_in_its_own_language(client):
    make_practice(language="ro", body=[{"type": "did_not_work", "value": "<p>Puțini bani.</p>"}])

    page = text(client)

    assert "Puțini bani." in page
    assert "Nobody has written what did not work" not in page
    assert re.search(r'<div class="prose" lang="ro">\s*<p[^>]*>Puțini bani', page)


def test_what_is_not_known_is_said(client):
    make_practice(unknown="Starea de azi\nCifre")

    assert "<li>Starea de azi</li><li>Cifre</li>" in text(client)


def test_unknown_costs_are_said_aloud(client):
    make_practice(funding="AMIF")

    page = text(client)

    assert "AMIF" in page
    assert page.count("Not stated: ask the city") == 3


def test_sections_stand_in_the_order_in_which_they_were_written(client):
    make_practice(
        body=[
            {"type": "challenge", "value": "<p>Prima</p>"},
            {"type": "how_it_works", "value": {"text": "", "steps": [
                {"type": "item", "id": "1", "value": {"when": "2021", "title": "Pas", "text": ""}}
            ]}},
            {"type": "other", "value": {"heading": "Altceva", "text": "<p>A treia</p>"}},
        ]
    )  # fmt: skip

    page = text(client)

    assert page.index("Prima") < page.index("Pas") < page.index("A treia")


def test_a_made_up_practice_says_that_it_is(client):
    make_practice(origin="generated")

    assert "made up by a program" in text(client)


def test_contacts_are_shown_only_if_they_agreed(client):
    contact = {"role": "", "email": "", "languages": ""}
    make_practice(
        contacts=[
            {"type": "contact", "value": contact | {"name": "Ioana Agreed", "agreed": True}},
            {"type": "contact", "value": contact | {"name": "Radu Silent", "agreed": False}},
        ]
    )

    page = text(client)

    assert "Ioana Agreed" in page
    assert "Radu Silent" not in page


def test_hostile_text_is_shown_as_text(client):
    make_practice(title="<script>alert(1)</script>", summary="</script><img src=x onerror=1>")

    page = text(client)

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_structured_data_can_be_read_and_cannot_be_broken_out_of(client):
    make_practice(title="</script><b>One</b> & only", tags=("desk",))

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text(client)).group(1)

    data = json.loads(block)
    assert data["headline"] == "</script><b>One</b> & only"
    assert data["inLanguage"] == "ro"
    assert data["keywords"] == "desk"


def test_related_practices_come_with_the_reason(client):
    house = make_house()
    make_practice(house=house, place=make_place("Cluj-Napoca", "RO"))
    make_practice("near", house=house, place=make_place("Cluj-Napoca", "RO"), themes=("work",))
    make_practice("alike", house=house, place=make_place("Graz", "AT"))

    related = client.get(ADDRESS).context["related"]

    assert [(one.practice.slug, one.reason) for one in related] == [
        ("near", "also in Cluj-Napoca"),
        ("alike", "Housing, also for: Refugees"),
    ]


def test_related_practices_hide_drafts(client):
    house = make_house()
    make_practice(house=house)
    make_practice("hidden", house=house, live=False)

    assert client.get(ADDRESS).context["related"] == []


def test_a_journey_is_shown_on_both_ends(client):
    house = make_house()
    graz = make_practice("graz", house=house, place=make_place("Graz", "AT"))
    cluj = make_practice(house=house)
    Transfer.objects.create(practice=graz, other=cluj, how="brought by an expert")

    assert "Graz → Cluj-Napoca" in text(client)
    assert "Graz → Cluj-Napoca" in text(client, "/en/library/graz/")


def test_a_journey_from_a_hidden_practice_is_not_shown(client):
    house = make_house()
    graz = make_practice("graz", house=house, place=make_place("Graz", "AT"), live=False)
    cluj = make_practice(house=house)
    Transfer.objects.create(practice=graz, other=cluj)

    assert "Graz" not in text(client)


def test_a_translation_says_when_the_original_has_changed_since(client):
    practice = make_practice()
    make_translation(practice, "es")
    address = "/en/library/one-desk/es/"
    assert "has changed since" not in text(client, address)

    practice.refresh_from_db()
    practice.summary = "O altă descriere."
    practice.save_revision().publish()

    assert "has changed since" in text(client, address)


def test_a_change_of_dates_does_not_make_a_translation_old(client):
    practice = make_practice()
    translation = make_translation(practice, "es")
    practice.refresh_from_db()

    practice.checked_on = timezone.now().date()
    practice.save_revision().publish()

    practice.refresh_from_db()
    assert practice.text_changed_at <= translation.original_seen_at


def test_the_page_links_to_its_translations(client):
    make_translation(make_practice(), "es", title="Una ventanilla")

    assert 'lang="es">Una ventanilla</a>' in text(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_of_everything(
    client, count, django_assert_num_queries
):
    house = make_house()
    practice = make_practice(house=house, tags=("desk", "help"))
    for number in range(count):
        other = make_practice(f"other-{number}", house=house, place=make_place(f"Town {number}"))
        Transfer.objects.create(practice=practice, other=other)
        PracticePartner.objects.create(practice=practice, name=f"Partner {number}")
    client.get(ADDRESS)

    with django_assert_num_queries(10):
        client.get(ADDRESS)


def test_the_secretariat_sees_translations_that_are_behind():
    practice = make_practice()
    translation = make_translation(practice, "es")
    assert queries.stale_translations() == []

    practice.refresh_from_db()
    practice.title = "Alt titlu"
    practice.save_revision().publish()

    assert queries.stale_translations() == [translation]


def test_the_secretariat_sees_what_nobody_has_checked_for_a_year():
    house = make_house()
    today = timezone.now().date()
    make_practice("fresh", house=house, checked_on=today)
    make_practice("old", house=house, checked_on=today - datetime.timedelta(days=400))
    make_practice("never", house=house)

    assert [page.slug for page in queries.to_check()] == ["never", "old"]
