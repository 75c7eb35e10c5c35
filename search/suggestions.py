"""What to offer while a reader types: places and terms with entries, then titles."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from itertools import chain, zip_longest

from search import analysis, registry
from search.engines import CONCEPT, Engine, get_engine
from search.names import HIDDEN, Labels, Name, Names, names_of_terms, names_of_values
from vocabulary.queries import label as label_of_term

MOST_TYPED = 60
# So many values of each kind are looked at more closely.
MOST_OFFERED = 24

# In another language, not from its first word on, kind of name, length: the least is the best.
_Rank = tuple[bool, bool, int, int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is "place", "concept" or a document type. Leads to `url` (path without language
    prefix), or to `value` of `facet`: to the page of a term, else to the results with it.

    `label` is in `language`: that of the reader, for places and terms. `found` is the name that
    begins as typed, in the language `found_in`, where that is another one than `label`.
    """

    kind: str
    label: str
    language: str = ""
    url: str = ""
    facet: str = ""
    value: str = ""
    found: str = ""
    found_in: str = ""


def suggest(
    typed: str,
    language: str,
    limit: int = 8,
    types: Iterable[str] | None = None,
    nearly: bool = True,
) -> list[Suggestion]:
    """Return what begins as typed, of several kinds; if nothing does, and `nearly`, the places and
    terms whose names begin nearly so. Raises IndexUnavailable."""
    words = tuple(analysis.fold(word) for word in analysis.words(typed[:MOST_TYPED]))
    if not words:
        return []
    engine = get_engine()
    titles = _titles(engine, words, limit, types)
    tables, begun = list(_tables(engine, language)), " ".join(words)
    named = _named(table.begun(begun) for table in tables)
    if nearly and not named and not titles:
        named = _named(table.begun_nearly(begun) for table in tables)
    # Half of them, and more where there are few titles.
    return [*named[: max(limit // 2, limit - len(titles))], *titles][:limit]


def _titles(
    engine: Engine, words: tuple[str, ...], limit: int, types: Iterable[str] | None
) -> list[Suggestion]:
    """Return entries by title: one of each kind in turn, so that a hundred practices do not hide
    the one partner."""
    return _in_turn(
        [
            Suggestion(one.type, one.label, one.language, one.url)
            for one in engine.suggest(words, kind.name, limit)
        ]
        for kind in registry.listed_types(types)
    )


def _named(found: Iterable[Sequence["_Found"]]) -> list[Suggestion]:
    """Return what several tables found: by names in the reader's language first, in turn."""
    tables = list(found)
    return [
        suggestion
        for foreign in (False, True)
        for suggestion in _in_turn(
            [one.suggestion for one in table if one.is_foreign is foreign] for table in tables
        )
    ]


def _in_turn(lists: Iterable[Sequence[Suggestion]]) -> list[Suggestion]:
    return [one for rank in zip_longest(*lists) for one in rank if one is not None]


@dataclass(frozen=True, slots=True)
class _Found:
    """A value by the best of its names; `order` is its place among those of the same table."""

    is_foreign: bool
    order: tuple[object, ...]
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class _Table:
    """The names of a facet's values for one reader. `values` are those with entries, `label`
    gives a value's name in the reader's language."""

    kind: str
    facet: str
    language: str
    names: Names
    values: Collection[str]
    label: Callable[[str], str]

    def begun(self, *typed: str) -> list[_Found]:
        """Return the values with a name that begins as typed, the best first."""
        best: dict[str, tuple[_Rank, Name]] = {}
        for name, is_first in chain.from_iterable(map(self.names.begun, typed)):
            rank = name.language != self.language, not is_first, name.rank, len(name.text)
            held = best.get(name.value)
            if (held is None or rank < held[0]) and name.value in self.values:
                best[name.value] = rank, name
        some = nsmallest(MOST_OFFERED, best.values(), key=lambda one: (one[0], one[1].text))
        return sorted((self._found(name, rank) for rank, name in some), key=lambda one: one.order)

    def begun_nearly(self, typed: str) -> list[_Found]:
        """Return the values with a name whose beginning is nearest to what was typed."""
        return self.begun(*self.names.nearest(typed))

    def _found(self, name: Name, rank: _Rank) -> _Found:
        label = self.label(name.value)
        is_said = name.rank != HIDDEN and analysis.fold(name.text) != analysis.fold(label)
        said = (name.text, name.language) if is_said else ("", "")
        return _Found(
            rank[0] and name.text != label,
            (*rank[1:], label.casefold()),
            Suggestion(self.kind, label, self.language, "", self.facet, name.value, *said),
        )


def _tables(engine: Engine, language: str) -> Iterator[_Table]:
    for facet, kind in registry.suggested_facets().items():
        names, labels = names_of_values(engine, facet)
        values = engine.facet_values(facet)
        yield _Table(kind, facet, language, names, values, partial(_name_in, language, labels))
    if terms := engine.facet_values(CONCEPT):
        own = partial(label_of_term, language=language)
        yield _Table("concept", CONCEPT, language, names_of_terms(), terms, own)


def _name_in(language: str, labels: Labels, value: str) -> str:
    names = labels.get(value, {})
    return names.get(language) or names.get("") or value
