"""What is new in channels that people follow, written down when its time has come."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from alerts.choices import UNDERWAY, next_time
from discussion.mail.actions import LONGEST, QUIET
from discussion.mail.choices import Hearing, NoticeKind
from discussion.mail.queries import ARRIVING, unread
from discussion.models import Channel, Event, Following, Notice

logger = logging.getLogger(__name__)
# In one run of the clock.
MOST = 1000


def prepare_due(now: datetime) -> int:
    """Look at every channel that somebody is to hear of now; return how many mails there are."""
    _pass_over(now)
    return sum(_prepared(following, now) for following in list(due(now)[:MOST]))


def _arrived() -> QuerySet[Event]:
    """Return the events of a following's channel that may tell something new."""
    rows = Event.objects.filter(channel=OuterRef("channel"), seq__gt=OuterRef("seq"))
    return rows.filter(kind__in=ARRIVING)


def _pass_over(now: datetime) -> None:
    """Move on, all at once, where nothing was written since the last time."""
    rows = Following.objects.filter(due_at__lte=now).filter(~Exists(_arrived()))
    mornings = rows.exclude(rhythm=Hearing.IMMEDIATE)
    for rhythm, zone in mornings.order_by().values_list("rhythm", "person__time_zone").distinct():
        same = mornings.filter(rhythm=rhythm, person__time_zone=zone)
        same.update(due_at=next_time(rhythm, now, zone))
    head = Channel.objects.filter(pk=OuterRef("channel")).values("last_seq")
    behind = rows.filter(rhythm=Hearing.IMMEDIATE, channel__last_seq__gt=F("seq"))
    behind.update(seq=Subquery(head))


def due(now: datetime) -> QuerySet[Following]:
    """Return those whose time has come: a morning, or for those who hear within minutes when it has
    become quiet or goes on for too long. Not while an earlier mail is on its way."""
    underway = Notice.objects.filter(kind=NoticeKind.DIGEST, state__in=UNDERWAY)
    rows = Following.objects.filter(due_at__lte=now, person__is_active=True).annotate(
        first=_arrived().order_by("seq").values("at")[:1],
        last=_arrived().order_by("-seq").values("at")[:1],
    )
    settled = Q(last__lte=now - QUIET) | Q(first__lte=now - LONGEST)
    return (
        rows.filter(~Q(rhythm=Hearing.IMMEDIATE) | settled)
        .exclude(pk__in=underway.values("following"))
        .select_related("person", "channel__page")
        .order_by("due_at", "pk")
    )


def _prepared(following: Following, now: datetime) -> bool:
    try:
        return prepare(following, now) is not None
    except Exception:
        # One that cannot be read must not keep the others waiting.
        logger.exception("Following %s cannot be looked at", following.pk)
        return False


def prepare(following: Following, now: datetime) -> Notice | None:
    """Write down the mail about what is new; None if nothing is."""
    after, until = following.seq, following.channel.last_seq
    is_news = unread(following, after, until).exists()
    then = next_time(following.rhythm, now, following.person.time_zone)
    with transaction.atomic():
        # Of two workers that found the same, the one whose change comes first writes it down.
        same = Following.objects.filter(pk=following.pk, seq=after, due_at=following.due_at)
        if not same.update(seq=until, due_at=then) or not is_news:
            return None
        return Notice.objects.create(
            kind=NoticeKind.DIGEST,
            person=following.person,
            following=following,
            after=after,
            until=until,
        )
