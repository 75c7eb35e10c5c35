"""What to offer while a reader types: places and concepts with results, then titles."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search import analysis, registry
from search.engines import Engine, get_engine
from search.queries import facet_labels

MOST_TYPED = 60


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
    found: dict[tuple[str, str], tuple[bool, int, Suggestion]] = {}
    for name, own, suggestion in _names(engine.generation(), language):
        if f" {name}".find(f" {typed}") < 0:
            continue
        key = (suggestion.facet, suggestion.value)
        rank = (not own, 0 if name.startswith(typed) else 1, suggestion)
        if key not in found or rank[:2] < found[key][:2]:
            found[key] = rank
    ordered = sorted(found.values(), key=lambda rank: (rank[:2], rank[2].label))
    return [rank[2] for rank in ordered]


@lru_cache(maxsize=32)
def _names(generation: str, language: str) -> tuple[tuple[str, bool, Suggestion], ...]:
    """Return (folded name, in the reader's language, suggestion) for each value with results."""
    engine, names = get_engine(), []
    for facet, kind in registry.suggested_facets().items():
        values = engine.facet_values(facet)
        for code in dict.fromkeys((language, *analysis.LANGUAGES)):
            labels = facet_labels(facet, code)
            for value in values:
                if code != language and value not in labels:
                    continue
                label = str(labels.get(value, value))
                folded = " ".join(analysis.words(analysis.fold(label)))
                shown = Suggestion(kind, label, code, "", facet, value)
                names.append((folded, code == language, shown))
    return tuple(names)
