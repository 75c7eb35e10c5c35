"""How a practice is found: its document, its facets. Registered by `PracticesConfig.ready()`."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext
from wagtail.rich_text import get_text_for_indexing

from content.languages import LANGUAGES, country_name
from content.permissions import public_pages
from practices.facets import FACETS
from practices.models import PracticePage, PracticeTranslationPage
from practices.queries import partners_with_openness, public_practices, with_open_lead
from search.documents import BODY, PLACE, SUMMARY, TAGS, TITLE, Document, Place, Text, timestamp
from search.registry import DocumentType, register

BATCH = 500
# What a document is made of: a rebuild reads a hundred thousand practices, so nothing else.
READ = (
    "path", "depth", "numchild", "slug", "url_path", "title", "language", "summary", "summary_en",
    "body", "unknown", "lead_name", "level", "status", "evidence", "cost_band", "lead_type",
    "start", "end", "facets", "completeness", "checked_on", "first_published_at", "lead__title",
    "last_published_at", "licence",
    "place__name", "place__country", "place__lat", "place__lon", "place__region", "place__labels",
)  # fmt: skip


def register_documents() -> None:
    """Make practices findable."""
    register(
        DocumentType(
            name="practice",
            label=lambda: gettext("Practices"),
            singular=lambda: gettext("Practice"),
            documents=all_documents,
            document_for=document_for,
            count=lambda: public_practices().count(),
            facets=FACETS,
            row_template="practices/_result.html",
            models=("practices.practicepage", "practices.practicetranslationpage"),
        )
    )


def document_for(pk: int) -> Document | None:
    """Return the document of the practice `pk` (or of its translation `pk`), None if hidden."""
    practice = _load(public_practices().filter(pk=pk)).get(pk)
    if practice is None:
        translation = PracticeTranslationPage.objects.filter(pk=pk).first()
        parent = translation and translation.get_parent()
        practice = parent and _load(public_practices().filter(pk=parent.pk)).get(parent.pk)
    return to_document(practice) if practice else None


def documents_for(pks: Iterable[int]) -> list[Document]:
    """Return the documents of those of the practices `pks` that anybody may read."""
    found = _load(public_practices().filter(pk__in=list(pks)))
    return [to_document(practice) for practice in found.values()]


def all_documents() -> Iterator[Document]:
    """Yield the documents of all public practices, in batches that fit into memory."""
    last = 0
    while True:
        rows = _load(public_practices().filter(pk__gt=last).order_by("pk")[:BATCH])
        if not rows:
            return
        yield from (to_document(practice) for practice in rows.values())
        last = max(rows)


def _load(rows: Iterable[PracticePage]) -> dict[int, PracticePage]:
    """Fetch practices with lead, partners and public translations in a fixed number of queries."""
    narrow = rows.select_related(None).select_related("place", "lead").only(*READ)  # type: ignore[attr-defined]
    found = {row.pk: row for row in with_open_lead(narrow)}
    by_path = {row.path: row for row in found.values()}
    for row in found.values():
        row.found_translations, row.found_partners = [], []
    names = partners_with_openness().filter(practice__in=list(found))
    for pk, title, is_open, name in names.values_list(
        "practice_id", "partner__title", "open", "name"
    ):
        if shown := title if is_open else name:
            found[pk].found_partners.append(shown)
    parents = [path for path, row in by_path.items() if row.numchild]
    if parents:
        _attach_translations(by_path, parents)
    return found


def _attach_translations(by_path: dict[str, PracticePage], parents: list[str]) -> None:
    step = PracticeTranslationPage.steplen
    for page in public_pages(
        PracticeTranslationPage.objects.filter(path__gte=min(parents), path__lt=max(parents) + "~")
    ):
        parent = by_path.get(page.path[:-step])
        if parent is not None:
            parent.found_translations.append(page)


def to_document(practice: PracticePage) -> Document:
    """Return what the index holds of a practice that `_load` fetched."""
    place = practice.place
    return Document(
        key=f"practice:{practice.slug}",
        type="practice",
        id=practice.pk,
        pks=(practice.pk, *(page.pk for page in practice.found_translations)),
        language=practice.language,
        title=practice.title,
        summary=practice.summary,
        texts=tuple(_texts(practice)),
        facets=_facets(practice),
        newest=_newest(practice),
        checked=practice.checked_on,
        period=_period(practice),
        place=Place(place.name, place.country, place.lat, place.lon),
        url=_path(practice),
        row=_row(practice),
        concepts=tuple(dict.fromkeys(_about(practice))),
        not_concepts=tuple(practice.facets.get("refused", [])),
    )


def _about(practice: PracticePage) -> Iterator[str]:
    """Yield the terms that people gave the practice."""
    for name in ("themes", "target_groups", "added"):
        yield from practice.facets.get(name, [])


def _texts(practice: PracticePage) -> Iterator[Text]:
    code = practice.language
    yield Text(BODY, code, body_text(practice))
    if practice.summary_en:
        yield Text(SUMMARY, "en", practice.summary_en)
    if tags := practice.facets.get("tags"):
        yield Text(TAGS, code, " ".join(tags))
    names = {practice.place.name, *(practice.place.name_in(one) for one in LANGUAGES)}
    countries = {country_name(practice.place.country, one) for one in LANGUAGES}
    where = (*sorted(names), practice.place.region, *sorted(countries))
    yield Text(PLACE, "", " · ".join(one for one in where if one))
    yield Text(BODY, "", " · ".join([practice.lead_label, *practice.found_partners]))
    for page in practice.found_translations:
        yield Text(TITLE, page.language, page.title)
        yield Text(SUMMARY, page.language, page.summary)
        yield Text(BODY, page.language, body_text(page))


def body_text(page: PracticePage | PracticeTranslationPage) -> str:
    """Return the running text of a body, without markup."""
    parts = [
        get_text_for_indexing(text) if "<" in text or "&" in text else text
        for text in page.body.stream_block.get_searchable_content(page.body)
    ]
    if unknown := getattr(page, "unknown", ""):
        parts.append(unknown)
    return "\n".join(parts)


def _facets(practice: PracticePage) -> dict[str, tuple[str, ...]]:
    period = _period(practice)
    values = {
        "theme": practice.facets.get("themes", []),
        "target_group": practice.facets.get("target_groups", []),
        "country": [practice.place.country],
        "city": [practice.place.name],
        "language": [practice.language],
        "level": [practice.level],
        "status": [practice.status],
        "evidence": [practice.evidence],
        "cost_band": [practice.cost_band],
        "lead_type": [practice.lead_type],
        "period": [_decade(year) for year in _half_decades(period)],
        "year": [str(year) for year in _years(period)],
        "tag": practice.facets.get("tags", []),
    }
    return {name: tuple(one for one in some if one) for name, some in values.items()}


def _period(practice: PracticePage) -> tuple[int | None, int | None] | None:
    if not practice.start and not practice.end:
        return None
    first = int(practice.start[:4]) if practice.start else None
    last = int(practice.end[:4]) if practice.end else None
    return first, last


def _years(period: tuple[int | None, int | None] | None) -> range:
    """Return the years in which it ran, up to now: not shown, for questions with two dates."""
    if period is None:
        return range(0)
    first = period[0] or period[1] or 0
    last = min(period[1] or date.today().year, date.today().year)
    return range(first, max(first, last) + 1)


def _half_decades(period: tuple[int | None, int | None] | None) -> list[int]:
    return sorted({year - year % 5 for year in _years(period)})


def _decade(year: int) -> str:
    return f"{year}-{year + 4}"


def _newest(practice: PracticePage) -> date | None:
    moment = practice.first_published_at
    return moment.date() if moment else None


def _path(page: PracticePage) -> str:
    """Return the address below the language prefix: that of the tree without its home page."""
    return page.url_path.split("/", 2)[2]


def _row(practice: PracticePage) -> dict:
    place = practice.place
    pages = practice.found_translations
    return {
        "slug": practice.slug,
        "themes": practice.facets.get("themes", []),
        "target_groups": practice.facets.get("target_groups", []),
        "evidence": practice.evidence,
        "completeness": practice.completeness,
        "status": practice.status,
        "place": {
            code: place.name_in(code) for code in LANGUAGES if place.name_in(code) != place.name
        }
        | {"": place.name},
        "lead": practice.lead_label,
        "start": practice.start,
        "end": practice.end,
        "licence": practice.licence,
        "published": timestamp(practice.first_published_at),
        "changed": max(timestamp(page.last_published_at) for page in (practice, *pages)),
        "titles": {page.language: page.title for page in pages},
        "summaries": ({"en": practice.summary_en} if practice.summary_en else {})
        | {page.language: page.summary for page in pages},
    }
