"""Moving a message with its thread into another channel, and back when that was wrong."""

from django.db import transaction

from accounts.models import User
from discussion import log
from discussion.actions import locked_message
from discussion.choices import GONE, EventKind, Measure, Rule
from discussion.models import Channel, Message
from discussion.moderation import measure, reason_of, require_moderator
from discussion.permissions import may_moderate
from discussion.refusals import NoDiscussion, NotThere
from discussion.rows import channels


@log.persevering
def move(*, message: Message, to: Channel, moderator: User, reason: str) -> Message:
    """Move a message into another channel, a first message with its whole thread; whoever wrote in
    it is told why.

    Both channels must be the moderator's. Raises NoReason, NotAllowed, NotThere, NoDiscussion.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        require_moderator(moderator, found.channel)
        target = channels().get(pk=to.pk)
        if target.pk == found.channel_id or not may_moderate(moderator, target):
            raise NoDiscussion
        replies = _replies(found)
        _tell(found, replies, target, moderator, reason)
        return _moved(found, replies, target, moderator)


def move_back(
    *, message: Message, to: Channel, thread: int | None, moderator: User, reason: str
) -> Message:
    """Move a message back to where it was written, with what was answered to it since: into its
    `thread` (the number of a first message), if that is still there, else as one of its own.

    Who decides that it was moved wrongly moderates `to` and need not moderate where it is now; the
    mail about the appeal tells its author. Raises NoReason, NotAllowed, NotThere.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        target = channels().get(pk=to.pk)
        require_moderator(moderator, target)
        if target.pk == found.channel_id:
            raise NotThere
        replies = _replies(found)
        _tell(found, replies, target, moderator, reason, is_author_told=False)
        firsts = Message.objects.select_for_update().filter(channel=target, reply_to=None)
        first = firsts.filter(pk=thread or 0).first()
        return _moved(found, replies, target, moderator, below=first)


def _tell(
    found: Message,
    replies: list[Message],
    target: Channel,
    moderator: User,
    reason: str,
    *,
    is_author_told: bool = True,
) -> None:
    """Write down for everybody who wrote in a thread that it is moved: each once, about its first
    message, so that whose appeal is right brings all of it back."""
    about = {"to": target, "thread": found.reply_to}
    why = (Measure.MOVE, reason, Rule.OFF_TOPIC)
    measure(moderator, found, *why, is_told=is_author_told, **about)
    told = {found.author_id, moderator.pk, None}
    for one in replies:
        if one.author_id not in told and one.state not in GONE:
            told.add(one.author_id)
            measure(moderator, found, *why, person=one.author, **about)


def _replies(found: Message) -> list[Message]:
    """Return what answers a locked message, locked as well. Raises NotThere for one that is gone
    and has only its place."""
    if found.state in GONE:
        raise NotThere
    rows = Message.objects.select_for_update(of=("self",)).select_related("author", "channel__page")
    return list(rows.filter(reply_to=found.pk).order_by("created_seq"))


def _moved(
    found: Message,
    replies: list[Message],
    target: Channel,
    moderator: User,
    *,
    below: Message | None = None,
) -> Message:
    """Move a locked message and its replies, in the caller's transaction; `below` a first message
    they all stand below it, since threads have one level."""
    leaving = found.channel_id
    found.reply_to = below
    _move_one(found, leaving, target, moderator)
    # Now nobody writes below it where it was; what came between reading and moving comes along.
    late = Message.objects.filter(reply_to=found.pk).exclude(pk__in=[one.pk for one in replies])
    for row in (*replies, *late.order_by("created_seq")):
        row.reply_to = below or found
        _move_one(row, leaving, target, moderator)
    return found


def _move_one(row: Message, leaving: int, target: Channel, moderator: User) -> None:
    log.write(log.next_place(leaving), leaving, EventKind.MOVED, moderator, message=row)
    place = log.next_place(target.pk)
    row.channel = target
    row.created_seq = row.changed_seq = place.seq
    row.save(update_fields=["channel", "reply_to", "created_seq", "changed_seq"])
    log.write(place, target.pk, EventKind.MOVED, moderator, message=row)
