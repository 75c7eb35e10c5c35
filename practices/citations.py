"""How a practice is cited: in words, as BibTeX, RIS and CSL-JSON, and in the head of its page."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.queries import label

if TYPE_CHECKING:
    # The model's address for citations needs this module.
    from practices.models import PracticePage

SITE = "Crocevia"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LICENCES = re.compile(r"CC (BY(?:-(?:NC|SA|ND))*) (\d\.\d)", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Braces must be even in BibTeX, with or without a backslash before them.
BIBTEX = str.maketrans(
    {one: f"\\{one}" for one in "&%$#_"}
    | {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


class Tag(NamedTuple):
    """A `meta` of the page's head; `language` is that of its content, "" where it has none."""

    name: str
    content: str
    language: str = ""


@dataclass(frozen=True)
class Citation:
    """What all forms of a citation hold. `author` is an organisation or, without one, a place."""

    slug: str
    title: str
    language: str
    author: str
    address: str
    changed: date | None
    published: date | None
    summary: str
    place: str
    keywords: tuple[str, ...]
    licence: str
    other_titles: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return a name for reference managers: letters, digits and dashes."""
        return f"crocevia-{re.sub('[^A-Za-z0-9]+', '-', self.slug).strip('-')}".rstrip("-")

    @property
    def licence_address(self) -> str:
        """Return the address of a Creative Commons licence, "" of any other."""
        found = LICENCES.fullmatch(self.licence)
        if not found:
            return ""
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"

    @property
    def author_as_one_name(self) -> str:
        """Return the author for formats that take what follows a comma for a first name."""
        return self.author.replace(", ", " – ").replace(",", " ")


def citation_of(page: "PracticePage", address: str, translations: Any = ()) -> Citation:
    """Return how to cite `page`, which is at `address` for the reader. No query."""
    changed = page.last_published_at or page.first_published_at
    topics = [*page.facets.get("themes", []), *page.facets.get("target_groups", [])]
    return Citation(
        slug=page.slug,
        title=_line(page.title),
        language=page.language,
        author=_line(page.lead_label or page.place.name),
        address=address,
        changed=changed.date() if changed else None,
        published=page.first_published_at.date() if page.first_published_at else None,
        summary=_line(page.summary),
        place=f"{page.place.name_in()}, {page.place.country_in()}",
        keywords=(*map(label, topics), *map(_line, page.facets.get("tags", []))),
        licence=_line(page.licence),
        other_titles=tuple((one.language, _line(one.title)) for one in translations),
    )


def _line(text: str) -> str:
    """Return `text` on one line: a line of its own could be read as another field."""
    return " ".join(CONTROLS.sub(" ", text).split())


def in_words(cited: Citation) -> str:
    """Return a citation for people: who, title, site, entry, date of the last change."""
    parts = [
        cited.author,
        f"«{cited.title}»",
        SITE,
        _("entry %(slug)s") % {"slug": cited.slug},
        cited.changed.isoformat() if cited.changed else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def plain_text(cited: Citation) -> str:
    """Return the citation in words, with its address."""
    return f"{in_words(cited)} {cited.address}\n"


def bibtex(cited: Citation) -> str:
    """Return a BibTeX entry, for BibTeX and biblatex; letters are UTF-8."""
    fields = {
        "author": f"{{{cited.author.translate(BIBTEX)}}}",
        "title": f"{{{cited.title.translate(BIBTEX)}}}",
        "howpublished": SITE,
        "year": str(cited.changed.year) if cited.changed else "",
        "date": cited.changed.isoformat() if cited.changed else "",
        "url": cited.address,
        "language": cited.language,
        "note": f"entry {cited.slug}, {cited.licence}".translate(BIBTEX),
        "keywords": ", ".join(cited.keywords).translate(BIBTEX),
        "abstract": cited.summary.translate(BIBTEX),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if cited.changed:
        lines.append(f"  month = {MONTHS[cited.changed.month - 1]},")
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def ris(cited: Citation) -> str:
    """Return a RIS record, each line ended as the format wants it."""
    day = cited.changed
    pairs = [
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("AU", cited.author_as_one_name),
        ("TI", cited.title),
        ("T2", SITE),
        ("PB", SITE),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("CY", cited.place),
        ("LA", cited.language),
        *(("KW", word) for word in cited.keywords),
        ("AB", cited.summary),
        ("N1", cited.licence),
        ("UR", cited.address),
    ]
    lines = [f"{tag}  - {value}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(cited: Citation) -> str:
    """Return CSL-JSON: a list with one item."""
    day = cited.changed
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": cited.author}],
        "container-title": SITE,
        "publisher": SITE,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": cited.address,
        "language": cited.language,
        "abstract": cited.summary,
        "keyword": ", ".join(cited.keywords),
        "note": f"entry {cited.slug}, {cited.licence}",
    }
    held = {name: value for name, value in item.items() if value}
    return json.dumps([held], ensure_ascii=False, indent=1) + "\n"


# By the end of the address: name for readers, media type, what writes it.
FORMS = {
    "bib": ("BibTeX", "application/x-bibtex", bibtex),
    "ris": ("RIS", "application/x-research-info-systems", ris),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
    "txt": (gettext_lazy("Plain text"), "text/plain", plain_text),
}


def tags(cited: Citation) -> Iterator[Tag]:
    """Yield what reference managers read of a page: Highwire Press and Dublin Core."""
    day = cited.published or cited.changed
    yield Tag("citation_title", cited.title, cited.language)
    yield Tag("citation_author", cited.author_as_one_name)
    if day:
        yield Tag("citation_publication_date", f"{day:%Y/%m/%d}")
    yield Tag("citation_language", cited.language)
    yield Tag("citation_publisher", SITE)
    yield Tag("citation_keywords", "; ".join(cited.keywords))
    yield Tag("citation_public_url", cited.address)
    yield Tag("DC.type", "Text")
    yield Tag("DC.title", cited.title, cited.language)
    for language, title in cited.other_titles:
        yield Tag("DCTERMS.alternative", title, language)
    yield Tag("DC.creator", cited.author)
    yield Tag("DC.publisher", SITE)
    if day:
        yield Tag("DC.date", day.isoformat())
    if cited.changed:
        yield Tag("DCTERMS.modified", cited.changed.isoformat())
    yield Tag("DC.language", cited.language)
    yield Tag("DC.identifier", cited.address)
    yield Tag("DC.rights", cited.licence)
    yield Tag("DC.coverage", cited.place)
