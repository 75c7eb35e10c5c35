"""How far somebody has read a channel: one number for each of them, which never goes back."""

from django.db import connection

from accounts.models import User
from discussion.models import Channel, Message, ReadMarker

MARK = f"""
INSERT INTO {ReadMarker._meta.db_table} AS marker (person_id, channel_id, seq) VALUES (%s, %s, %s)
ON CONFLICT (person_id, channel_id) DO UPDATE SET seq = excluded.seq
WHERE marker.seq < excluded.seq
"""  # noqa: S608  (a constant)


def mark_read(*, channel: Channel, person: User, seq: int) -> None:
    """Remember how far somebody has read."""
    _mark(person, channel.pk, max(0, min(seq, channel.last_seq)))


def saw_and_wrote(author: User, message: Message, seen: int) -> None:
    """Remember how far somebody had read when they wrote a message: up to `seen`, and the message
    itself where nothing stands between."""
    own = message.created_seq
    _mark(author, message.channel_id, own if seen >= own - 1 else seen)


def _mark(person: User, channel: int, seq: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [person.pk, channel, seq])
