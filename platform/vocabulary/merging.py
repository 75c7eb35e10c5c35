"""What becomes of a scheme when one of its concepts goes into another: plain data, no database.

The same is done to the concepts of the site when an editor merges two, and to those of the files
whenever they are loaded afterwards, so that newer files do not bring the old one back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from vocabulary.skos import Entry, Labels

Entries = dict[str, Entry]
Texts = tuple[str, tuple[str, ...], tuple[str, ...]]


def merged(entries: Mapping[str, Entry], old: str, kept: str) -> Entries:
    """Return `entries` after `old` went into `kept`.

    The kept one takes over labels, matches, related and narrower concepts. If it stood below the
    old one, it moves up to its place. What is related stands neither above nor below, as SKOS
    wants it. Either of the two may be missing.
    """
    rest = {name: entry for name, entry in entries.items() if name != old}
    gone = entries.get(old)
    if gone is not None and kept in rest:
        rest[kept] = _absorbed(rest[kept], gone, old in above(entries, kept))
    found = {name: _redirected(entry, old, kept) for name, entry in rest.items()}
    return {name: _disjoint(entry, found) for name, entry in found.items()}


def merged_all(entries: Iterable[Entry], former: Mapping[str, str]) -> list[Entry]:
    """Return `entries` after all of `former`, {old notation: kept notation}."""
    found = {entry.notation: entry for entry in entries}
    for old, kept in former.items():
        found = merged(found, old, kept)
    return list(found.values())


def above(entries: Mapping[str, Entry], notation: str) -> list[str]:
    """Return the concepts above one, nearest first."""
    found: list[str] = []
    while notation in entries and (notation := entries[notation].broader):
        if notation in found:
            break
        found.append(notation)
    return found


def _absorbed(kept: Entry, gone: Entry, stood_below: bool) -> Entry:
    return replace(
        kept,
        broader=gone.broader if stood_below else kept.broader,
        related=tuple(sorted({*kept.related, *gone.related})),
        scope_note=kept.scope_note or gone.scope_note,
        matches=tuple(dict.fromkeys((*kept.matches, *gone.matches))),
        labels=_joined(kept.labels, gone.labels),
    )


def _joined(kept: Labels, gone: Labels) -> Labels:
    found = dict(kept)
    for language, texts in gone.items():
        found[language] = _with(kept[language], texts) if language in kept else texts
    return found


def _with(kept: Texts, gone: Texts) -> Texts:
    """Return labels of one language: the old preferred one becomes alternative, none is there
    twice, whatever its capitals."""
    alternative = _new((*kept[1], gone[0], *gone[1]), (kept[0],))
    return kept[0], alternative, _new((*kept[2], *gone[2]), (kept[0], *alternative))


def _new(texts: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    seen, found = {one.casefold() for one in known}, []
    for text in texts:
        if text.casefold() not in seen:
            seen.add(text.casefold())
            found.append(text)
    return tuple(found)


def _redirected(entry: Entry, old: str, kept: str) -> Entry:
    related = {kept if one == old else one for one in entry.related} - {entry.notation}
    broader = kept if entry.broader == old else entry.broader
    return replace(entry, broader=broader, related=tuple(sorted(related)))


def _disjoint(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    mine = above(entries, entry.notation)
    related = tuple(
        one
        for one in entry.related
        if one not in mine and entry.notation not in above(entries, one)
    )
    return entry if related == entry.related else replace(entry, related=related)
