"""From an item of an import file to an entry, or to sentences about what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from content.languages import LANGUAGES
from practices.choices import CostBand, Evidence, Status
from practices.importing import values
from practices.importing.prose import one_or_points, rich_text
from practices.importing.reading import Doubled, kind_of
from practices.importing.values import Check, Wrong
from practices.models import PracticePage
from vocabulary.queries import current_notation

Block = tuple[str, Any]


@dataclass(slots=True)
class Entry:
    """A practice as a file gives it, checked. None: the file does not speak of it.

    `more` holds further fields of the page, which only our own generator fills.
    """

    slug: str
    language: str
    title: str
    summary: str
    city: str
    country: str
    themes: list[str]
    target_groups: list[str]
    lead: str
    start: str
    status: str
    body: list[Block]
    region: str = ""
    lat: float | None = None
    lon: float | None = None
    end: str | None = None
    summary_en: str | None = None
    partners: list[str] | None = None
    tags: list[str] | None = None
    sources: list[tuple[str, str]] | None = None
    funding: str | None = None
    evidence: str | None = None
    cost_band: str | None = None
    results: str | None = None
    lessons: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return the entry as data that JSON can carry."""
        return asdict(self)

    @classmethod
    def restored(cls, plain: dict[str, Any]) -> "Entry":
        """Return the entry that `plain` made, after a journey through JSON."""
        entry = cls(**plain)
        entry.body = [(kind, value) for kind, value in entry.body]
        if entry.sources is not None:
            entry.sources = [(words, url) for words, url in entry.sources]
        return entry


def _length(name: str) -> int:
    return PracticePage._meta.get_field(name).max_length or values.LONGEST_TEXT


class Form:
    """Checks items against the format; knows the notations of the vocabulary."""

    def __init__(self, themes: list[str], target_groups: list[str]) -> None:
        self.required: dict[str, Check] = {
            "id": values.slug,
            "language": values.one_of(LANGUAGES),
            "title": values.text(_length("title")),
            "summary": values.text(_length("summary")),
            "body": values.sections,
            "city": values.text(120),
            "country": values.country,
            "themes": values.some_of(themes, least=1, current=current_notation),
            "target_groups": values.some_of(target_groups, current=current_notation),
            "lead": values.text(_length("lead_name")),
            "start": values.partial_date,
            "status": values.one_of(Status.values),
        }
        self.optional: dict[str, Check] = {
            "summary_en": values.text(_length("summary_en"), empty=True),
            "lat": values.number(-90, 90),
            "lon": values.number(-180, 180),
            "region": values.text(120, empty=True),
            "partners": values.texts(240),
            "end": values.partial_date,
            "tags": values.texts(100, parted_by=","),
            "sources": values.sources,
            "funding": values.texts(_length("funding")),
            "results": values.texts(),
            "lessons": values.texts(),
            "evidence": values.texts(),
            "cost_band": values.texts(),
        }
        self.keys = {**self.required, **self.optional}

    def read(self, item: Any) -> tuple[Entry | None, list[str]]:
        """Return the entry, or None and what is wrong with the item."""
        if not isinstance(item, dict):
            return None, [f"It must be an object, not {kind_of(item)}."]
        found: dict[str, Any] = {}
        problems = [_sentence(f"«{key}» {what}") for key, what in self._check(item, found)]
        if not problems:
            problems = [f"{what}." for what in _check_together(found)]
        return (None, problems) if problems else (_entry(found), [])

    def _check(self, item: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if isinstance(item, Doubled):
            yield values.shorten(item.key), "stands there twice"
        for key in item:
            if key not in self.keys:
                yield (
                    values.shorten(key),
                    "is not a key of this format" + values.meant(key, self.keys),
                )
        for key, check in self.keys.items():
            # Null says the same as leaving out an optional key; only `end` makes a difference.
            if key not in item or (item[key] is None and key in self.optional):
                if key in self.required:
                    yield key, "is missing"
                elif key == "end" and key in item:
                    found[key] = ""
                continue
            try:
                found[key] = check(item[key])
            except Wrong as error:
                yield key, str(error)


def _sentence(words: str) -> str:
    return words if words.endswith("?") else f"{words}."


def _check_together(found: Mapping[str, Any]) -> Iterator[str]:
    if ("lat" in found) != ("lon" in found):
        yield "«lat» and «lon» must come together"
    start, end = found["start"], found.get("end") or ""
    shared = min(len(start), len(end))
    if end[:shared] < start[:shared]:
        yield f"«end» {end} is before «start» {start}"
    funding = "; ".join(found.get("funding", ()))
    if len(funding) > _length("funding"):
        yield f"«funding» has {len(funding)} characters, {_length('funding')} are allowed"
    bands = found.get("cost_band", [])
    if len(bands) > 1 or any(one not in CostBand.values for one in bands):
        allowed = " ".join(CostBand.values)
        yield f"«cost_band» «{values.shorten(', '.join(bands))}» is not known; allowed: {allowed}"
    if len([one for one in found.get("evidence", ()) if one in Evidence.values]) > 1:
        yield f"«evidence» must hold only one of: {' '.join(Evidence.values)}"


def _entry(found: dict[str, Any]) -> Entry:
    same = {
        key: value
        for key, value in found.items()
        if key in Entry.__slots__ and key not in ("body", "results", "lessons", "evidence")
    }
    entry = Entry(**same | {"slug": found["id"], "body": []})
    entry.body = [
        ("other", {"heading": heading, "text": rich_text(words)})
        for heading, words in found["body"]
    ]
    if "funding" in found:
        entry.funding = "; ".join(" ".join(one.split()) for one in found["funding"])
    if "cost_band" in found:
        entry.cost_band = next(iter(found["cost_band"]), "")
    if "lessons" in found:
        entry.lessons = one_or_points(found["lessons"]) if found["lessons"] else ""
    _put_results(entry, found)
    return entry


def _put_results(entry: Entry, found: dict[str, Any]) -> None:
    """A code becomes the level of evidence; words about evidence follow the results."""
    evidence = found.get("evidence")
    words = [one for one in evidence or () if one not in Evidence.values]
    if evidence is not None:
        code = next((one for one in evidence if one in Evidence.values), "")
        entry.evidence = None if words and not code else code
    if "results" in found or words:
        results = found.get("results", [])
        html = one_or_points(results) if results else ""
        entry.results = html + "".join(rich_text(one) for one in words)
