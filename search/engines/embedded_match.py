"""Find and rank words in the embedded index."""

import heapq
import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pyroaring import BitMap

from search.concepts import token
from search.engines.embedded_facets import Snapshot
from search.expansion import Condition, Option, Part, Plan, Words
from search.ranking import combined, hinted, weight

# Ranking costs a microsecond a document, counting a fifth of that. Above BROAD matches, only those
# with the words in title or tags (or else the summary too) are ranked, if they fill all pages that
# a reader can turn to; the others would follow, newest first.
BROAD = 5_000
ENOUGH = 500
# So few are found and ranked in one go.
FEW = 400
PROMINENT = ("{title tags} : ", "{title tags summary} : ")
REMEMBERED = 32
RANKED = "SELECT rank, rowid FROM tokens WHERE tokens MATCH ?"

Group = tuple[Words, ...]


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
    ways = [f'"{" ".join(run)}"' for run in words.runs]
    ways += [f'"{one}"' for one in (*map(token, words.concepts), *words.senses)]
    return f"({' OR '.join(ways)})"


def joined(groups: Sequence[Group]) -> str:
    """Return groups of alternatives as one FTS5 expression that asks for all of them."""
    return " AND ".join(map(any_of, groups))


def any_of(group: Group) -> str:
    """Return a group of alternatives as an FTS5 expression."""
    sure = [words for words in group if words.runs or words.concepts]
    return f"({' OR '.join(map(expression, sure))})"


def matching(connection: sqlite3.Connection, match: str) -> BitMap:
    """Return the documents that match an FTS5 expression."""
    rows = connection.execute("SELECT rowid FROM tokens WHERE tokens MATCH ?", (match,))
    return BitMap(array("I", chain.from_iterable(rows)))


def rank(connection: sqlite3.Connection, match: str) -> Ranking:
    """Find and rank what matches an FTS5 expression."""
    few = connection.execute(f"{RANKED} LIMIT ?", (match, FEW + 1)).fetchall()
    if len(few) <= FEW:
        return _ranking(BitMap([pair[1] for pair in few]), few)
    found = matching(connection, match)
    pairs: list[tuple[float, int]] = []
    for columns in (*(PROMINENT if len(found) > BROAD else ()), ""):
        pairs = _ranked(connection, f"{columns}({match})")
        if len(pairs) >= ENOUGH:
            break
    return _ranking(found, pairs)


def _ranked(connection: sqlite3.Connection, match: str) -> list[tuple[float, int]]:
    return connection.execute(RANKED, (match,)).fetchall()


def _ranking(found: BitMap, pairs: list[tuple[float, int]]) -> Ranking:
    ids, ranks = [pair[1] for pair in pairs], [pair[0] for pair in pairs]
    return Ranking(found, array("I", ids), array("d", ranks))


def _rank_groups(connection: sqlite3.Connection, groups: Sequence[Group], some: bool) -> Ranking:
    """Find and rank what has all groups, or `some` of them."""
    if not some:
        return rank(connection, joined(groups))
    scores = [_scores(connection, group) for group in groups]
    best = combined(scores, [weight(group) for group in groups])
    return _ranking(BitMap(best), [(-score, doc) for doc, score in best.items()])


def _scores(connection: sqlite3.Connection, group: Group) -> dict[int, float]:
    """Return the scores of one part of the question; the best way to satisfy it counts."""
    best: dict[int, float] = {}
    for match, factor in _ways(group):
        ranking = rank(connection, match)
        for doc, value in zip(ranking.ids, ranking.ranks, strict=True):
            best[doc] = max(best.get(doc, 0.0), -value * factor)
    return best


def _ways(group: Group) -> Iterator[tuple[str, float]]:
    if any(words.runs or words.concepts for words in group):
        yield any_of(group), 1.0
    for concept, factor in hinted(group).items():
        yield f'"{token(concept)}"', factor


class Matcher:
    """Evaluates plans on one index file; remembers the last rankings of a generation."""

    def __init__(self) -> None:
        self._rankings: OrderedDict[tuple[object, ...], Ranking] = OrderedDict()

    def ranking(
        self, connection: sqlite3.Connection, generation: object, plan: Plan, some: bool
    ) -> Ranking | None:
        """Return the ranking of the plan's words, or None if it has none."""
        groups = plan.text_groups()
        if not groups:
            return None
        key = (generation, groups, some)
        ranking = self._rankings.pop(key, None) or _rank_groups(connection, groups, some)
        self._rankings[key] = ranking
        while len(self._rankings) > REMEMBERED:
            self._rankings.popitem(last=False)
        return ranking


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
