"""Loading the demo: real facts, and talk of made-up voices that are named so. Idempotent."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from wagtail.models import Locale, Page

from accounts.actions import make_demo_users
from content.translations import adopt_translation
from demo.discussions import load_discussions
from demo.practices import link_transfers, publish_practice
from demo.texts import read, read_all, rich
from events.actions import publish_workshop
from home.actions import House, editorial_page, make_house, published, translated
from network.actions import find_or_make_place, load_places, publish_partner
from network.queries import PartnerNames, PlaceFinder
from practices.models import PracticePage
from vocabulary.actions import load_vocabulary

EDITORIAL = ("about", "accessibility", "privacy", "terms", "contact")
Report = Callable[[str], None]


def load_demo(report: Report) -> list[dict[str, Any]]:
    """Load the whole demo and return its users. `report` gets a line for each step.

    Raises CommandError in production, where made-up accounts and demo texts have no place.
    """
    if not settings.DEMO:
        raise CommandError("The demo is not loaded in production (settings.DEMO is off).")
    report("Pages and languages")
    load_vocabulary()
    house = make_house()
    _translate_house(house)
    report("Places and partners")
    places = load_places(read("places/places"))
    aliases = read("partners/aliases")
    partners = {
        facts["id"]: publish_partner(
            facts,
            house.partners,
            places,
            [name for name, key in aliases.items() if key == facts["id"]],
        )
        for facts in read_all("partners")
    }
    report("Practices")
    practices = _load_practices(house, places)
    report("Workshops")
    place = partial(find_or_make_place, places=places)
    for facts in read_all("workshops"):
        publish_workshop(facts, house.workshops, partners, place, practices, aliases)
    report("People")
    users = make_demo_users(Path(settings.DATA_DIR))
    report("Discussions")
    load_discussions(practices, partners)
    return users


def _translate_house(house: House) -> None:
    """Give home, lists and pages of text their English and Italian texts."""
    italian = Locale.objects.get(language_code="it")
    home = read("pages/home")
    english = house.homes["en"]
    published(english, **_home_values(home["en"]))
    house.homes["it"] = _translated(english, italian, **_home_values(home["it"]))
    house.workshops["it"] = _translated(house.workshops["en"], italian, title="Workshop")
    for slug in EDITORIAL:
        texts = read(f"pages/{slug}")
        page = editorial_page(english, slug, **_editorial_values(texts["en"]))
        _translated(page, italian, **_editorial_values(texts["it"]))


def _translated(page: Page, locale: Locale, **values: Any) -> Page:
    """Publish a translation that editors find in the translator's screen."""
    version = translated(page, locale, **values)
    adopt_translation(page, version)
    return version


def _home_values(text: dict[str, Any]) -> dict[str, Any]:
    return {
        "headline": text["title"],
        "lead": text["lead"],
        "search_label": text["search_label"],
        "examples": [{"type": "example", "value": one} for one in text["examples"]],
    }


def _editorial_values(text: dict[str, Any]) -> dict[str, Any]:
    body = [
        {"type": "section", "value": {"heading": one["heading"], "text": rich(one["text"])}}
        for one in text["body"]
    ]
    return {"title": text["title"], "lead": text["lead"], "body": body}


def _load_practices(house: House, places: PlaceFinder) -> dict[str, PracticePage]:
    names = PartnerNames()
    practices = {}
    for facts in read_all("practices"):
        place = find_or_make_place(
            facts["city"],
            facts["country"],
            facts["region"],
            facts["lat"],
            facts["lon"],
            places=places,
        )
        practices[facts["id"]] = publish_practice(facts, house.library, place, names)
    link_transfers(read("transfers"))
    return practices
