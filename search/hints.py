"""What words hint at: labels of which a text or a question has only some words, or scattered."""

import math
from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import NamedTuple

from search.labels import Meaning, Row

# How many other words may stand among those of a label.
SCATTER = 2
# Which share of a label must be in a question for it to hint at the concept; and in the labels of
# how many concepts a word may stand that hints alone.
HINT = 0.45
TELLING = 2


class Anchored(NamedTuple):
    """A label of several words, which waits for its rarest one. `reach`: how far from that one the
    others may stand."""

    words: frozenset[str]
    row: Row
    reach: int
    number: int


NUMBER = attrgetter("number")


class Waiting(NamedTuple):
    """The labels that wait for one word, by the next rarest of their words, and the longest reach
    of any."""

    labels: dict[str, list[Anchored]]
    reach: int


class Hints:
    """The labels of several words by the words that they are made of."""

    def __init__(self, rows: Mapping[Row, Mapping[str, Meaning]]) -> None:
        self._concepts: dict[str, set[str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._meant = rows
        several = [row for row in rows if len(set(row)) > 1]
        for row in rows:
            for token in set(row):
                self._concepts.setdefault(token, set()).update(rows[row])
        for row in several:
            for token in set(row):
                self._rows.setdefault(token, []).append(row)
        # Each label waits for its two rarest words.
        rarity = {token: (len(found), token) for token, found in self._rows.items()}
        self.anchors: dict[str, Waiting] = {}
        for number, row in enumerate(several):
            rarest, next_one, *_more = sorted(set(row), key=rarity.__getitem__)
            label = Anchored(frozenset(row), row, len(row) + SCATTER, number)
            labels, reach = self.anchors.get(rarest, Waiting({}, 0))
            labels.setdefault(next_one, []).append(label)
            self.anchors[rarest] = Waiting(labels, max(reach, label.reach))
        self._told: dict[str, float] = {}
        self._all = len({concept for meanings in rows.values() for concept in meanings}) or 1

    def __getstate__(self) -> dict[str, object]:
        """Send what was learned, not what other threads are still remembering."""
        return {**self.__dict__, "_told": {}}

    def _telling(self, token: str) -> float:
        """Return how much a word tells of the concept: much if few concepts' labels have it."""
        told = self._told.get(token)
        if told is None:
            told = self._told[token] = math.log(1 + self._all / len(self._concepts[token]))
        return told

    def likely(self, tokens: Collection[str]) -> dict[str, tuple[float, Row]]:
        """Return concepts that the words of a question hint at without naming them: how much of a
        label is there (0 to 1, by how telling its words are), and that label."""
        there = {token for token in tokens if token in self._rows}
        found: dict[str, tuple[float, Row]] = {}
        for row in {row for token in there for row in self._rows[token]}:
            words = set(row)
            mine = words & there
            share = sum(map(self._telling, mine)) / sum(map(self._telling, words))
            if share < HINT or (len(mine) == 1 and self._common(mine)):
                continue
            for concept in self._meant[row]:
                found[concept] = max(found.get(concept, (0.0, row)), (share, row))
        return found

    def _common(self, words: Collection[str]) -> bool:
        return any(len(self._concepts[word]) > TELLING for word in words)
