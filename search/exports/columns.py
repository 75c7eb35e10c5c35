"""The columns of an export, each taken from an index document; no row costs a query."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext, pgettext

from search import registry
from search.documents import Document, in_language
from search.engines import TYPE
from search.queries import facet_labels

Value = str | float | date | tuple[str, ...] | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Column:
    """A column. `name` stands in CSV and JSON and stays the same, `heading` is for readers.

    A column with a `facet` holds values of it; `value` takes the document and the reader's
    language.
    """

    name: str
    heading: Callable[[], str]
    value: Callable[[Document, str], Value]
    facet: str = ""


def one_of(facet: str) -> Callable[[Document, str], Value]:
    """Return what reads the only value of a facet, "" where there is none."""
    return lambda document, language: (*document.facets.get(facet, ()), "")[0]


def all_of(facet: str) -> Callable[[Document, str], Value]:
    """Return what reads all values of a facet."""
    return lambda document, language: document.facets.get(facet, ())


def held(name: str) -> Callable[[Document, str], Value]:
    """Return what reads a text that the document's type keeps for its row."""
    return lambda document, language: str(document.row.get(name) or "")


def _in_english(document: Document, _language: str) -> str:
    text, language = in_language(document, "summary", "en")
    return text if language == "en" else ""


def _city(document: Document, language: str) -> str:
    names = document.row.get("place") or {}
    own = document.place.city if document.place else ""
    return str(names.get(language) or names.get("") or own)


def address(document: Document, language: str) -> str:
    """Return the whole address of what the document stands for, read in `language`."""
    path = (document.row.get("urls") or {}).get(language) or document.url
    return f"{settings.SITE_URL}/{language}/{path.lstrip('/')}"


COLUMNS = (
    Column("id", lambda: gettext("Identifier"), lambda d, _l: d.key.partition(":")[2]),
    Column("type", lambda: gettext("Kind of entry"), lambda d, _l: d.type, facet=TYPE),
    Column("title", lambda: gettext("Title"), lambda d, _l: d.title),
    Column("language", lambda: gettext("Language of the text"), lambda d, _l: d.language,
           facet="language"),
    Column("summary", lambda: gettext("Summary"), lambda d, _l: d.summary),
    Column("summary_en", lambda: gettext("Summary in English"), _in_english),
    Column("city", lambda: gettext("City or region"), _city),
    Column("country", lambda: gettext("Country"), lambda d, _l: d.place.country if d.place else "",
           facet="country"),
    Column("lat", lambda: gettext("Latitude"), lambda d, _l: d.place.lat if d.place else None),
    Column("lon", lambda: gettext("Longitude"), lambda d, _l: d.place.lon if d.place else None),
    Column("themes", lambda: gettext("Themes"), all_of("theme"), facet="theme"),
    Column("target_groups", lambda: gettext("For whom"), all_of("target_group"),
           facet="target_group"),
    Column("level", lambda: gettext("Level of government"), one_of("level"), facet="level"),
    Column("status", lambda: gettext("Status"), one_of("status"), facet="status"),
    Column("evidence", lambda: gettext("Evidence"), one_of("evidence"), facet="evidence"),
    Column("cost_band", lambda: gettext("Cost a year"), one_of("cost_band"), facet="cost_band"),
    Column("start", lambda: pgettext("of a practice", "Start"), held("start")),
    Column("end", lambda: pgettext("of a practice", "End"), held("end")),
    Column("lead", lambda: gettext("Lead organisation"), held("lead")),
    Column("licence", lambda: gettext("Licence"), held("licence")),
    Column("checked", lambda: gettext("Last checked"), lambda d, _l: d.checked),
    Column("url", lambda: gettext("Address"), address),
)  # fmt: skip


class Names:
    """The names of all values of facets in one language; made before the first row."""

    def __init__(self, language: str) -> None:
        self._of: dict[str, Mapping[str, str]] = {
            column.facet: facet_labels(column.facet, language)
            for column in COLUMNS
            if column.facet and column.facet != TYPE
        }
        self._of[TYPE] = {kind.name: kind.label_of_one() for kind in registry.document_types()}

    def name(self, facet: str, value: str) -> str:
        """Return what a value is called; itself, where it has no name."""
        return str(self._of.get(facet, {}).get(value, value))


def rows(documents: Iterable[Document], language: str) -> Iterator[Row]:
    """Yield a row for each document, with values of facets as they stand in addresses."""
    for document in documents:
        yield {column.name: column.value(document, language) for column in COLUMNS}
