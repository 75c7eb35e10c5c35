"""Slots that an application further up fills.

A partner's page lists the practices it leads, yet `network` may not import `practices`; a person's
profile names their partner, yet `accounts` may not import `network`. So the lower application
names a slot, and the higher one contributes a function to it in its `AppConfig.ready()`. A slot
nobody filled is empty. It stands here, in the lowest application, so that all can reach it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

_contributions: dict[str, list[Callable[[Any], Iterable[Any]]]] = defaultdict(list)


def contribute(slot: str, function: Callable[[Any], Iterable[Any]]) -> None:
    """Register `function(page) -> items` for `slot`, once."""
    if function not in _contributions[slot]:
        _contributions[slot].append(function)


def contributions(slot: str, page: Any) -> list[Any]:
    """Return all items that were contributed to `slot` for `page`, in order of registration."""
    return [item for function in _contributions[slot] for item in function(page)]
