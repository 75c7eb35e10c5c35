"""What the index holds: plain, immutable documents that any engine can store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

TITLE, TAGS, SUMMARY, BODY = "title", "tags", "summary", "body"
FIELDS = (TITLE, TAGS, SUMMARY, BODY)
BROADER = "broader"
# The field of names of places; engines store it with the tags.
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of searchable text in one language ("" where the language says nothing: names)."""

    field: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the thing is. `city` is a name for readers, `country` an ISO 3166 alpha-2 code."""

    city: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found: one result, however many languages its texts are in.

    `key` is unique over all types. `pks` lists the database rows of its type that it is made of
    (default: `id` alone). `title` and `summary` are always searched in `language`; `texts` adds
    body, tags, names and translations. `row` is JSON for the template that draws the result; its
    `titles`, `summaries` and `urls`, mappings from language to text, let the reader's language be
    picked (see `in_language`). A document that is not `public` is never stored.

    `concepts` are those that people gave it, `not_concepts` those that people took from it.
    `mentions` is what the index found, made when it is stored: for each field the concepts of its
    texts, once for each time; under BROADER those above them.
    """

    key: str
    type: str
    id: int
    language: str
    title: str
    summary: str = ""
    texts: tuple[Text, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    newest: date | None = None
    checked: date | None = None
    period: tuple[int | None, int | None] | None = None
    place: Place | None = None
    url: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    public: bool = True
    pks: tuple[int, ...] = ()
    concepts: tuple[str, ...] = ()
    not_concepts: tuple[str, ...] = ()
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all_texts(self) -> tuple[Text, ...]:
        """Return every searchable text, title and summary first."""
        own = (Text(TITLE, self.language, self.title), Text(SUMMARY, self.language, self.summary))
        return own + self.texts

    def all_mentions(self) -> frozenset[str]:
        """Return every concept of the document, those above what it mentions too."""
        return frozenset(chain.from_iterable(self.mentions.values()))

    def row_ids(self) -> tuple[int, ...]:
        """Return the primary keys of the rows that this document is made of."""
        return self.pks or (self.id,)


def in_language(
    document: Document, name: str, language: str, otherwise: str = ""
) -> tuple[str, str]:
    """Return (text, its language) of `name` ("title", "summary") for a reader of `language`.

    Order: the reader's language, then `otherwise` if given, then the document's own.
    """
    own = {"title": document.title, "summary": document.summary}[name]
    choices = document.row.get({"title": "titles", "summary": "summaries"}[name]) or {}
    for code in (language, otherwise):
        if code == document.language and own:
            return own, code
        if choices.get(code):
            return choices[code], code
    return own, document.language


def timestamp(value: datetime | None) -> str:
    """Return a moment as a document's `row` holds it: `published` and `changed`, for feeds."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else ""
