"""Find and rank words in the embedded index."""

import heapq
import sqlite3
from array import array
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb

from pyroaring import BitMap

from search.concepts import token
from search.engines.embedded_facets import Snapshot
from search.expansion import Condition, Option, Part, Plan, Words

# Ranking costs a microsecond a document, counting a fifth of that. Above BROAD matches, only those
# with the words in title or tags (or else the summary too) are ranked, if they fill all pages that
# a reader can turn to; the others would follow, newest first.
BROAD = 5_000
ENOUGH = 500
# So few are found and ranked in one go.
FEW = 400
PROMINENT = ("{title tags} : ", "{title tags summary} : ")
REMEMBERED = 32
MOST_CASES = 12
# More than any rank: a document with more parts of the question comes first.
A_PART = 10_000.0
RANKED = "SELECT rank, rowid FROM tokens WHERE tokens MATCH ?"

Group = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What text alone finds: all matches, and the rank (lower is better) of those ranked."""

    found: BitMap
    ids: "array[int]"
    ranks: "array[float]"

    def best(self, within: BitMap, count: int) -> list[int]:
        """Return the `count` best of `within` that are ranked."""
        pairs: Iterable[tuple[float, int]]
        if len(within) == len(self.found):
            pairs = zip(self.ranks, self.ids, strict=True)
        else:
            pairs = (p for p in zip(self.ranks, self.ids, strict=True) if p[1] in within)
        return [doc for _, doc in heapq.nsmallest(count, pairs)]


def expression(words: Words) -> str:
    """Return one part of a question for FTS5. Tokens hold letters, digits and marks only."""
    ways = [f'"{" ".join(run)}"' for run in words.runs]
    ways += [f'"{token(concept)}"' for concept in words.concepts]
    return f"({' OR '.join(ways)})"


def joined(groups: Sequence[Group], at_least: int) -> str:
    """Return groups of alternatives as one FTS5 expression: all of them, or (`at_least`) so many;
    where that has too many cases, any of them."""
    each = [f"({' OR '.join(map(expression, group))})" for group in groups]
    if not at_least or at_least >= len(each):
        return " AND ".join(each)
    if at_least > 1 and comb(len(each), at_least) <= MOST_CASES:
        return " OR ".join(f"({' AND '.join(some)})" for some in combinations(each, at_least))
    return " OR ".join(each)


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


def _rank_groups(connection: sqlite3.Connection, groups: Sequence[Group], at_least: int) -> Ranking:
    """Find and rank what has all groups, or `at_least` so many: those with more come first."""
    ranking = rank(connection, joined(groups, at_least))
    if not 0 < at_least < len(groups):
        return ranking
    parts = Counter[int]()
    for group in groups:
        parts.update(matching(connection, joined([group], 0)) & ranking.found)
    found = BitMap(doc for doc, count in parts.items() if count >= at_least)
    ranks = zip(ranking.ranks, ranking.ids, strict=True)
    return _ranking(
        found, [(rank - A_PART * parts[doc], doc) for rank, doc in ranks if doc in found]
    )


class Matcher:
    """Evaluates plans on one index file; remembers the last rankings of a generation."""

    def __init__(self) -> None:
        self._rankings: OrderedDict[tuple[object, ...], Ranking] = OrderedDict()

    def ranking(
        self, connection: sqlite3.Connection, generation: object, plan: Plan, at_least: int
    ) -> Ranking | None:
        """Return the ranking of the plan's words, or None if it has none."""
        groups = plan.text_groups()
        if not groups:
            return None
        key = (generation, groups, at_least)
        ranking = self._rankings.pop(key, None) or _rank_groups(connection, groups, at_least)
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
