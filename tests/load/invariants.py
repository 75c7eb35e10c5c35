"""What must hold of a recorded run, whatever happened during it (docs of issue 5: I1 to I4)."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Stored:
    """What the database has: numbers of all events, and number and client id of each message."""

    events: list[int]
    messages: list[tuple[int, str]]


def broken(
    stored: Stored, acknowledged: list[str], views: list[list[tuple[int, str]]]
) -> dict[str, int]:
    """Return how often each thing that must not happen did: all zeros for a good run.

    `views` are what each client showed at the end, in its order.
    """
    ids = Counter(client_id for _seq, client_id in stored.messages)
    order = sorted(stored.messages)
    return {
        "lost": sum(one not in ids for one in acknowledged)
        + sum(len(set(order) - set(view)) for view in views),
        "doubled": sum(count - 1 for count in ids.values())
        + sum(len(view) - len(set(view)) for view in views),
        "holes": len(set(range(1, max(stored.events, default=0) + 1)) - set(stored.events)),
        "other order": sum(view != order for view in views),
    }
