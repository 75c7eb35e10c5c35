"""What moderators do, each with a reason: the reason is written into the log of moderation in the
same transaction, and who is concerned reads it. Moving is in `moving`, reports and appeals are in
`complaints`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from content.generation import advance_on_commit
from discussion import hands, log
from discussion.actions import checked, emptied, locked_message, record
from discussion.choices import (
    GONE,
    Audience,
    Decision,
    EventKind,
    Measure,
    MessageState,
    Policy,
    Rule,
)
from discussion.mail.actions import tell_decision, tell_measure
from discussion.models import (
    Channel,
    Hand,
    Mention,
    Message,
    ModerationAction,
    Mute,
    RemovedText,
)
from discussion.permissions import may_moderate
from discussion.refusals import NoReason, NotAllowed, NotThere
from discussion.signals import rights_changed

MOST_REASON = 2000


def reason_of(raw: str) -> str:
    """Return a reason ready to be kept. Raises NoReason, TooLong."""
    if not raw.strip():
        raise NoReason
    return checked(raw, MOST_REASON)


def require_moderator(person: User, channel: Channel) -> None:
    """Raise NotAllowed for who does not moderate the channel."""
    if not may_moderate(person, channel):
        raise NotAllowed


def log_measure(
    who: User, what: str, reason: str, rule: str, *, is_told: bool = True, **about: Any
) -> ModerationAction:
    """Write a line into the log of moderation, and the mail that tells who is concerned, unless
    another one says the same (not `is_told`). `about`: channel, message, question, person."""
    action = ModerationAction.objects.create(
        who=who, what=what, reason=reason, rule=Rule(rule), **about
    )
    if is_told:
        tell_measure(action)
    return action


def measure(
    who: User, message: Message, what: str, reason: str, rule: str, **about: Any
) -> ModerationAction:
    """Write a line about a message and its author into the log of moderation (`log_measure`)."""
    given = {"channel": message.channel, "message": message, "person": message.author} | about
    if message.cites_id:
        # The page that is cited names the channels where it is spoken of.
        advance_on_commit()
    return log_measure(who, what, reason, rule, **given)


@log.persevering
def hide(*, message: Message, moderator: User, reason: str, rule: str = Rule.OTHER) -> Message:
    """Hide a message; open reports of it are found right. Raises NoReason, NotAllowed, NotThere."""
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        require_moderator(moderator, found.channel)
        if found.state in (MessageState.HIDDEN, *GONE):
            raise NotThere
        action = measure(moderator, found, Measure.HIDE, reason, rule)
        _decide_reports(found, moderator, Decision.UPHELD, action)
        found.state, found.pinned = MessageState.HIDDEN, False
        return record(found, EventKind.HIDDEN, moderator, "state", "pinned")


@log.persevering
def remove(*, message: Message, moderator: User, reason: str, rule: str = Rule.OTHER) -> Message:
    """Delete somebody's message: text, former texts, reactions and names in it are gone for all.

    The text is kept aside for its author and for who decides on an appeal (`RemovedText`); open
    reports of it are found right. Raises NoReason, NotAllowed, NotThere.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        require_moderator(moderator, found.channel)
        if found.state in GONE:
            raise NotThere
        action = measure(moderator, found, Measure.DELETE, reason, rule)
        _decide_reports(found, moderator, Decision.UPHELD, action)
        kept = {"body": found.body, "html": found.html, "cites": found.cites, "state": found.state}
        named = list(found.mentions.values_list("person", flat=True))
        RemovedText.objects.create(message=found, named=named, **kept)
        return emptied(found, MessageState.REMOVED, moderator)


def text_kept_of(message: Message) -> RemovedText | None:
    """Return what a message said that a moderator deleted, while it is kept. It is for its author
    and for moderators only. At most one query."""
    return getattr(message, "removed_text", None) if message.state == MessageState.REMOVED else None


@log.persevering
def restore(*, message: Message, moderator: User, reason: str, rule: str = Rule.OTHER) -> Message:
    """Show a message that was hidden or waits, or that a moderator deleted, as long as its text is
    kept. Raises NoReason, NotAllowed, NotThere."""
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        require_moderator(moderator, found.channel)
        kept = text_kept_of(found)
        if kept is None and found.state not in (MessageState.HIDDEN, MessageState.WAITING):
            raise NotThere
        waited = (kept or found).state == MessageState.WAITING
        put_back(found, kept)
        measure(moderator, found, Measure.APPROVE if waited else Measure.RESTORE, reason, rule)
        return shown(found, moderator)


def put_back(found: Message, kept: RemovedText | None) -> None:
    """Give a locked message back what it said, which others it named, and the state in which it was
    when a moderator deleted it."""
    if kept is None:
        return
    found.body, found.html, found.cites = kept.body, kept.html, kept.cites
    found.state = MessageState(kept.state)
    people = User.objects.filter(pk__in=kept.named)
    Mention.objects.bulk_create(Mention(message=found, person=one) for one in people)
    kept.delete()


def shown(found: Message, moderator: User, state: str = MessageState.VISIBLE) -> Message:
    """Write that a locked message has its text again, in view or (`state`) as it was before."""
    found.state = MessageState(state)
    if found.state == MessageState.VISIBLE:
        found.shown_at = found.shown_at or timezone.now()
    kind = EventKind.RESTORED if found.state == MessageState.VISIBLE else EventKind.HIDDEN
    return record(found, kind, moderator, "state", "shown_at", "body", "html", "cites")


@log.persevering
def pin(*, message: Message, moderator: User, reason: str, on: bool = True) -> Message:
    """Pin a message or unpin it (`on=False`). Raises NoReason, NotAllowed, NotThere."""
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(message.pk)
        require_moderator(moderator, found.channel)
        if found.state != MessageState.VISIBLE:
            raise NotThere
        if found.pinned == on:
            return found
        measure(moderator, found, Measure.PIN if on else Measure.UNPIN, reason, Rule.OTHER)
        found.pinned = on
        return record(found, EventKind.PINNED, moderator, "pinned")


@log.persevering
def set_policy(
    *,
    channel: Channel,
    moderator: User,
    policy: str,
    reason: str,
    slow_seconds: int | None = None,
    read_by: str = "",
    write_by: str = "",
) -> Channel:
    """Change how a channel takes messages: lock it, slow it down, read before others do; and who
    may read and write it. What is not given stays. Raises NoReason, NotAllowed.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        found = Channel.objects.select_for_update().get(pk=channel.pk)
        found.page = channel.page
        require_moderator(moderator, found)
        found.policy = Policy(policy)
        found.slow_seconds = found.slow_seconds if slow_seconds is None else slow_seconds
        found.read_by = Audience(read_by or found.read_by)
        found.write_by = Audience(write_by or found.write_by)
        found.save(update_fields=["policy", "slow_seconds", "read_by", "write_by"])
        log_measure(moderator, Measure.POLICY, reason, Rule.OTHER, channel=found)
        if found.hands:
            hands.lower_where_not_allowed([found.pk])
        place = log.next_place(found.pk)
        log.write(place, found.pk, EventKind.CHANNEL, moderator)
        found.last_seq = place.seq
        return found


@log.persevering
def mute(
    *,
    person: User,
    moderator: User,
    channel: Channel,
    until: datetime,
    reason: str,
    rule: str = Rule.OTHER,
    everywhere: bool = False,
) -> Mute:
    """Take somebody's right to write in a channel until a moment, or (`everywhere`) in all channels
    of its page. Raises NoReason, NotAllowed; nobody mutes themselves or another moderator."""
    reason = reason_of(reason)
    with transaction.atomic():
        require_moderator(moderator, channel)
        if person.pk == moderator.pk or may_moderate(person, channel):
            raise NotAllowed
        log_measure(
            moderator, Measure.MUTE, reason, rule, channel=channel, person=person, until=until
        )
        made = Mute.objects.create(
            person=person,
            channel=None if everywhere else channel,
            page=channel.page if everywhere else None,
            until=until,
            reason=reason,
        )
        _tell_rights(channel, person)
        # Last: their hand goes down with an event, and with the lock of its channel.
        beside = Hand.objects.filter(person=person, channel__page=channel.page_id)
        hands.lower_where_not_allowed(beside.values_list("channel", flat=True), person)
        return made


@log.persevering
def unmute(*, person: User, moderator: User, channel: Channel, reason: str) -> None:
    """Give somebody the right to write back. Raises NoReason, NotAllowed."""
    reason = reason_of(reason)
    with transaction.atomic():
        require_moderator(moderator, channel)
        log_measure(moderator, Measure.UNMUTE, reason, Rule.OTHER, channel=channel, person=person)
        Mute.objects.filter(person=person, channel=channel).delete()
        Mute.objects.filter(person=person, page=channel.page_id).delete()
        _tell_rights(channel, person)


def _tell_rights(channel: Channel, person: User) -> None:
    told = {"channel_id": channel.pk, "page_id": channel.page_id, "person_id": person.pk}
    transaction.on_commit(lambda: rights_changed.send_robust(sender=Channel, **told), robust=True)


def _decide_reports(
    message: Message, moderator: User, decision: str, action: ModerationAction
) -> None:
    waiting = message.reports.filter(state=Decision.OPEN)
    tell_decision(list(waiting), action)
    waiting.update(state=decision, decided_by=moderator, decided_at=timezone.now())
