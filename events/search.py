"""How a workshop is found: one document for all its languages. Registered by `EventsConfig`."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext
from wagtail.rich_text import get_text_for_indexing

from content.languages import LANGUAGES, country_choices, country_name
from content.permissions import public_pages
from content.routing import source_language
from events.models import WorkshopPage, WorkshopSeries
from events.queries import organisations_with_partners
from network.queries import place_labels
from search.documents import BODY, SUMMARY, TITLE, Document, Place, Text, timestamp
from search.registry import DocumentType, FacetSpec, register
from vocabulary.queries import labels


def register_documents() -> None:
    """Make workshops findable."""
    register(
        DocumentType(
            name="workshop",
            label=lambda: gettext("Workshops"),
            singular=lambda: gettext("Workshop"),
            documents=all_documents,
            document_for=document_for,
            count=lambda: _pages().values("translation_key").distinct().count(),
            facets=FACETS,
            row_template="events/_result.html",
            models=("events.workshoppage",),
        )
    )


def _pages() -> QuerySet[WorkshopPage]:
    pages = public_pages(WorkshopPage.objects.all()).select_related("locale", "place", "series")
    return pages.order_by("translation_key", "pk")


def _related() -> list[Any]:
    organisations = Prefetch("organisations", queryset=organisations_with_partners())
    return ["questions", "sessions", organisations, "place__names"]


def all_documents() -> Iterator[Document]:
    """Yield one document for each workshop."""
    group: list[WorkshopPage] = []
    for page in _pages().prefetch_related(*_related()).iterator(chunk_size=200):
        if group and group[0].translation_key != page.translation_key:
            yield to_document(group)
            group = []
        group.append(page)
    if group:
        yield to_document(group)


def document_for(pk: int) -> Document | None:
    """Return the document of the workshop that page `pk` is a version of, None if hidden."""
    key = WorkshopPage.objects.filter(pk=pk).values_list("translation_key", flat=True).first()
    group = list(_pages().filter(translation_key=key).prefetch_related(*_related())) if key else []
    return to_document(group) if group else None


def to_document(group: list[WorkshopPage]) -> Document:
    """Return what the index holds of a workshop; `group` is its pages, one for each language."""
    pages = {page.content_language: page for page in group}
    main = pages.get(source_language(), group[0])
    place = main.place
    return Document(
        key=f"workshop:{main.translation_key}",
        type="workshop",
        id=main.pk,
        pks=tuple(page.pk for page in group),
        language=main.content_language,
        title=main.title,
        summary=main.lead,
        texts=tuple(_texts(main, pages)),
        facets=_facets(main),
        newest=main.start,
        period=(main.start.year, (main.end or main.start).year) if main.start else None,
        place=Place(place.name, place.country, place.lat, place.lon)
        if place
        else Place(country=main.country),
        url=_path(main),
        row=_row(main, pages),
    )


def _texts(main: WorkshopPage, pages: dict[str, WorkshopPage]) -> Iterator[Text]:
    for code, page in pages.items():
        if page is not main:
            yield Text(TITLE, code, page.title)
            yield Text(SUMMARY, code, page.lead)
        yield Text(BODY, code, "\n".join(_words(page)))
    names = [one.shown_name for one in main.organisations.all()] + [main.project]
    if main.place:
        names += [main.place.name, *(main.place.name_in(code) for code in LANGUAGES)]
    if main.series:
        names += [main.series.title_in(code) for code in LANGUAGES]
    yield Text(BODY, "", " · ".join(dict.fromkeys(name for name in names if name)))


def _words(page: WorkshopPage) -> Iterable[str]:
    """Return what a page says. The address of a stream is not for everyone: it stays out."""
    yield from (page.theme, page.audience, page.objectives)
    yield from (one.text for one in page.questions.all())
    for session in page.sessions.all():
        yield from (session.title, session.text)
        yield from (block.value["name"] for block in session.speakers)
    for text in page.body.stream_block.get_searchable_content(page.body):
        yield get_text_for_indexing(text)


def _facets(page: WorkshopPage) -> dict[str, tuple[str, ...]]:
    values = {
        "theme": page.facets.get("themes", []),
        "country": [page.country_code],
        "city": [page.place.name if page.place else ""],
        "series": [page.series.slug if page.series else ""],
        "year": [str(page.start.year) if page.start else ""],
    }
    return {name: tuple(one for one in some if one) for name, some in values.items()}


def _path(page: WorkshopPage) -> str:
    """Return the address below the language prefix."""
    parts = page.get_url_parts()
    return parts[2].split("/", 2)[2] if parts and parts[2] else ""


def _row(main: WorkshopPage, pages: dict[str, WorkshopPage]) -> dict:
    place = main.place
    return {
        "themes": main.facets.get("themes", []),
        "kind": main.kind,
        "published": timestamp(main.first_published_at),
        "changed": max(timestamp(page.last_published_at) for page in pages.values()),
        "mode": main.mode,
        "start": main.start.isoformat() if main.start else "",
        "end": main.end.isoformat() if main.end else "",
        "date_precision": main.date_precision,
        "place": {code: place.name_in(code) for code in LANGUAGES} | {"": place.name}
        if place
        else {},
        "titles": {code: page.title for code, page in pages.items() if page is not main},
        "summaries": {code: page.lead for code, page in pages.items() if page is not main},
        "urls": {code: _path(page) for code, page in pages.items()},
    }


def _countries(code: str) -> dict[str, str]:
    return {country: country_name(country, code) for country, _name in country_choices()}


def _series(code: str) -> dict[str, str]:
    return {one.slug: one.title_in(code) for one in WorkshopSeries.objects.all()}


FACETS = (
    FacetSpec("theme", lambda: gettext("Theme"), lambda code: labels("themes", code), open=True),
    FacetSpec("country", lambda: gettext("Country"), _countries, open=True),
    FacetSpec("city", lambda: gettext("City or region"), place_labels),
    FacetSpec("series", lambda: gettext("Series"), _series),
    FacetSpec("year", lambda: gettext("Year")),
)
