"""Who follows which channel: counts and cities, put together from all processes. Never names."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MOST_CITIES = 50
# What another process told of itself and did not repeat.
FORGET_AFTER = 60.0


@dataclass(frozen=True)
class Here:
    """How many follow a channel in one process or in several, from which cities, and how many of
    them are writing."""

    people: int = 0
    cities: tuple[str, ...] = ()
    typing: int = 0


NOBODY_HERE = Here()


def together(all_of_them: Iterable[Here]) -> Here:
    """Return what several processes see."""
    found = list(all_of_them)
    cities = sorted({city for one in found for city in one.cities})[:MOST_CITIES]
    return Here(sum(one.people for one in found), tuple(cities), sum(one.typing for one in found))


@dataclass
class Elsewhere:
    """What the other processes told last of each channel, also of those that nobody follows here;
    each with the loop's time at which it was told."""

    _told: dict[int, dict[str, tuple[Here, float]]] = field(default_factory=dict)

    def hear(self, channel_id: int, told: dict[str, Any], now: float) -> bool:
        """Take what a process tells (`Company.tell`); tell whether fewer write there than before:
        what they wrote is here, or will be in a moment."""
        cities = tuple(str(one) for one in told.get("cities", ()))[:MOST_CITIES]
        here = Here(int(told.get("people", 0)), cities, int(told.get("typing", 0)))
        process = str(told.get("process", ""))
        before, _told_at = self._told.get(channel_id, {}).get(process, (NOBODY_HERE, now))
        if here == NOBODY_HERE:
            self._told.get(channel_id, {}).pop(process, None)
        else:
            self._told.setdefault(channel_id, {})[process] = (here, now)
        return here.typing < before.typing

    def of(self, channel_id: int, now: float) -> list[Here]:
        """Return what each of the others sees of a channel."""
        told = self._told.get(channel_id, {})
        return [here for here, told_at in list(told.values()) if now - told_at < FORGET_AFTER]

    def forget(self, now: float) -> None:
        """Forget what was not repeated, of processes that ended without a word."""
        for channel_id, told in list(self._told.items()):
            lasting = {name: one for name, one in told.items() if now - one[1] < FORGET_AFTER}
            if lasting:
                self._told[channel_id] = lasting
            else:
                del self._told[channel_id]
