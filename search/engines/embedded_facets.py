"""What each process keeps in memory of the embedded index: facet bitmaps and orders.

A snapshot belongs to one generation. The next one is made from it by reading only what changed,
and shares the rest.
"""

import heapq
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, islice

from pyroaring import BitMap

from search.engines import Request
from search.engines.embedded_store import LIVE

EMPTY = BitMap()
# Of a facet with so many values, so few documents are asked for theirs: asking each value for its
# documents takes longer.
MANY_VALUES, FEW_DOCUMENTS = 64, 100


class ValuesOf:
    """The values of one facet by document number, for the few documents of a rare word."""

    def __init__(self) -> None:
        # Many documents have the same values, which are kept once, under a number.
        self._kept: list[tuple[str, ...]] = [()]
        self._known: dict[tuple[str, ...], int] = {(): 0}
        self._numbers: array[int] = array("I")

    def copy(self) -> "ValuesOf":
        """Return one that can change while this one is read; what both keep only grows."""
        other = ValuesOf()
        other._kept, other._known, other._numbers = self._kept, self._known, self._numbers[:]
        return other

    def change(self, value: str, documents: BitMap, there: bool) -> None:
        """Give a value to documents, or take it from them."""
        if documents:
            more = documents.max() + 1 - len(self._numbers)
            self._numbers.extend([0] * more)
        for doc in documents:
            held = self._kept[self._numbers[doc]]
            values = (*held, value) if there else tuple(one for one in held if one != value)
            if values not in self._known:
                self._kept.append(values)
                self._known[values] = len(self._kept) - 1
            self._numbers[doc] = self._known[values]

    def count(self, documents: Iterable[int]) -> Counter[str]:
        """Return how many of `documents` have each value."""
        kept, numbers, end = self._kept, self._numbers, len(self._numbers)
        return Counter(chain.from_iterable(kept[numbers[doc]] for doc in documents if doc < end))


class Snapshot:
    """Facets, dates and orders of one generation of one index file."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.facets: dict[str, dict[str, BitMap]] = {}
        self.live = BitMap()
        # A day number for each document number.
        self._dates: dict[str, array[int]] = {"newest": array("I"), "checked": array("I")}
        self._orders: dict[str, list[int]] = {}
        self._values: dict[str, ValuesOf] = {}

    @classmethod
    def load(
        cls, connection: sqlite3.Connection, generation: int, before: "Snapshot | None" = None
    ) -> "Snapshot":
        """Read `generation`, or only what changed since `before`, in the caller's transaction."""
        fresh = cls(generation)
        since = -1
        if before is not None:
            since = before.generation
            fresh.facets = {name: dict(values) for name, values in before.facets.items()}
            fresh._values = dict(before._values)
            fresh.live = before.live
            fresh._dates = {name: dates[:] for name, dates in before._dates.items()}
        fresh._read_facets(connection, since)
        fresh._read_dates(connection, since)
        return fresh

    def _read_facets(self, connection: sqlite3.Connection, since: int) -> None:
        rows = connection.execute(
            "SELECT facet, value, bitmap FROM facets WHERE generation > ?", (since,)
        )
        changed: set[str] = set()
        for facet, value, packed in rows:
            bitmap = BitMap.deserialize(packed)
            if (facet, value) == LIVE:
                self.live = bitmap
                continue
            held = self.facets.setdefault(facet, {})
            if facet in self._values:
                if facet not in changed:
                    changed.add(facet)
                    self._values[facet] = self._values[facet].copy()
                before = held.get(value, EMPTY)
                self._values[facet].change(value, before - bitmap, there=False)
                self._values[facet].change(value, bitmap - before, there=True)
            if bitmap:
                held[value] = bitmap
            else:
                held.pop(value, None)
        for facet, held in self.facets.items():
            if len(held) > MANY_VALUES and facet not in self._values:
                self._values[facet] = ValuesOf()
                for value, bitmap in held.items():
                    self._values[facet].change(value, bitmap, there=True)

    def _read_dates(self, connection: sqlite3.Connection, since: int) -> None:
        newest, checked = self._dates["newest"], self._dates["checked"]
        last = connection.execute("SELECT max(id) FROM docs").fetchone()[0] or 0
        for dates in (newest, checked):
            dates.extend([0] * (last + 1 - len(dates)))
        for doc_id, new, check in connection.execute(
            "SELECT id, newest, checked FROM docs WHERE generation > ?", (since,)
        ):
            newest[doc_id], checked[doc_id] = new, check

    def any_of(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the documents with one of `values`."""
        held = self.facets.get(facet, {})
        found = [held[value] for value in values if value in held]
        return BitMap.union(*found) if found else EMPTY

    def choose(self, base: BitMap, request: Request) -> tuple[BitMap, dict[str, BitMap]]:
        """Apply the chosen facets to `base`: the result, and what each facet counts over."""
        chosen = {
            name: self.any_of(name, values) for name, values in request.facets.items() if values
        }
        result = base.copy()
        for bitmap in chosen.values():
            result &= bitmap
        domains = {}
        for facet in request.counts:
            if facet not in chosen:
                domains[facet] = result
                continue
            domain = base.copy()
            for name, bitmap in chosen.items():
                if name != facet:
                    domain &= bitmap
            domains[facet] = domain
        return result, domains

    def count(self, domains: Mapping[str, BitMap]) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return (value, count) per facet, most frequent first."""
        counts = {}
        for facet, domain in domains.items():
            held = self.facets.get(facet, {}) if domain else {}
            if facet in self._values and len(domain) <= FEW_DOCUMENTS:
                pairs = list(self._values[facet].count(domain).items())
            else:
                pairs = [
                    (value, count)
                    for value, bitmap in held.items()
                    if (count := bitmap.intersection_cardinality(domain))
                ]
            counts[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
        return counts

    def page(self, found: BitMap, sort: str, offset: int, limit: int) -> list[int]:
        """Return one page of `found`, latest first by `sort` ("newest" or "checked")."""
        if len(found) * 8 < len(self.live):
            dates = self._dates[sort]
            best = heapq.nlargest(offset + limit, ((dates[doc], doc) for doc in found))
            return [doc for _, doc in best[offset:]]
        order = (doc for doc in self._order(sort) if doc in found)
        return list(islice(order, offset, offset + limit))

    def _order(self, sort: str) -> list[int]:
        if sort not in self._orders:
            dates = self._dates[sort]
            newest_first = sorted(self.live, reverse=True)
            self._orders[sort] = sorted(newest_first, key=dates.__getitem__, reverse=True)
        return self._orders[sort]
