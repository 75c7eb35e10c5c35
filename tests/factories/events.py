"""Workshops for tests: a house in English and Italian, a workshop that says little."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import Locale

from events.models import (
    GuidingQuestion,
    Session,
    WorkshopOrganisation,
    WorkshopPage,
    WorkshopPractice,
    WorkshopSeries,
    WorkshopTheme,
)
from home.actions import House, make_house, translated
from network.models import PartnerPage
from vocabulary.actions import load_vocabulary
from vocabulary.queries import concepts_by_notation


def make_houses() -> House:
    """Return the house with its home page and workshop list in English and Italian."""
    house = make_house()
    italian = Locale.objects.get(language_code="it")
    house.homes["it"] = translated(house.homes["en"], italian)
    house.workshops["it"] = translated(house.workshops["en"], italian, title="Seminari")
    return house


def make_series(slug: str = "regional", title: str = "Regional workshops") -> WorkshopSeries:
    """Return the series of that slug, made if there is none; it has an Italian title."""
    stream = [("title", {"language": "it", "title": "Seminari regionali", "description": ""})]
    series, _made = WorkshopSeries.objects.get_or_create(
        slug=slug, defaults={"title": title, "titles": stream}
    )
    return series


def make_partner(house: House, slug: str, title: str, **values: Any) -> PartnerPage:
    """Return a published partner page."""
    page = PartnerPage(slug=slug, title=title, locale=house.partners.locale, **values)
    house.partners.add_child(instance=page)
    return page


def make_workshop(
    slug: str = "cluj",
    *,
    house: House | None = None,
    language: str = "en",
    translation_of: WorkshopPage | None = None,
    questions: tuple[str, ...] = (),
    sessions: tuple[dict[str, Any], ...] = (),
    practices: tuple[Any, ...] = (),
    organisers: tuple[Any, ...] = (),
    themes: tuple[str, ...] = (),
    live: bool = True,
    **values: Any,
) -> WorkshopPage:
    """Return a workshop, published unless `live` is false. Organisers: partners or names."""
    load_vocabulary()
    house = house or make_houses()
    parent = house.workshops[language]
    day = date(2023, 3, 28)
    defaults = {"title": f"Workshop {slug}", "start": day, "end": day}
    page = WorkshopPage(slug=slug, locale=parent.locale, live=False, **(defaults | values))
    if translation_of:
        page.translation_key = translation_of.translation_key
    concepts = concepts_by_notation("themes")
    page.themes = [WorkshopTheme(concept=concepts[one]) for one in themes]
    page.practices = [WorkshopPractice(practice=one) for one in practices]
    page.organisations = [
        WorkshopOrganisation(name=one)
        if isinstance(one, str)
        else WorkshopOrganisation(partner=one)
        for one in organisers
    ]
    page.questions = [
        GuidingQuestion(key=str(at), text=text, locale=parent.locale)
        for at, text in enumerate(questions, start=1)
    ]
    page.sessions = [
        Session(**({"key": str(at), "day": page.start, "title": f"Session {at}"} | row))
        for at, row in enumerate(sessions, start=1)
    ]
    for row in page.sessions.all():
        row.locale = parent.locale
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return WorkshopPage.objects.get(pk=page.pk)


def moment(text: str, zone: str = "Europe/Brussels") -> datetime:
    """Return `2023-03-28 14:00` in `zone` as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
