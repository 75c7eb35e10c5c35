"""A channel's log. Writing: one transaction, the next number last, the signal after commit.
Following it with a cursor, as search and mail do."""

import functools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from discussion.models import Channel, Event, Indexed, Mailed, Message, Question
from discussion.refusals import Busy
from discussion.signals import event_committed

Given = ParamSpec("Given")
Made = TypeVar("Made")
PATIENCE = 10.0
LONGEST_PAUSE = 0.2
TABLE = Channel._meta.db_table


@dataclass(frozen=True)
class Place:
    """A number in a channel's log, and how the channel takes messages at that moment."""

    seq: int
    policy: str


def persevering(action: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let `action`, which owns its transaction, begin again where the database had no time for it:
    a lock of SQLite, two transactions of PostgreSQL that wait for each other.

    Raises Busy after ten seconds, with nothing written. Inside a transaction of the caller there
    is no beginning again, and the error passes.
    """

    @functools.wraps(action)
    def begun_again(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        if connection.in_atomic_block:
            return action(*args, **kwargs)
        end, pause = time.monotonic() + PATIENCE, 0.01
        while True:
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if not _passes(error):
                    raise
                if time.monotonic() > end:
                    raise Busy from error
            # Not all again at once.
            time.sleep(random.uniform(0.2, 1) * pause)  # noqa: S311  (no secret)
            pause = min(pause * 2, LONGEST_PAUSE)

    return begun_again


def _passes(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", "") or ""
    return "locked" in str(error) or state.startswith("40") or state == "55P03"


def next_place(channel_id: int) -> Place:
    """Take the next number of a channel, and with it the lock on the channel until the end of the
    transaction: so numbers become visible in their order, and there is no hole.

    Call it last, with only the rows that carry the number after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET last_seq = last_seq + 1 WHERE id = %s "  # noqa: S608  (a constant)
            "RETURNING last_seq, policy",
            [channel_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Channel.DoesNotExist
    return Place(*row)


def write(
    place: Place,
    channel_id: int,
    kind: str,
    actor: Any,
    *,
    message: Message | None = None,
    question: Question | None = None,
) -> Event:
    """Write the event that has `place` in the channel's log, and tell of it once committed."""
    event = Event.objects.create(
        channel_id=channel_id,
        seq=place.seq,
        kind=kind,
        message=message,
        question=question,
        actor=actor,
    )
    told = {
        "channel_id": channel_id,
        "seq": place.seq,
        "kind": str(kind),
        "message_id": message and message.pk,
        "question_id": question and question.pk,
        "actor_id": actor and actor.pk,
    }
    # A transport that fails is its own affair: the row is committed, clients find it themselves.
    tell = functools.partial(event_committed.send_robust, sender=Event, **told)
    transaction.on_commit(tell, robust=True)
    return event


Cursor = type[Indexed] | type[Mailed]


def behind(cursor: Cursor, most: int) -> list[tuple[int, int, int]]:
    """Return the channels whose log somebody who follows it has not read to its end, as (channel,
    number that was read last, last number there is). One query.

    Who follows the log with a cursor costs nothing when something is written.
    """
    name = cursor._meta.get_field("channel").related_query_name()  # type: ignore[union-attr]
    done = Coalesce(F(f"{name}__seq"), Value(0))
    rows = Channel.objects.annotate(done=done).filter(last_seq__gt=F("done"))
    return list(rows.values_list("pk", "done", "last_seq")[:most])


def move_on(cursor: Cursor, channel_id: int, after: int, until: int) -> bool:
    """Move a cursor from one number to another; tell whether it was still there. If not, another
    process has read the same, or all is to be read again. Belongs into the transaction of what
    becomes of the events between the two."""
    cursor.objects.get_or_create(channel_id=channel_id)
    return bool(cursor.objects.filter(channel=channel_id, seq=after).update(seq=until))
