"""What a batch of entries finds in the library: practices that are new, changed, as they were."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME

from practices.choices import Origin
from practices.importing.directory import Directory
from practices.importing.form import Block, Entry
from practices.importing.prose import without_keys
from practices.models import PracticeIndexPage, PracticePage, PracticePartner, PracticeTag

# Fields of the page that an entry gives as they are.
SAME = (
    "language", "title", "summary", "start", "status",
    "summary_en", "end", "funding", "evidence", "cost_band",
)  # fmt: skip
_CONCEPTS = ("themes", "target_groups", "added_concepts", "refused_concepts")
_RELATIONS = ("partners", "transfers", COMMENTS_RELATION_NAME)
# Some relations have several conditions for each page, and SQLite takes a thousand in all.
READ_AT_ONCE = 100
_BLOCKS = uuid.UUID("6f1a39de-0f0c-4b51-8d5e-7d4f5c7b9a11")


@dataclass(slots=True)
class Match:
    """An entry, the practice it is about, and whether the practice differs from it."""

    entry: Entry
    page: PracticePage | None
    differs: bool


def match(
    entries: list[Entry], library: PracticeIndexPage, directory: Directory
) -> Iterator[Match]:
    """Yield each entry with its practice, if there is one. The same few queries for a hundred."""
    pages = _pages(library, [entry.slug for entry in entries])
    for entry in entries:
        page = pages.get(entry.slug)
        differs = page is None or not page.live or _differs(entry, page, directory)
        yield Match(entry, page, differs)


def _pages(library: PracticeIndexPage, slugs: list[str]) -> dict[str, PracticePage]:
    found: dict[str, PracticePage] = {}
    for start in range(0, len(slugs), READ_AT_ONCE):
        rows = (
            PracticePage.objects.child_of(library)
            .filter(slug__in=slugs[start : start + READ_AT_ONCE])
            .select_related("main_theme", "place")
            .prefetch_related(*_CONCEPTS, "tagged_items__tag", *_RELATIONS)
        )
        found |= {page.slug: page for page in rows}
    return found


def _differs(entry: Entry, page: PracticePage, directory: Directory) -> bool:
    place = directory.find_place(entry)
    return (
        place is None
        or page.place_id != place.pk
        or any(getattr(page, name) != value for name, value in _same(entry))
        or (page.lead_id, page.lead_name) != _named(entry.lead, directory)
        or page.main_theme.notation != entry.themes[0]
        or {one.notation for one in page.themes.all()} != set(entry.themes)
        or {one.notation for one in page.target_groups.all()} != set(entry.target_groups)
        or _tags_differ(entry, page)
        or _partners_differ(entry, page, directory)
        or _bare(page.body.raw_data) != _comparable(_body(entry, page))
        or (entry.sources is not None and _sources(page) != entry.sources)
    )


def _same(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield the fields that the file speaks of, with their values."""
    for name in SAME:
        value = getattr(entry, name)
        if value is not None:
            yield name, value
    yield from entry.more.items()


def _named(name: str, directory: Directory) -> tuple[int | None, str]:
    """Return the id of the partner of that name, or the name itself."""
    found = directory.partners.find(name)
    return (found, "") if found else (None, name)


def _tags_differ(entry: Entry, page: PracticePage) -> bool:
    if entry.tags is None:
        return False
    names = {item.tag.name.casefold() for item in page.tagged_items.all()}
    return names != {name.casefold() for name in entry.tags}


def _partners_differ(entry: Entry, page: PracticePage, directory: Directory) -> bool:
    if entry.partners is None:
        return False
    there = [(one.partner_id, one.name) for one in page.partners.all()]
    return there != [_named(name, directory) for name in entry.partners]


def _sources(page: PracticePage) -> list[tuple[str, str]]:
    return [(one["value"]["title"], one["value"]["url"]) for one in page.sources.raw_data]


def _body(entry: Entry, page: PracticePage) -> list[Block]:
    """Return the whole body: the file's sections, then results and lessons.

    Results and lessons that the file does not speak of stay as they are.
    """
    body = list(entry.body)
    for kind, html in (("results", entry.results), ("lessons", entry.lessons)):
        if html:
            body.append((kind, html))
        elif html is None:
            kept = (block for block in page.body.raw_data if block["type"] == kind)
            body.extend((kind, block["value"]) for block in kept)
    return body


def _comparable(blocks: Iterable[Block]) -> list[Block]:
    return [(kind, _clean(value)) for kind, value in blocks]


def _bare(raw: Iterable[dict[str, Any]]) -> list[Block]:
    """Return stored blocks without the ids that Wagtail gives to them."""
    return _comparable((block["type"], block["value"]) for block in raw)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_keys(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return value


def fill(found: Match, directory: Directory, origin: Origin) -> PracticePage:
    """Write an entry into its practice, a new one if there is none, without saving it."""
    entry, page = found.entry, found.page or _blank(found.entry.slug)
    for name, value in _same(entry):
        setattr(page, name, value)
    page.draft_title = page.title
    page.origin = origin
    page.place = directory.place(entry)
    page.lead_id, page.lead_name = _named(entry.lead, directory)
    page.main_theme = directory.themes[entry.themes[0]]
    page.themes = [directory.themes[code] for code in entry.themes]  # type: ignore[assignment]
    page.target_groups = [directory.groups[code] for code in entry.target_groups]  # type: ignore[assignment]
    body = _body(entry, page)
    if _bare(page.body.raw_data) != _comparable(body):
        page.body = _stream(entry.slug, body)  # type: ignore[assignment]
    if entry.sources is not None:
        rows = [("source", {"title": words, "url": url}) for words, url in entry.sources]
        page.sources = _stream(f"{entry.slug}/sources", rows)  # type: ignore[assignment]
    _fill_relations(entry, page, directory)
    return page


def _blank(slug: str) -> PracticePage:
    """Return a new page that knows it has no rows in other tables, so that nobody looks there."""
    page = PracticePage(slug=slug)
    for relation in get_all_child_relations(PracticePage):
        setattr(page, relation.get_accessor_name(), [])
    for name in _CONCEPTS:
        setattr(page, name, [])
    return page


def _fill_relations(entry: Entry, page: PracticePage, directory: Directory) -> None:
    if entry.partners is not None:
        named = (_named(name, directory) for name in entry.partners)
        page.partners = [
            PracticePartner(sort_order=number, partner_id=pk, name=name)
            for number, (pk, name) in enumerate(named)
        ]
    if entry.tags is not None:
        page.tagged_items = [PracticeTag(tag=tag) for tag in directory.tags(entry.tags)]


def _stream(where: str, blocks: list[Block]) -> str:
    """Return blocks as stored JSON; the same blocks in the same place get the same ids."""
    rows = [
        {"type": kind, "value": value, "id": str(uuid.uuid5(_BLOCKS, f"{where}/{number}"))}
        for number, (kind, value) in enumerate(blocks)
    ]
    return json.dumps(rows, ensure_ascii=False)
