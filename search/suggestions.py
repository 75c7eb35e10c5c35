"""What to offer while a reader types: places and concepts with results, then titles."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from content import generation
from search import analysis, registry
from search.engines import Engine, get_engine
from search.queries import facet_labels

MOST_TYPED = 60
MOST_NAMES = 2_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is "place", "concept" or a document type. Leads to `url` (path without language
    prefix), or to the results with `value` in `facet`."""

    kind: str
    label: str
    language: str = ""
    url: str = ""
    facet: str = ""
    value: str = ""


def suggest(
    typed: str, language: str, limit: int = 8, types: Iterable[str] | None = None
) -> list[Suggestion]:
    """Return what begins as typed, of several kinds. Raises IndexUnavailable."""
    words = tuple(analysis.fold(word) for word in analysis.words(typed[:MOST_TYPED]))
    if not words:
        return []
    engine = get_engine()
    found = _values(engine, words, language)[: limit // 2]
    kinds = [kind.name for kind in registry.document_types(types)]
    titles = [
        [Suggestion(t.type, t.label, t.language, t.url) for t in engine.suggest(words, kind, limit)]
        for kind in kinds
    ]
    # One of each kind in turn, so that a hundred practices do not hide the one partner.
    for rank in range(limit):
        found.extend(of_kind[rank] for of_kind in titles if rank < len(of_kind))
    return found[:limit]


def _values(engine: Engine, words: tuple[str, ...], language: str) -> list[Suggestion]:
    """Return facet values by name in any language of the site, the reader's language first."""
    typed = " ".join(words)
    starts, names = _names((engine.generation(), generation.current()), language)
    at = bisect_left(starts, typed)
    found: dict[tuple[str, str], tuple[tuple[bool, bool, str], Suggestion]] = {}
    for start, name in zip(starts[at : at + MOST_NAMES], names[at : at + MOST_NAMES], strict=True):
        if not start.startswith(typed):
            break
        key = (name.suggestion.facet, name.suggestion.value)
        rank = (not name.is_own, start != name.folded, name.suggestion.label)
        if key not in found or rank < found[key][0]:
            found[key] = (rank, name.suggestion)
    return [suggestion for _, suggestion in sorted(found.values(), key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    is_own: bool
    suggestion: Suggestion


@lru_cache(maxsize=16)
def _names(now: tuple[str, str], language: str) -> tuple[list[str], list[_Name]]:
    """Return the names of all values with results, sorted by each of their words' beginnings.

    `now` is the state of index and site, for both the values and their names can change.
    """
    engine = get_engine()
    pairs: list[tuple[str, _Name]] = []
    for facet, kind in registry.suggested_facets().items():
        values = engine.facet_values(facet)
        for code in dict.fromkeys((language, *analysis.LANGUAGES)):
            labels = facet_labels(facet, code)
            for value in values:
                if code == language or value in labels:
                    label = str(labels.get(value, value))
                    shown = Suggestion(kind, label, code, "", facet, value)
                    pairs.extend(_starts(shown, code == language))
    pairs.sort(key=lambda pair: pair[0])
    return [start for start, _ in pairs], [name for _, name in pairs]


def _starts(suggestion: Suggestion, is_own: bool) -> list[tuple[str, _Name]]:
    words = analysis.words(analysis.fold(suggestion.label))
    name = _Name(" ".join(words), is_own, suggestion)
    return [(" ".join(words[at:]), name) for at in range(len(words))]
