"""The site's thesaurus in the forms that matching, and the pages of terms, need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from content.languages import LANGUAGES, active_language
from search.concepts import Thesaurus
from search.labels import Label
from vocabulary.ambiguity import Near, near_words
from vocabulary.queries import PerVocabulary, companions, label
from vocabulary.skos import Entry

LISTS = {"eurovoc.europa.eu": "EuroVoc"}


def to_thesaurus(entries: list[Entry], near: Near | None = None) -> Thesaurus:
    """Return the labels of `entries`, each with the words that it must be `near`, by default those
    of the files."""
    near = near_words() if near is None else near
    labels = tuple(
        Label(entry.notation, code, text, near.get((code, text.casefold(), entry.notation), ()))
        for entry in entries
        for code, (preferred, alternative, hidden) in entry.labels.items()
        for text in (preferred, *alternative, *hidden)
    )
    return Thesaurus(
        labels,
        {entry.notation: entry.broader for entry in entries},
        {entry.notation: entry.related for entry in entries if entry.related},
    )


def _site_thesaurus(entries: list[Entry]) -> Thesaurus:
    return to_thesaurus(entries, companions())


site_thesaurus = PerVocabulary(_site_thesaurus)


def _by_notation(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.notation: entry for entry in entries}


_entries = PerVocabulary(_by_notation)


def by_notation() -> dict[str, Entry]:
    """Return {notation: entry} of all terms."""
    return _entries.get()


@dataclass(frozen=True)
class Branch:
    """A term in the tree, with its number of entries and its narrower terms by name."""

    notation: str
    label: str
    count: int
    below: tuple["Branch", ...] = ()


def tree(counts: Mapping[str, int]) -> tuple[Branch, ...]:
    """Return the top terms, each with what is below it, in the reader's language.

    `counts` says how many entries each term has.
    """
    below: dict[str, list[str]] = {}
    for notation, entry in by_notation().items():
        below.setdefault(entry.broader, []).append(notation)

    def branch(notation: str) -> Branch:
        narrower = [branch(one) for one in below.get(notation, ())]
        narrower.sort(key=lambda one: one.label.casefold())
        return Branch(notation, label(notation), counts.get(notation, 0), tuple(narrower))

    tops = sorted(below.get("", ()), key=_top_order)
    return tuple(branch(notation) for notation in tops)


def _top_order(notation: str) -> tuple[bool, int, str]:
    """Themes first, in their order."""
    entry = by_notation()[notation]
    return not entry.facet, entry.position, notation


@dataclass(frozen=True)
class Names:
    """What a term is called in one language."""

    code: str
    language: str
    preferred: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Described:
    """A term for its page. Links are pairs (notation, label); `matches` are terms that mean nearly
    the same in other lists: pairs (address, list and number there)."""

    notation: str
    label: str
    note: str
    above: tuple[tuple[str, str], ...]
    narrower: tuple[tuple[str, str], ...]
    related: tuple[tuple[str, str], ...]
    names: tuple[Names, ...]
    matches: tuple[tuple[str, str], ...]


def described(entry: Entry) -> Described:
    """Return what the page of a term shows, in the reader's language."""
    known, own = by_notation(), active_language()
    above = site_thesaurus.get().above(entry.notation)[::-1]
    narrower = [one for one, other in known.items() if other.broader == entry.notation]
    codes = sorted(entry.labels, key=lambda code: (code != own, list(LANGUAGES).index(code)))
    return Described(
        notation=entry.notation,
        label=label(entry.notation),
        note=entry.scope_note,
        above=_links(above),
        narrower=tuple(sorted(_links(narrower), key=lambda pair: pair[1].casefold())),
        related=_links(entry.related),
        names=tuple(
            Names(code, LANGUAGES[code], entry.labels[code][0], entry.labels[code][1])
            for code in codes
        ),
        matches=tuple((address, _elsewhere(address)) for address in entry.matches),
    )


def _elsewhere(address: str) -> str:
    """Return what a term of another list is called: EuroVoc 668."""
    parts = urlsplit(address)
    return f"{LISTS.get(parts.netloc, parts.netloc)} {parts.path.rpartition('/')[2]}"


def _links(notations: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one, label(one)) for one in notations)
