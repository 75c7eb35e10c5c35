"""Find and rank words in the embedded index."""

import heapq
import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from pyroaring import BitMap

from search.concepts import token
from search.engines import CONCEPT
from search.engines.embedded_facets import Snapshot
from search.expansion import Condition, Option, Part, Plan, Words
from search.ranking import combined, hinted, weight

# Above BROAD matches only those are ranked that have the whole question in the title, or else in
# title, tags and summary, by a table of these alone, if they fill the first pages; the others
# follow, newest first.
# Finding costs a microsecond a document, ranking several.
BROAD = 2_000
ENOUGH = 50
# So few are found and ranked in one go.
FEW = 400
REMEMBERED = 32
FOUND = "SELECT rowid FROM tokens WHERE tokens MATCH ?"
RANKED = "SELECT rank, rowid FROM tokens WHERE tokens MATCH ?"
PROMINENT = "SELECT rank, rowid FROM prominent WHERE prominent MATCH ?"

Group = tuple[Words, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What text alone finds: all matches, and the rank (lower is better) of those ranked."""

    found: BitMap
    ids: "array[int]"
    ranks: "array[float]"

    def best(self, within: BitMap, count: int) -> dict[int, float]:
        """Return the `count` best of `within` that are ranked, best first, with their scores."""
        pairs: Iterable[tuple[float, int]]
        if len(within) == len(self.found):
            pairs = zip(self.ranks, self.ids, strict=True)
        else:
            pairs = (p for p in zip(self.ranks, self.ids, strict=True) if p[1] in within)
        return {doc: -rank for rank, doc in heapq.nsmallest(count, pairs)}


def expression(words: Words) -> str:
    """Return one part of a question for FTS5. Tokens hold letters, digits and marks only."""
    ways = (*_runs(words), *_quoted(map(token, words.concepts)), *_quoted(words.senses))
    return f"({' OR '.join(ways)})"


def _runs(words: Words) -> Iterator[str]:
    return _quoted(" ".join(run) for run in words.runs)


def _quoted(tokens: Iterable[str]) -> Iterator[str]:
    return (f'"{one}"' for one in tokens)


def joined(groups: Sequence[Group]) -> str:
    """Return groups of alternatives as one FTS5 expression that asks for all of them."""
    return " AND ".join(map(any_of, groups))


def any_of(group: Group) -> str:
    """Return a group of alternatives as an FTS5 expression."""
    return f"({' OR '.join(map(expression, _sure(group)))})"


def _sure(group: Group) -> list[Words]:
    """Return the alternatives that are more than a guess."""
    return [words for words in group if words.runs or words.concepts]


def matching(connection: sqlite3.Connection, match: str) -> BitMap:
    """Return the documents that match an FTS5 expression."""
    return BitMap(array("I", chain.from_iterable(connection.execute(FOUND, (match,)))))


def _ranking(found: BitMap, pairs: list[tuple[float, int]]) -> Ranking:
    ids, ranks = [pair[1] for pair in pairs], [pair[0] for pair in pairs]
    return Ranking(found, array("I", ids), array("d", ranks))


class Matcher:
    """Evaluates plans on one index file; remembers the last rankings of a generation."""

    def __init__(self) -> None:
        self._rankings: _Memory[Ranking] = _Memory()
        self._found: _Memory[BitMap] = _Memory()

    def ranking(
        self, connection: sqlite3.Connection, file: str, snapshot: Snapshot, plan: Plan, some: bool
    ) -> Ranking | None:
        """Return the ranking of the plan's words, or None if it has none."""
        groups = plan.text_groups()
        if not groups:
            return None
        asking = _Asking(connection, (file, snapshot.generation), snapshot, self._found)
        return self._rankings.get(
            (*asking.generation, groups, some), lambda: asking.some_of(groups, some)
        )


class _Memory(Generic[T]):
    """The last results of some work."""

    def __init__(self) -> None:
        self._held: OrderedDict[object, T] = OrderedDict()

    def get(self, key: object, make: Callable[[], T]) -> T:
        """Return what is held for `key`; make it if nothing is."""
        held = self._held.pop(key, None)
        self._held[key] = held = make() if held is None else held
        while len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
        return held


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question to one generation of an index."""

    connection: sqlite3.Connection
    generation: tuple[object, ...]
    snapshot: Snapshot
    memory: _Memory[BitMap]

    def some_of(self, groups: Sequence[Group], some: bool) -> Ranking:
        """Find and rank what has all groups, or `some` of them."""
        if not some:
            return self.all_of(groups)
        scores = [self._scores(group) for group in groups]
        best = combined(scores, [weight(group) for group in groups])
        return _ranking(BitMap(best), [(-score, doc) for doc, score in best.items()])

    def _scores(self, group: Group) -> dict[int, float]:
        """Return the scores of one part of the question; the best way to satisfy it counts."""
        best: dict[int, float] = {}
        ways: list[tuple[Group, float]] = [
            ((Words("", concepts=(concept,)),), factor) for concept, factor in hinted(group).items()
        ]
        if _sure(group):
            ways.append((group, 1.0))
        for asked, factor in ways:
            ranking = self.all_of([asked])
            for doc, value in zip(ranking.ids, ranking.ranks, strict=True):
                best[doc] = max(best.get(doc, 0.0), -value * factor)
        return best

    def all_of(self, groups: Sequence[Group]) -> Ranking:
        """Find what has all groups, and rank it."""
        match = joined(groups)
        some = self.connection.execute(f"{FOUND} LIMIT ?", (match, FEW + 1)).fetchall()
        if len(some) <= FEW:
            pairs = self._ranked(RANKED, match)
            return _ranking(BitMap([doc for _rank, doc in pairs]), pairs)
        found = BitMap.intersection(*map(self._having, groups))
        for columns in ("{title} : ", "") if len(found) > BROAD else ():
            pairs = self._ranked(PROMINENT, f"{columns}({match})")
            if len(pairs) >= ENOUGH:
                return _ranking(found, pairs)
        return _ranking(found, self._ranked(RANKED, match))

    def _ranked(self, statement: str, match: str) -> list[tuple[float, int]]:
        return self.connection.execute(statement, (match,)).fetchall()

    def _having(self, group: Group) -> BitMap:
        """Return the documents with a group. Those with a concept are known without a search."""
        sure = _sure(group)
        concepts = [concept for words in sure for concept in words.concepts]
        found = self.snapshot.any_of(CONCEPT, concepts)
        ways = [way for words in sure for way in (*_runs(words), *_quoted(words.senses))]
        if not ways:
            return found
        match = " OR ".join(ways)
        words = self.memory.get((*self.generation, match), lambda: matching(self.connection, match))
        return found | words


def restrict(
    connection: sqlite3.Connection, snapshot: Snapshot, plan: Plan, found: BitMap
) -> BitMap:
    """Apply to `found` what the plan asks beyond its plain words: fields and exclusions."""
    for group in plan.groups:
        if not _is_plain(group):
            options = [_option(connection, snapshot, option) for option in group]
            found = found & BitMap.union(*options)
    for part in plan.excluded:
        found = found - _part(connection, snapshot, part)
    return found


def _is_plain(group: tuple[Option, ...]) -> bool:
    return all(isinstance(o.part, Words) and not o.negated for o in group)


def _option(connection: sqlite3.Connection, snapshot: Snapshot, option: Option) -> BitMap:
    found = _part(connection, snapshot, option.part)
    return snapshot.live - found if option.negated else found


def _part(connection: sqlite3.Connection, snapshot: Snapshot, part: Part) -> BitMap:
    if isinstance(part, Condition):
        return snapshot.any_of(part.facet, part.values)
    return matching(connection, expression(part))
