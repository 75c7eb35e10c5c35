"""How fast one may write: a bucket of five, filled in ten seconds; slow channels; both in the
database, so that they hold with any number of processes."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.utils import timezone

from discussion.choices import Policy
from discussion.models import Channel, Message, Pace
from discussion.permissions import may_moderate
from discussion.refusals import TooFast

BURST, SECONDS = 5, 10.0


def locked(person: Any) -> Pace:
    """Return the person's pace, locked until the end of the transaction."""
    found = Pace.objects.select_for_update().filter(person=person).first()
    if found is None:
        Pace.objects.get_or_create(person=person, defaults={"tokens": BURST})
        found = Pace.objects.select_for_update().get(person=person)
    return found


def spend(pace: Pace) -> None:
    """Take one from the bucket; raises TooFast when it is empty."""
    now = timezone.now()
    # A clock that was set back gives nothing and takes nothing.
    passed = max(0.0, (now - pace.at).total_seconds())
    tokens = min(float(BURST), pace.tokens + passed * BURST / SECONDS)
    if tokens < 1:
        raise TooFast(ceil((1 - tokens) * SECONDS / BURST))
    pace.tokens, pace.at = tokens - 1, now
    pace.save(update_fields=["tokens", "at"])


def wait_in_slow_channel(person: Any, channel: Channel) -> None:
    """Raise TooFast for who wrote in a slow channel a moment ago; moderators need not wait."""
    if channel.policy != Policy.SLOW or may_moderate(person, channel):
        return
    now, pause = timezone.now(), timedelta(seconds=channel.slow_seconds)
    rows = Message.objects.filter(author=person, channel=channel)
    last = rows.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is not None and timedelta(0) <= now - last < pause:
        raise TooFast(ceil((pause - (now - last)).total_seconds()))
