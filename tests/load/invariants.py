"""What must hold of a recorded run, whatever happened during it (I1 to I6 of issue 5).

I1 what was acknowledged is stored, I2 no client id twice, I3 no hole in the numbers, I4 what each
client shows is the server's order with each thing once, I5 nobody was sent what they may not see,
I6 every message that is hidden has a reason and a line in the log of moderation.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Stored:
    """What the database has of a channel: numbers of all events, client ids of all messages, the
    frames of a fresh reading by id (as text), all that each message ever said with its state, and
    how many hidden messages nobody explained."""

    events: Sequence[int]
    client_ids: Sequence[str]
    view: Mapping[str, Mapping[str, Any]]
    texts: Mapping[int, str] = field(default_factory=dict)
    unexplained: int = 0


@dataclass(frozen=True)
class Forbidden:
    """Texts that nobody of a group ("": nobody) may be sent after a moment."""

    group: str
    client_ids: frozenset[str]
    after: float


def broken(
    stored: Stored, record: Mapping[str, Any], forbidden: Sequence[Forbidden] = ()
) -> dict[str, int]:
    """Return how often each thing that must not happen did: all zeros for a good run.

    `record` is what a crowd tells at the end (`crowd.Inside.record`).
    """
    ids = Counter(stored.client_ids)
    numbers = set(stored.events)
    whole = set(range(1, max(numbers, default=0) + 1))
    found = Counter(
        lost=sum(one not in ids for one in record["acknowledged"])
        + sum(_is_undone(stored, *deed) for deed in record["deeds"]),
        doubled=sum(count - 1 for count in ids.values()) + len(stored.events) - len(numbers),
        holes=len(whole - numbers),
        seen_wrongly=sum(_seen_wrongly(record["heard"], one) for one in forbidden),
        unexplained=stored.unexplained,
        other_order=0,
    )
    for view in record["views"]:
        # Who was shown out keeps what they had; how much that may be is `forbidden`.
        if not view["is_out"]:
            for what, count in _of_view(stored, view).items():
                found[what] += count * view["readers"]
    return dict(found)


def _is_undone(stored: Stored, what: str, pk: int, mark: str) -> bool:
    """Tell whether a change that was acknowledged is not there. A deleted text takes its former
    texts along, so a change of it is no more to be found."""
    text = stored.texts.get(pk, "")
    if text.startswith("deleted"):
        return False
    return what == "delete" or mark not in text


def _seen_wrongly(heard: Mapping[str, Mapping[str, float]], rule: Forbidden) -> int:
    groups = [rule.group] if rule.group else list(heard)
    return sum(
        when > rule.after and client_id in rule.client_ids
        for group in groups
        for client_id, when in heard.get(group, {}).items()
    )


def _of_view(stored: Stored, view: Mapping[str, Any]) -> dict[str, int]:
    """Compare what a reader shows with a fresh reading."""
    expected = {pk: one for pk, one in stored.view.items() if one["seq"] >= view["floor"]}
    shown = [str(pk) for pk in view["shown"]]
    frames = {str(one["id"]): one for one in view["view"]}
    texts = Counter(one["client_id"] for one in frames.values() if "client_id" in one)
    kept = [pk for pk in dict.fromkeys(shown) if pk in expected]
    return {
        "lost": len(expected.keys() - frames.keys()),
        "doubled": len(shown) - len(set(shown)) + sum(count - 1 for count in texts.values()),
        "other_order": int(kept != sorted(kept, key=lambda pk: expected[pk]["seq"]))
        + len(frames.keys() - expected.keys())
        + sum(frames[pk] != one for pk, one in expected.items() if pk in frames),
    }
