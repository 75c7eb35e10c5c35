"""Workshops as records."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404

from api import links
from api.files import public_files
from api.schemas.records import (
    Host,
    Speaker,
    Workshop,
    WorkshopLink,
    WorkshopQuestion,
    WorkshopSession,
)
from api.schemas.shared import Link, Value
from api.texts import sections
from api.values import coded, sources, terms, whole_place
from content.languages import country_name
from events.models import Session, WorkshopOrganisation, WorkshopPage
from events.permissions import stream_address
from events.queries import (
    WorkshopEntry,
    chosen,
    languages_of,
    organisations_of,
    practices_of,
    readable,
)


def workshop(slug: str) -> Workshop:
    """Return a workshop, whole, in the language asked for, else in the source's.

    Raises Http404 for one that not everybody may read.
    """
    pages = chosen(readable().filter(slug=slug).select_related("locale", "place", "series"))
    if not pages:
        raise Http404
    return Workshop(**_facts(pages[0]), **_words(pages[0]), **_around(pages[0]))


def workshop_links(entries: Iterable[WorkshopEntry]) -> list[WorkshopLink]:
    """Return workshops as lines in another record."""
    return [
        WorkshopLink(
            id=one.page.slug,
            title=one.title,
            lang=one.language,
            url=links.on_site(one.url),
            start=one.page.start,
            end=one.page.end,
        )
        for one in entries
    ]


def _facts(page: WorkshopPage) -> dict:
    series = page.series
    return {
        "id": page.slug,
        "lang": page.content_language,
        "versions": languages_of(page),
        "url": links.on_site(page.get_url() or "/"),
        "kind": coded(page, "kind"),
        "mode": coded(page, "mode"),
        "series": Value(value=series.slug, label=series.title_in()) if series else None,
        "ordinal": page.ordinal,
        "themes": terms(page.facets.get("themes", ())),
        "start": page.start,
        "end": page.end,
        "date_precision": page.date_precision,
        "time_zone": page.time_zone,
        "place": whole_place(page.place) if page.place else None,
        "country": page.country_code,
        "countries": [Value(value=one, label=country_name(one)) for one in page.countries],
        "contact_email": page.contact_email,
        "project": page.project,
        "project_url": page.project_url,
        "published": page.first_published_at,
        "changed": page.last_published_at,
    }


def _words(page: WorkshopPage) -> dict:
    return {
        "title": page.title,
        "summary": page.lead,
        "theme": page.theme,
        "date_note": page.date_note,
        "venue": page.venue,
        "audience": page.audience_lines,
        "objectives": page.objective_lines,
        "sections": sections(page.body),
        "sources": sources(page.sources),
        "documents": public_files(block.value for block in page.documents),
    }


def _around(page: WorkshopPage) -> dict:
    address = links.on_site(page.get_url() or "/")
    return {
        "questions": [
            WorkshopQuestion(
                text=one.text, explanation=one.explanation, url=f"{address}question/{one.key}/"
            )
            for one in page.questions.all()
        ],
        "programme": [_session(one, page.time_zone) for one in page.sessions.all()],
        "organisations": [_host(one) for one in organisations_of(page)],
        "practices": [
            Link(id=one.slug, title=one.title, lang=one.language, url=links.page_address(one))
            for one in practices_of(page)
        ],
    }


def _session(session: Session, zone: str) -> WorkshopSession:
    return WorkshopSession(
        key=session.key,
        day=session.day,
        start=_in(session.start, zone),
        end=_in(session.end, zone),
        time_note=session.time_note,
        kind=coded(session, "kind"),
        title=session.title,
        text=session.text,
        speakers=[
            Speaker(name=block.value["name"], role=block.value["role"] or "")
            for block in session.speakers
        ],
        room=session.room,
        languages=session.languages,
        interpretation=session.interpretation,
        captions=session.captions,
        # Asked for nobody: what is for people who signed in stays out, whoever they are.
        stream=stream_address(None, session),
    )


def _in(moment: datetime | None, zone: str) -> datetime | None:
    return moment.astimezone(ZoneInfo(zone)) if moment else None


def _host(row: WorkshopOrganisation) -> Host:
    """Return a host; one whose page is hidden has the name that was typed, and no address."""
    if row.partner and getattr(row, "open", False):
        address = links.page_address(row.partner)
        name = row.partner.name_in()
        return Host(role=coded(row, "role"), id=row.partner.slug, name=name, url=address)
    return Host(role=coded(row, "role"), name=row.shown_name)
