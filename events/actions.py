"""What changes a workshop."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from content.translations import adopt_translation
from events import facts as read
from events.dates import last_day
from events.facts import Facts
from events.models import WorkshopIndexPage, WorkshopPage, WorkshopSeries
from network.models import PartnerPage, Place
from practices.models import PracticePage

SOURCE = "en"


def derive(workshop: WorkshopPage) -> None:
    """Bring the derived fields of `workshop` up to date before it is saved."""
    themes = workshop.themes.select_related("concept")
    workshop.facets = {"themes": list(dict.fromkeys(one.concept.notation for one in themes))}
    workshop.last_day = last_day(workshop.start, workshop.end, workshop.date_precision)
    for session in workshop.sessions.all():
        if session.start:
            session.day = session.start.astimezone(ZoneInfo(workshop.time_zone)).date()


@transaction.atomic
def publish_workshop(
    facts: Facts,
    parent_index_pages: Mapping[str, WorkshopIndexPage],
    partner_pages: Mapping[str, PartnerPage],
    places: Callable[[str, str], Place],
    practices: Mapping[str, PracticePage],
    aliases: Mapping[str, str],
) -> dict[str, WorkshopPage]:
    """Publish a workshop from the facts of a demo file, in every language that has texts there.

    `facts["id"]` becomes the slug. The English page is the source, the others are translations
    of it. Publishing the same facts twice changes nothing. Returns the pages by language code;
    raises KeyError where a required fact is missing.
    """
    shared = read.shared_values(facts, places) | {"series": _series(facts)}
    children = read.shared_children(facts, partner_pages, practices, aliases)
    pages: dict[str, WorkshopPage] = {}
    for code in (SOURCE, *(one for one in parent_index_pages if one != SOURCE)):
        if code not in facts or code not in parent_index_pages:
            continue
        page = _find(parent_index_pages[code], facts["id"], pages.get(SOURCE))
        before = page.serializable_data() if page.pk else None
        _fill(page, shared, children, facts, facts[code])
        _fill_keyed(page, facts[code], pages.get(SOURCE))
        if before != page.serializable_data():
            _publish(page, parent_index_pages[code])
        if code != SOURCE:
            adopt_translation(pages[SOURCE], page)
        pages[code] = page
    return pages


def _series(facts: Facts) -> WorkshopSeries | None:
    names = facts.get("series")
    if not names:
        return None
    series, _made = WorkshopSeries.objects.get_or_create(
        slug=names["slug"],
        defaults={
            "title": names[SOURCE],
            "project": facts.get("project") or "",
            "project_url": facts.get("project_url") or "",
        },
    )
    known = {"slug", SOURCE, *(block.value["language"] for block in series.titles)}
    new = [code for code in names if code not in known]
    for code in new:
        value = {"language": code, "title": names[code], "description": ""}
        series.titles.append(("title", value))
    if new:
        series.save()
    return series


def _find(parent: WorkshopIndexPage, slug: str, source: WorkshopPage | None) -> WorkshopPage:
    """Return the page under `parent`, or a new one that is not saved yet."""
    page = WorkshopPage.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = WorkshopPage(slug=slug, locale=parent.locale, live=False)
        if source is not None:
            page.translation_key = source.translation_key
    return page


def _publish(page: WorkshopPage, parent: WorkshopIndexPage) -> None:
    if not page.pk:
        parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()


def _fill(
    page: WorkshopPage,
    shared: dict[str, Any],
    children: dict[str, list[dict[str, Any]]],
    facts: Facts,
    words: Facts,
) -> None:
    """Write fields and children into `page`, in memory; rows that say the same stay."""
    for name, value in (shared | read.texts(words)).items():
        setattr(page, name, value)
    _set_stream(page, "body", [read.section(row) for row in words.get("body", [])])
    sources = [("source", {"title": "", "url": url}) for url in facts.get("sources", [])]
    _set_stream(page, "sources", sources)
    for relation, rows in children.items():
        _set_rows(page, relation, rows)


def _set_stream(page: WorkshopPage, name: str, wanted: list[tuple[str, dict[str, str]]]) -> None:
    """Write a stream unless it holds the same already: its blocks would get new ids."""
    raw = [(row["type"], row["value"]) for row in getattr(page, name).get_prep_value()]
    if raw != wanted:
        blocks = [{"type": kind, "value": value} for kind, value in wanted]
        field = page._meta.get_field(name)
        setattr(page, name, field.stream_block.to_python(blocks))


def _set_rows(page: WorkshopPage, relation: str, wanted: list[dict[str, Any]]) -> None:
    rows = list(getattr(page, relation).all())
    same = len(rows) == len(wanted) and all(
        getattr(row, name) == value
        for row, values in zip(rows, wanted, strict=True)
        for name, value in values.items()
    )
    if not same:
        model = getattr(page, relation).model
        new = [model(sort_order=at, **values) for at, values in enumerate(wanted)]
        setattr(page, relation, new)


def _fill_keyed(page: WorkshopPage, words: Facts, source: WorkshopPage | None) -> None:
    """Write questions and sessions: they keep their key, which stands in their address."""
    questions = [{"text": text} for text in words.get("guiding_questions", [])]
    sessions = [read.session(row, page.time_zone) for row in words.get("sessions", [])]
    for relation, wanted in (("questions", questions), ("sessions", sessions)):
        model = getattr(page, relation).model
        known = {row.key: row for row in getattr(page, relation).all()}
        twins = {row.key: row for row in getattr(source, relation).all()} if source else {}
        rows = []
        for at, values in enumerate(wanted):
            key = str(at + 1)
            row = known.get(key) or model(key=key, locale=page.locale)
            if key in twins:
                row.translation_key = twins[key].translation_key
            row.sort_order = at
            for name, value in values.items():
                setattr(row, name, value)
            rows.append(row)
        setattr(page, relation, rows)
