"""How complete an entry is: ten things that a colleague elsewhere would want to know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Check:
    """One thing that an entry should tell: its code, its words, and whether it is there."""

    code: str
    label: Any
    is_filled: Callable[[Any], bool]


def _has(*types: str) -> Callable[[Any], bool]:
    return lambda practice: any(block.block_type in types for block in practice.body)


CHECKS = (
    Check("challenge", _("why it was needed"), _has("challenge", "context")),
    Check("how", _("how it works"), _has("how_it_works")),
    Check("who", _("who does it"), lambda p: _has("actors")(p) or bool(p.partners.all())),
    Check("period", _("since when"), lambda p: bool(p.start)),
    Check("takes", _("cost and staff"), lambda p: bool(p.cost_band and p.staff_band)),
    Check("money", _("funding"), lambda p: bool(p.funding) or _has("money_and_law")(p)),
    Check("results", _("results"), lambda p: bool(p.results_table) or _has("results")(p)),
    Check("honest", _("what did not work"), _has("did_not_work")),
    Check("lessons", _("lessons for others"), _has("lessons", "transfer")),
    Check("contact", _("somebody to ask, or the date of the last check"),
          lambda p: bool(p.checked_on) or any(c.value.get("agreed") for c in p.contacts)),
)  # fmt: skip


def missing(practice: Any) -> list[Check]:
    """Return what the entry does not tell yet, in the order of reading."""
    return [check for check in CHECKS if not check.is_filled(practice)]


def score(practice: Any) -> int:
    """Return how many of the ten things the entry tells."""
    return len(CHECKS) - len(missing(practice))


TOTAL = len(CHECKS)
