"""All names that places and terms go by, in order: for what begins as typed, in any language.

A table holds every name once for each of its words, so that "minder" finds "alleenstaande
minderjarigen". Making one takes a while, so it is kept: that of the terms until the vocabulary
changes, that of a facet until a value comes, goes or is renamed. A publication seldom does that.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content import generation
from search import analysis
from search.engines import Engine
from search.queries import facet_labels
from search.spelling import ONE_MISTAKE, SHORTEST
from vocabulary.queries import PerVocabulary
from vocabulary.skos import Entry

MOST_NAMES = 2_000
PREFERRED, ALTERNATIVE, HIDDEN = range(3)
# Sorts after every letter.
LAST = "\U0010ffff"

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Name:
    """What a value is called in `language` ("" where that is not known). `rank`: PREFERRED,
    ALTERNATIVE, or HIDDEN: to be found by, never to be shown."""

    value: str
    text: str
    language: str
    rank: int = PREFERRED


class Names:
    """Names, to be found by the beginning of any of their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        found = [
            (start, at, name)
            for name in names
            for at, start in enumerate(_starts(name.text, name.language))
        ]
        found.sort(key=lambda one: one[:2])
        self._starts = [start for start, _, _ in found]
        self._names = [(name, at == 0) for _, at, name in found]

    def begun(self, typed: str) -> Iterator[tuple[Name, bool]]:
        """Yield the names with a word from which on they begin as typed (folded words, a space
        between), with whether that is their first word."""
        first = bisect_left(self._starts, typed)
        for place in range(first, min(first + MOST_NAMES, len(self._starts))):
            if not self._starts[place].startswith(typed):
                return
            yield self._names[place]

    def nearest(self, typed: str) -> list[str]:
        """Return the beginnings of names that are nearest to a misspelt one with the same first
        letter, as far as search forgives mistakes."""
        if len(typed) < SHORTEST:
            return []
        most = 1 if len(typed) <= ONE_MISTAKE else 2
        first, last = (bisect_left(self._starts, end) for end in (typed[0], typed[0] + LAST))
        some = self._starts[first:last]
        begun = {start[: len(typed) + more] for more in range(-most, most + 1) for start in some}
        near = process.extract(typed, begun, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [begin for begin, distance, _ in near if distance == near[0][1]]


@lru_cache(maxsize=131_072)
def _starts(text: str, language: str) -> tuple[str, ...]:
    """Return the folded words of a name from the first one on, and from each later one that is
    not a little word."""
    words = analysis.words(analysis.fold(text))
    little = analysis.stop_words(language)
    return tuple(
        " ".join(words[at:]) for at, word in enumerate(words) if not at or word not in little
    )


def _names_of_terms(entries: list[Entry]) -> Names:
    return Names(
        Name(entry.notation, text, code, rank)
        for entry in entries
        for code, (preferred, *others) in entry.labels.items()
        for rank, texts in enumerate(((preferred,), *others))
        for text in texts
    )


_terms = PerVocabulary(_names_of_terms)


def names_of_terms() -> Names:
    """Return the names of all terms: preferred, alternative and hidden ones, in ten languages."""
    return _terms.get()


@dataclass(frozen=True, slots=True)
class _Made:
    """The names of a facet, what they were made from, and when that was looked at."""

    now: tuple[str, str]
    labels: Labels
    names: Names


_made: dict[str, _Made] = {}


def names_of_values(engine: Engine, facet: str) -> tuple[Names, Labels]:
    """Return the names of the values of a facet in ten languages; and by value {language: name},
    with its own name under "" where a language has no other. Raises IndexUnavailable."""
    # Taken before the names: a change in between is looked at once more, never missed.
    now = engine.generation(), generation.current()
    held = _made.get(facet)
    if held is None or held.now != now:
        labels = _labels(engine, facet)
        known = held is not None and held.labels == labels
        names = held.names if held and known else Names(_all_names(labels))
        held = _made[facet] = _Made(now, labels, names)
    return held.names, held.labels


def _labels(engine: Engine, facet: str) -> Labels:
    found: dict[str, dict[str, str]] = {value: {} for value in engine.facet_values(facet)}
    for code in analysis.LANGUAGES:
        labels = facet_labels(facet, code)
        for value, names in found.items():
            names[code if value in labels else ""] = str(labels.get(value, value))
    return found


def _all_names(labels: Labels) -> Iterator[Name]:
    for value, names in labels.items():
        for code, text in names.items():
            yield Name(value, text, code)
