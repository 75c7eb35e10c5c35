"""The checker finds what it is there to find."""

import pytest

from tests.load.invariants import Stored, broken

STORED = Stored([1, 2, 3], [(1, "a"), (3, "b")])


def test_a_good_run_has_only_zeros():
    assert not any(broken(STORED, ["a", "b"], [[(1, "a"), (3, "b")]] * 2).values())


@pytest.mark.parametrize(
    ("stored", "acknowledged", "view", "what"),
    [
        (STORED, ["a", "b", "c"], [(1, "a"), (3, "b")], "lost"),
        (STORED, ["a"], [(1, "a")], "lost"),
        (STORED, [], [(1, "a"), (1, "a"), (3, "b")], "doubled"),
        (Stored([1, 2, 3], [(1, "a"), (3, "a")]), [], [(1, "a"), (3, "a")], "doubled"),
        (Stored([1, 3], STORED.messages), [], [(1, "a"), (3, "b")], "holes"),
        (STORED, [], [(3, "b"), (1, "a")], "other order"),
    ],
)
def test_each_fault_is_found(stored, acknowledged, view, what):
    assert broken(stored, acknowledged, [view])[what] > 0
