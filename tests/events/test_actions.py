"""Publishing a workshop from the facts of a file."""

import json
from pathlib import Path

import pytest
from django.utils.html import escape
from wagtail.models import Revision

from events.actions import publish_workshop
from events.models import GuidingQuestion, Session, WorkshopPage, WorkshopSeries
from tests.factories.events import make_houses, make_partner
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db

CLUJ = Path(__file__).parents[2] / "platform/demo/content/workshops/rw4-cluj-2023.json"


@pytest.fixture
def house():
    """Return the house in English and Italian."""
    return make_houses()


@pytest.fixture
def facts():
    """Return the facts of the Cluj workshop."""
    return json.loads(CLUJ.read_text())


def publish(house, facts, **values):
    """Publish with what the loader would hand over."""
    known = {"partner_pages": {}, "practices": {}, "aliases": {}}
    return publish_workshop(
        facts, parent_index_pages=house.workshops, places=make_place, **(known | values)
    )


def test_workshop_is_published_in_both_languages_as_one(house, facts):
    pages = publish(house, facts)
    english, italian = pages["en"], pages["it"]
    assert english.live and italian.live
    assert english.translation_key == italian.translation_key
    assert english.slug == italian.slug == "rw4-cluj-2023"
    assert english.title != italian.title
    assert english.place == italian.place
    assert italian.get_parent().specific == house.workshops["it"]
    for relation in ("questions", "sessions"):
        keys = [
            [(row.key, row.translation_key) for row in getattr(page, relation).all()]
            for page in (english, italian)
        ]
        assert keys[0] == keys[1]
    assert {row.locale.language_code for row in italian.questions.all()} == {"it"}


def test_hours_are_read_in_the_zone_of_the_source(house, facts):
    session = publish(house, facts)["en"].sessions.get()
    assert session.start.isoformat() == "2023-03-28T12:00:00+00:00"
    assert session.stated_zone == "Europe/Brussels"
    assert session.stream_access == "everyone"


def test_publishing_twice_changes_nothing(house, facts):
    facts["themes"] = ["governance"]
    known = {"aliases": {"AER": "aer"}, "practices": {"cluj-one-stop-shop": make_practice()}}
    known["partner_pages"] = {"aer": make_partner(house, "aer", "AER")}
    publish(house, facts, **known)
    rows = [list(model.objects.values()) for model in (Session, GuidingQuestion, WorkshopPage)]
    revisions = Revision.objects.count()
    publish(house, facts, **known)
    assert Revision.objects.count() == revisions
    assert rows == [
        list(model.objects.values()) for model in (Session, GuidingQuestion, WorkshopPage)
    ]
    assert WorkshopSeries.objects.get().title_in("it") == "Seminari regionali Includ-EU"


def test_changed_facts_change_the_page_and_keep_addresses(house, facts):
    before = publish(house, facts)["it"]
    facts["it"]["guiding_questions"][1] = "Chi decide?"
    facts["it"]["guiding_questions"].pop()
    facts["end"] = "2023-03-30"
    after = publish(house, facts)["it"]
    assert after.pk == before.pk
    assert [row.key for row in after.questions.all()] == ["1", "2"]
    assert after.questions.all()[1].text == "Chi decide?"
    assert after.last_day.isoformat() == "2023-03-30"


def test_known_organisations_become_partners_and_the_others_stay_names(house, facts):
    partner = make_partner(house, "aer", "Assembly of European Regions")
    page = publish(house, facts, partner_pages={"aer": partner}, aliases={"AER": "aer"})["en"]
    assert [(row.role, row.shown_name) for row in page.organisations.all()] == [
        ("host", "Municipality of Cluj-Napoca"),
        ("organiser", "Assembly of European Regions"),
        ("organiser", "IOM"),
    ]


def test_themes_are_those_of_the_practices_unless_the_facts_state_them(house, facts):
    practices = {"cluj-one-stop-shop": make_practice(house=house, themes=("work", "health"))}
    facts.pop("themes", None)
    assert publish(house, facts, practices=practices)["it"].facets == {"themes": ["work"]}
    facts["themes"] = ["governance"]
    assert publish(house, facts, practices=practices)["it"].facets == {"themes": ["governance"]}


def test_every_workshop_of_the_demo_can_be_published_and_read(house, client):
    for path in sorted(CLUJ.parent.glob("*.json")):
        facts = json.loads(path.read_text())
        publish(house, facts)
        for code in ("en", "it"):
            html = client.get(f"/{code}/workshops/{facts['id']}/").text
            assert escape(facts[code]["title"]) in html
    assert client.get("/it/workshops/").text.count('class="result"') == 17


@pytest.mark.parametrize("code", ["en", "it"])
def test_cluj_page_shows_every_fact_of_the_seed_page(house, client, facts, code):
    practices = {slug: make_practice(slug, house=house) for slug in facts["linked_practices"]}
    publish(house, facts, practices=practices)
    html = client.get(f"/{code}/workshops/rw4-cluj-2023/").text
    words = facts[code]
    expected = [
        words["theme"],
        *words["audience"],
        *words["guiding_questions"],
        *words["objectives"],
        *(section["heading"] for section in words["body"]),
        *(session["title"] for session in words["sessions"]),
        "14:00–15:45",
        "Zoom",
        "Municipality of Cluj-Napoca",
        "AER",
        "IOM",
        "https://includeu.eu",
        "mailto:includeu@iom.int",
        "Practice cluj-one-stop-shop",
        facts["series"][code],
    ]
    countries = {
        "en": "Netherlands, France, Spain, Belgium, Ireland, Greece, Italy, Slovenia, and Romania",
        "it": "Paesi Bassi, Francia, Spagna, Belgio, Irlanda, Grecia, Italia, Slovenia e Romania",
    }
    dates = {"en": "28–29 March 2023", "it": "28–29 marzo 2023"}
    for fact in [*expected, countries[code], dates[code]]:
        assert fact in html, fact
