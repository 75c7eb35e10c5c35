"""Measures of a ranking: recall, and discounted cumulative gain.

Järvelin & Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), with the gain
2^grade - 1 of Burges et al. (2005).
"""

from collections.abc import Mapping, Sequence
from math import log2

DEPTH = 10
# Documents from this grade on are what a reader hopes to find.
RELEVANT = 2


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return which share of the relevant documents is among the first `depth` (0 to 1).

    Where there are more than `depth` of them, of those that can be. Raises ZeroDivisionError
    where nothing is relevant.
    """
    wanted = {key for key, grade in grades.items() if grade >= RELEVANT}
    return len(wanted.intersection(ranking[:depth])) / min(depth, len(wanted))


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` (0 to 1).

    Raises ZeroDivisionError where nothing is relevant.
    """
    best = sorted(grades.values(), reverse=True)[:depth]
    return _gain([grades.get(key, 0) for key in ranking[:depth]]) / _gain(best)


def jaccard(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how much two sets have in common: 0 nothing, 1 all; 1 for two empty ones."""
    both = set(one) | set(other)
    return len(set(one) & set(other)) / len(both) if both else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
