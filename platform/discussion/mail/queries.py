"""What is new for somebody in a channel, and what they chose to hear by mail."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.models import Page

from accounts.models import User
from content.permissions import public_pages
from discussion.choices import EventKind, MessageState
from discussion.mail.choices import Hearing
from discussion.models import Channel, Event, Following, MailChoice, Message, ReadMarker, Told
from discussion.permissions import Access, access
from discussion.rows import channels_for, messages_for
from discussion.topics import reading_pages, topic_of

# Events with which a message may come into view.
ARRIVING = (EventKind.CREATED, EventKind.RESTORED, EventKind.MOVED)


def arrivals(channel: int, after: int, until: int) -> QuerySet[Event]:
    """Return the events after one number up to another with which others saw a message here for the
    first time: written, let through by a moderator, or moved here."""
    earlier = Event.objects.filter(
        message=OuterRef("message"), kind=EventKind.RESTORED, pk__lt=OuterRef("pk")
    )
    at_once = Q(kind=EventKind.CREATED, message__shown_at=F("message__created_at"))
    let_through = Q(kind=EventKind.RESTORED, message__shown_at__gt=F("message__created_at"))
    moved_here = Q(kind=EventKind.MOVED, seq=F("message__created_seq"))
    rows = Event.objects.filter(channel=channel, seq__gt=after, seq__lte=until)
    rows = rows.filter(message__channel=channel, kind__in=ARRIVING)
    return rows.filter(at_once | moved_here | (let_through & ~Exists(earlier)))


def as_reader(person: User, channel: Channel) -> Access:
    """Return what somebody may see of a channel, without what only moderators do: a mail outlives
    the moment, so what waits or was hidden is never in one."""
    return Access(person.pk, reads=access(person, channel).reads, moderates=False)


def visible(seer: Access, channel: Channel) -> QuerySet[Message]:
    """Return the messages of a channel that may be told of in a mail."""
    return messages_for(seer, channel).filter(state=MessageState.VISIBLE)


def read_until(person: User, channel: Channel) -> int:
    """Return up to which number somebody has read a channel."""
    rows = ReadMarker.objects.filter(person=person, channel=channel)
    return rows.values_list("seq", flat=True).first() or 0


def unread(following: Following, after: int, until: int) -> QuerySet[Message]:
    """Return the messages to tell in a digest: visible, new between two numbers, not read, not the
    person's own, and not told by themselves as one that names or answers them.

    Two queries, and one more for the result.
    """
    person, channel = following.person, following.channel
    after = max(after, read_until(person, channel))
    told = Told.objects.filter(person=person, message=OuterRef("pk"))
    rows = visible(as_reader(person, channel), channel)
    rows = rows.filter(pk__in=arrivals(channel.pk, after, until).values("message"))
    return rows.exclude(author=person).filter(~Exists(told)).order_by("created_seq")


@dataclass(frozen=True)
class Chosen:
    """Whether somebody wants to hear when they are named or answered."""

    mentions: bool = True
    answers: bool = True


def chosen(person: User) -> Chosen:
    """Return what somebody chose, or what holds while they have not."""
    row = MailChoice.objects.filter(person=person).values("mentions", "answers").first()
    return Chosen(**row) if row else Chosen()


@dataclass(frozen=True)
class Followed:
    """A channel in somebody's list, with the title of what it is about and its language; both empty
    where they may not read it any more."""

    following: Following
    title: str
    lang: str


def followed(person: User) -> list[Followed]:
    """Return the channels that somebody hears of by mail, the last chosen first: one query, and
    some for each kind of page and of topic."""
    beside = public_pages(Page.objects.filter(pk=OuterRef("channel__page")))
    rows = Following.objects.filter(person=person).exclude(rhythm=Hearing.OFF)
    rows = rows.select_related("channel__page").annotate(is_open=Exists(beside))
    found = list(rows)
    pages = reading_pages([one.channel.page for one in found if one.is_open])
    return [_titled(one, person, pages.get(one.channel.page.translation_key)) for one in found]


def _titled(following: Any, person: User, page: Page | None) -> Followed:
    channel = following.channel
    if page is None or not access(person, channel, is_beside_public=following.is_open).reads:
        return Followed(following, "", "")
    topic = topic_of(channel, page)
    return Followed(following, topic.title, topic.lang)


@dataclass(frozen=True)
class Offer:
    """What the form beside a thread says: the rhythm somebody chose, "" while they have not; and
    whether they have written here without choosing yet."""

    rhythm: str
    wrote: bool


def offer(person: Any, channel: Channel) -> Offer:
    """Return what to offer somebody beside a thread. No query where the channel came with what is
    theirs (`rows.channels_for`), else one."""
    own: Any = channel if hasattr(channel, "hears") else channels_for(person).get(pk=channel.pk)
    return Offer(own.hears or "", own.has_written and own.hears is None)
