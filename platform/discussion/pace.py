"""How fast one may write: a bucket of five, filled in ten seconds; slow channels; both in the
database, so that they hold with any number of processes."""

import time
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from discussion.choices import Policy
from discussion.models import Channel, Message, Pace
from discussion.permissions import may_moderate
from discussion.refusals import TooFast

BURST, SECONDS = 5, 10.0
EACH = SECONDS / BURST
TABLE = Pace._meta.db_table
# Later than any bucket is full again, by a little: it was emptied by somebody whose clock is ahead,
# or whom this act waited for since it looked at the clock. It counts as empty. By more than a
# minute: the clock was set back. Nobody waits for that.
APART = 60.0
TAKE = f"""
INSERT INTO {TABLE} (person_id, full_at) VALUES (%(person)s, %(now)s + %(each)s)
ON CONFLICT (person_id) DO UPDATE SET full_at = %(each)s + CASE
    WHEN {TABLE}.full_at <= %(now)s OR {TABLE}.full_at > %(now)s + %(apart)s THEN %(now)s
    WHEN {TABLE}.full_at > %(now)s + %(all)s THEN %(now)s + %(all)s
    ELSE {TABLE}.full_at END
RETURNING full_at
"""  # noqa: S608  (a constant)


@dataclass(frozen=True)
class Turn:
    """One act that was taken from somebody's bucket, `early` seconds before it was there."""

    person: Any
    early: float

    def use(self) -> None:
        """Raise TooFast if the bucket was empty; with the transaction that ends, it is undone."""
        if self.early > 0:
            raise TooFast(ceil(self.early))

    def give_back(self) -> None:
        """Put it back: nothing was done."""
        Pace.objects.filter(person=self.person).update(full_at=F("full_at") - EACH)


def take(person: Any) -> Turn:
    """Take one act from the person's bucket: to be used, or given back. From now on nobody else
    acts for the same person until the transaction ends.

    The generic cell rate algorithm (ITU-T I.371), in which one number says how full a bucket is.
    """
    values = {"person": person.pk, "now": time.time(), "each": EACH, "all": SECONDS, "apart": APART}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        (full_at,) = cursor.fetchone()
    return Turn(person, full_at - values["now"] - SECONDS)


def wait_in_slow_channel(person: Any, channel: Channel) -> None:
    """Raise TooFast for who wrote in a slow channel a moment ago; moderators need not wait."""
    if channel.policy != Policy.SLOW or may_moderate(person, channel):
        return
    now, pause = timezone.now(), timedelta(seconds=channel.slow_seconds)
    rows = Message.objects.filter(author=person, channel=channel)
    last = rows.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is not None and timedelta(0) <= now - last < pause:
        raise TooFast(ceil((pause - (now - last)).total_seconds()))
