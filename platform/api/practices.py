"""Practices as records."""

from collections.abc import Mapping

from django.http import Http404
from django.utils.http import base36_to_int, int_to_base36

from api import links
from api.files import public_files
from api.schemas.records import (
    Contact,
    Measured,
    Practice,
    PracticeEntry,
    Practices,
    Stop,
    Transfer,
    Translation,
    WalkAsked,
)
from api.schemas.search import LIMIT
from api.schemas.shared import Link, Organisation
from api.texts import sections
from api.values import coded, sources, terms, whole_place
from api.workshops import workshop_links
from events.queries import workshops_of_practice
from network.models import PartnerPage
from network.queries import partners_among
from practices.models import PracticePage
from practices.queries import Journey, journeys_of, public_practices, translations_of

# A practice in short does not need them, and they are long.
LONG = ("body", "unknown", "results_table", "contacts", "links", "sources", "documents")


def walk(asked: WalkAsked) -> Practices:
    """Return a stretch of all public practices, in an order that does not change. One query."""
    after = base36_to_int(asked.cursor) if asked.cursor else 0
    rows = list(
        public_practices().defer(*LONG).filter(pk__gt=after).order_by("pk")[: asked.limit + 1]
    )
    found, more = rows[: asked.limit], len(rows) > asked.limit
    following = f"{links.BASE}/practices?cursor={int_to_base36(found[-1].pk)}" if more else ""
    if more and asked.limit != LIMIT:
        following += f"&limit={asked.limit}"
    if more and asked.ui:
        following += f"&ui={asked.ui}"
    return Practices(
        results=[PracticeEntry(**_short(one)) for one in found],
        next=links.on_site(following) if more else None,
    )


def practice(slug: str) -> Practice:
    """Return a practice, whole. Raises Http404 for one that not everybody may read."""
    page = public_practices().filter(slug=slug).first()
    if page is None:
        raise Http404
    return Practice(**_short(page), **_facts(page), **_organisations(page), **_around(page))


def practice_link(page: PracticePage) -> Link:
    """Return a practice as a line in another record."""
    return Link(id=page.slug, title=page.title, lang=page.language, url=links.page_address(page))


def _short(page: PracticePage) -> dict:
    return {
        "id": page.slug,
        "title": page.title,
        "lang": page.language,
        "summary": page.summary,
        "summary_en": page.summary_en,
        "url": links.page_address(page),
        "record": links.record("practices", page.slug),
        "place": whole_place(page.place),
        "themes": terms(page.facets.get("themes", ())),
        "target_groups": terms(page.facets.get("target_groups", ())),
        "tags": page.facets.get("tags", []),
        **_coded(page, "level", "status", "evidence", "cost_band", "lead_type", "origin"),
        "start": page.start,
        "end": page.end,
        "licence": page.licence,
        "checked_on": page.checked_on,
        "published": page.first_published_at,
        "changed": page.last_published_at,
    }


def _coded(page: PracticePage, *names: str) -> dict:
    return {name: coded(page, name) for name in names}


def _facts(page: PracticePage) -> dict:
    contacts = (block.value for block in page.contacts)
    return {
        **_coded(page, "made_for", "staff_band"),
        "time_needed": page.time_needed,
        "powers": page.powers,
        "funding": page.funding,
        "sections": sections(page.body),
        "unknown": [line.strip() for line in page.unknown.splitlines() if line.strip()],
        "results": [_measured(block.value) for block in page.results_table],
        "contacts": [_contact(one) for one in contacts if one.get("agreed")],
        "links": sources(page.links),
        "sources": sources(page.sources),
        "documents": public_files(block.value.get("document") for block in page.documents),
    }


def _measured(row: Mapping[str, str | None]) -> Measured:
    names = Measured.model_fields
    return Measured(**{name: row.get(name) or "" for name in names})


def _contact(row: Mapping[str, str | None]) -> Contact:
    return Contact(**{name: row.get(name) or "" for name in Contact.model_fields})


def _organisations(page: PracticePage) -> dict:
    """Return who leads and who takes part. A partner whose page is hidden is not named."""
    rows = list(page.partners.all())
    ids = {row.partner_id for row in rows} | {page.lead_id}
    public = {one.pk: one for one in partners_among(pk for pk in ids if pk)}
    partners = (_organisation(public.get(row.partner_id), row.name) for row in rows)
    return {
        "lead": _organisation(public.get(page.lead_id), page.lead_name),
        "partners": [one for one in partners if one],
    }


def _organisation(partner: PartnerPage | None, name: str) -> Organisation | None:
    if partner:
        address = links.page_address(partner)
        return Organisation(id=partner.slug, name=partner.name_in(), url=address)
    return Organisation(name=name) if name else None


def _around(page: PracticePage) -> dict:
    return {
        "translations": [
            Translation(
                lang=one.language,
                title=one.title,
                summary=one.summary,
                url=links.page_address(one),
                translator=one.translator,
                is_behind=page.text_changed_at > one.original_seen_at,
                sections=sections(one.body),
            )
            for one in translations_of(page)
        ],
        "transfers": [_transfer(one) for one in journeys_of(page)],
        "workshops": workshop_links(workshops_of_practice(page)),
    }


def _transfer(journey: Journey) -> Transfer:
    return Transfer(
        start=_stop(journey.start_name, journey.start),
        end=_stop(journey.end_name, journey.end),
        how=journey.how,
        source=journey.source,
    )


def _stop(name: str, page: PracticePage | None) -> Stop:
    return Stop(name=name, practice=practice_link(page) if page else None)
