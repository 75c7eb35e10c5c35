"""How often somebody wants to hear, and when that is next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

MORNING = 7
MONDAY = 0
HOME = "Europe/Brussels"


class Rhythm(models.TextChoices):
    """How often a saved search may send mail."""

    IMMEDIATE = "immediate", _("At once")
    DAILY = "daily", _("Every morning, if there is something new")
    WEEKLY = "weekly", _("On Monday mornings, if there is something new")


class Kind(models.TextChoices):
    """What a letter is for."""

    CONFIRM = "confirm", _("asks to confirm")
    ALREADY = "already", _("says that the search is saved already")
    DIGEST = "digest", _("tells what is new")


class State(models.TextChoices):
    """How far a letter is."""

    WAITING = "waiting", _("waits")
    SENDING = "sending", _("is being handed over")
    SENT = "sent", _("sent")
    GIVEN_UP = "given_up", _("given up")


UNDERWAY = (State.WAITING, State.SENDING)


def next_time(rhythm: str, now: datetime, zone: str = "") -> datetime:
    """Return when a search of that rhythm is looked at next, mornings by the clocks of `zone`.

    A time that was missed is made up for once, not once for each day.
    """
    if rhythm == Rhythm.IMMEDIATE:
        return now
    here = now.astimezone(ZoneInfo(zone or HOME))
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        morning += timedelta(days=(MONDAY - morning.weekday()) % 7)
    return morning
