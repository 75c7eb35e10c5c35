"""What each process keeps in memory of the embedded index: facet bitmaps and orders.

A snapshot belongs to one generation. The next one is made from it by reading only what changed,
and shares the rest.
"""

import heapq
import sqlite3
from array import array
from collections.abc import Iterable, Mapping
from itertools import islice

from pyroaring import BitMap

from search.engines import Request
from search.engines.embedded_store import LIVE

EMPTY = BitMap()


class Snapshot:
    """Facets, dates and orders of one generation of one index file."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.facets: dict[str, dict[str, BitMap]] = {}
        self.live = BitMap()
        # A day number for each document number.
        self._dates: dict[str, array[int]] = {"newest": array("I"), "checked": array("I")}
        self._orders: dict[str, list[int]] = {}

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
            fresh.live = before.live
            fresh._dates = {name: dates[:] for name, dates in before._dates.items()}
        fresh._read_facets(connection, since)
        fresh._read_dates(connection, since)
        return fresh

    def _read_facets(self, connection: sqlite3.Connection, since: int) -> None:
        rows = connection.execute(
            "SELECT facet, value, bitmap FROM facets WHERE generation > ?", (since,)
        )
        for facet, value, packed in rows:
            bitmap = BitMap.deserialize(packed)
            if (facet, value) == LIVE:
                self.live = bitmap
            elif bitmap:
                self.facets.setdefault(facet, {})[value] = bitmap
            else:
                self.facets.get(facet, {}).pop(value, None)

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
