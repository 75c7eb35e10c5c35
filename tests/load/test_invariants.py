"""The checker finds what it is there to find."""

import pytest

from tests.load.invariants import Forbidden, Stored, broken

FIRST = {"id": 7, "seq": 1, "client_id": "a", "html": "<p>A</p>"}
OTHER = {"id": 9, "seq": 3, "client_id": "b", "html": "<p>B</p>"}
STORED = Stored([1, 2, 3], ["a", "b"], {"7": FIRST, "9": OTHER}, {7: "visible A", 9: "visible B"})
RECORD = {
    "acknowledged": ["a", "b"],
    "deeds": [("edit", 7, "A")],
    "heard": {"readers": {"a": 10.0, "b": 12.0}},
}


def a_view(*frames, **values):
    view = {"readers": 2, "is_out": False, "floor": 0, "view": list(frames)}
    return view | {"shown": [one["id"] for one in frames]} | values


def judged(stored=STORED, *, views=None, forbidden=(), **values):
    record = RECORD | {"views": [a_view(FIRST, OTHER)] if views is None else views} | values
    return broken(stored, record, forbidden)


def test_a_good_run_has_only_zeros():
    forbidden = [Forbidden("readers", frozenset("b"), 12.5), Forbidden("", frozenset("c"), 0)]
    assert not any(judged(forbidden=forbidden).values())


def test_a_page_that_begins_later_and_a_reader_who_was_shown_out_are_no_faults():
    assert not any(judged(views=[a_view(OTHER, floor=2), a_view(FIRST, is_out=True)]).values())


@pytest.mark.parametrize(
    ("values", "what"),
    [
        # I1
        ({"acknowledged": ["a", "b", "c"]}, "lost"),
        ({"deeds": [("edit", 9, "something else")]}, "lost"),
        ({"deeds": [("delete", 9, "")]}, "lost"),
        # I2, I3
        ({"stored": Stored([1, 2, 3], ["a", "b", "a"], STORED.view)}, "doubled"),
        ({"stored": Stored([1, 2, 2, 3], ["a", "b"], STORED.view)}, "doubled"),
        ({"stored": Stored([1, 3], ["a", "b"], STORED.view)}, "holes"),
        # I4
        ({"views": [a_view(FIRST)]}, "lost"),
        ({"views": [a_view(FIRST, OTHER, shown=[7, 9, 7])]}, "doubled"),
        ({"views": [a_view(FIRST, OTHER, {**FIRST, "id": 8})]}, "doubled"),
        ({"views": [a_view(OTHER, FIRST)]}, "other_order"),
        ({"views": [a_view(FIRST, {**OTHER, "html": "<p>As it was</p>"})]}, "other_order"),
        ({"views": [a_view(FIRST, OTHER, {"id": 8, "seq": 2})]}, "other_order"),
        # I5
        ({"forbidden": [Forbidden("readers", frozenset("b"), 11.0)]}, "seen_wrongly"),
        ({"forbidden": [Forbidden("", frozenset("a"), 0.0)]}, "seen_wrongly"),
        # I6
        ({"stored": Stored([1, 2, 3], ["a", "b"], STORED.view, unexplained=1)}, "unexplained"),
    ],
)
def test_each_fault_is_found(values, what):
    assert judged(**{"deeds": [], **values})[what] > 0
