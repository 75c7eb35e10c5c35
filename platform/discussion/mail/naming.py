"""Who was named or answered, found by following the log, and written down as mail."""

import logging
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce

from alerts.choices import State
from discussion import log
from discussion.choices import GONE, EventKind, MessageState
from discussion.mail.actions import LONGEST, QUIET
from discussion.mail.choices import NoticeKind, ToldAs
from discussion.mail.queries import ARRIVING
from discussion.models import (
    Event,
    MailChoice,
    Mailed,
    Mention,
    Message,
    Notice,
    ReadMarker,
    Told,
)

logger = logging.getLogger(__name__)
# In one run of the clock: channels, and numbers of one channel's log.
MOST_CHANNELS, MOST_NUMBERS = 500, 1000


class Arrival(NamedTuple):
    """The event with which a message came into view."""

    seq: int
    at: datetime


Reason = tuple[int, int, str]  # person, message, why
Wanted = dict[int, dict[int, str]]  # person: message: why


def prepare(_now: datetime) -> int:
    """Follow the log of every channel; return how many people are to be told something.

    One query where nothing happened.
    """
    return sum(_prepared(*one) for one in log.behind(Mailed, MOST_CHANNELS))


def _prepared(channel: int, after: int, head: int) -> int:
    try:
        return prepare_channel(channel, after, min(head, after + MOST_NUMBERS))
    except Exception:
        logger.exception("The log of channel %s cannot be followed", channel)
        return 0


def prepare_channel(channel: int, after: int, until: int) -> int:
    """Write down who is to be told of what happened after one number up to another; return how many
    people that is. What another worker has taken is not taken again."""
    with transaction.atomic():
        if not log.move_on(Mailed, channel, after, until):
            return 0
        arrived = _arrived(channel, after, until)
        if not arrived:
            return 0
        wanted = _still_wanted(_concerned(arrived), channel, arrived)
        for person, told in wanted.items():
            times = [arrived[pk].at for pk in told]
            notice = _notice_for(person, min(times), max(times))
            rows = [
                Told(notice=notice, person_id=person, message_id=pk, why=why, seq=arrived[pk].seq)
                for pk, why in told.items()
            ]
            Told.objects.bulk_create(rows, ignore_conflicts=True)
        return len(wanted)


def _arrived(channel: int, after: int, until: int) -> dict[int, Arrival]:
    """Return the messages that came (back) into view, each with its last event.

    Also those that a moderator restores: who was told of one already is not told again.
    """
    rows = Event.objects.filter(channel=channel, seq__gt=after, seq__lte=until, kind__in=ARRIVING)
    rows = rows.filter(message__channel=channel, message__state=MessageState.VISIBLE)
    rows = rows.exclude(kind=EventKind.MOVED, seq__lt=F("message__created_seq"))
    found = rows.order_by("seq").values_list("message_id", "seq", "at")
    return {pk: Arrival(seq, at) for pk, seq, at in found}


def _concerned(arrived: dict[int, Arrival]) -> list[Reason]:
    """Return who wrote before in the threads of these messages, and then who is named in them."""
    rows = Message.objects.filter(pk__in=arrived)
    written = list(rows.values_list("pk", "reply_to", "author", "created_seq"))
    begun = _participants({root for _pk, root, _author, _seq in written if root})
    answered: list[Reason] = [
        (person, pk, ToldAs.ANSWER)
        for pk, root, author, seq in written
        for person, first in begun.get(root, {}).items()
        if person != author and first < seq
    ]
    named = Mention.objects.filter(message__in=arrived).values_list("person", "message")
    return answered + [(person, pk, ToldAs.MENTION) for person, pk in named]


def _participants(roots: set[int]) -> dict[int | None, dict[int, int]]:
    """Return who wrote in each thread and when first, by the number of the message."""
    found: dict[int | None, dict[int, int]] = defaultdict(dict)
    if not roots:
        return found
    rows = Message.objects.filter(Q(pk__in=roots) | Q(reply_to__in=roots))
    rows = rows.filter(author__is_active=True).exclude(state__in=GONE).order_by()
    threads = rows.annotate(root=Coalesce("reply_to", "pk")).values_list("root", "author")
    for root, author, first in threads.annotate(first=Min("created_seq")):
        found[root][author] = first
    return found


def _still_wanted(reasons: list[Reason], channel: int, arrived: dict[int, Arrival]) -> Wanted:
    """Leave out what people have read, were told before, or do not want to hear."""
    people = {person for person, _pk, _why in reasons}
    if not people:
        return {}
    markers = ReadMarker.objects.filter(channel=channel, person__in=people)
    read = dict(markers.values_list("person", "seq"))
    told = Told.objects.filter(person__in=people, message__in=arrived)
    before = set(told.values_list("person", "message"))
    off = _switched_off(people)
    wanted: Wanted = defaultdict(dict)
    for person, pk, why in reasons:
        is_read = arrived[pk].seq <= read.get(person, 0)
        if not is_read and (person, pk) not in before and (person, why) not in off:
            wanted[person][pk] = why
    return wanted


def _switched_off(people: set[int]) -> set[tuple[int, str]]:
    rows = MailChoice.objects.filter(person__in=people)
    mentions = rows.filter(mentions=False).values_list("person", flat=True)
    answers = rows.filter(answers=False).values_list("person", flat=True)
    return {(one, ToldAs.MENTION) for one in mentions} | {(one, ToldAs.ANSWER) for one in answers}


def _notice_for(person: int, first: datetime, last: datetime) -> Notice:
    """Return the mail in which somebody is told of what came between two moments: the one that
    waits, put off a bit, or a new one.

    Changed, so that who claims it now waits for this transaction and tells all of it.
    """
    waiting = Notice.objects.filter(kind=NoticeKind.NAMED, person=person, state=State.WAITING)
    found = waiting.order_by("pk").last()
    if found is not None:
        then = max(found.not_before, min(found.made_at + LONGEST, last + QUIET))
        if Notice.objects.filter(pk=found.pk, state=State.WAITING).update(not_before=then):
            return found
    then = min(first + LONGEST, last + QUIET)
    return Notice.objects.create(
        kind=NoticeKind.NAMED, person_id=person, made_at=first, not_before=then
    )
