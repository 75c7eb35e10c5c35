"""Reading discussions: channels, pages of messages, the log, what a view holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from content.permissions import public_pages
from discussion.choices import QuestionState
from discussion.frames import Frame, channel_frame, frame, message_frame, question_frame
from discussion.models import Channel, Event, Message, Question
from discussion.permissions import Access, access

PAGE = 50
REPLAY = 200
# Whoever is further behind begins anew with the newest page.
RESET_AFTER = 500
MOST_QUESTIONS = 200


def channels() -> QuerySet[Channel]:
    """Return channels with their pages: permissions look at the page."""
    return Channel.objects.select_related("page")


def find_channel(page: Page, kind: str, key: str = "") -> Channel | None:
    """Return the channel beside `page`, in whatever language that is; None if there is none yet."""
    found = channels().filter(page__translation_key=page.translation_key, kind=kind, key=key)
    return found.order_by("pk").first()


def _messages() -> QuerySet[Message]:
    """Return messages with everything that their frames need."""
    cited = public_pages(Page.objects.filter(pk=OuterRef("cites")))
    rows = Message.objects.select_related("author", "reply_to__author", "cites")
    return rows.annotate(cites_open=Exists(cited))


def messages_for(seer: Access, channel: Channel) -> QuerySet[Message]:
    """Return the messages that take a place in the list that somebody sees (`stands_for`)."""
    rows = _messages().filter(channel=channel)
    if not seer.reads:
        return rows.none()
    if seer.moderates:
        return rows
    return rows.filter(Q(shown_at__isnull=False) | Q(author=seer.person, author__isnull=False))


def questions_for(seer: Access, channel: Channel) -> QuerySet[Question]:
    """Return the questions that somebody may see, the most wanted first."""
    rows = Question.objects.filter(channel=channel).select_related("author")
    if not seer.reads:
        return rows.none()
    if not seer.moderates:
        open_ = Q(shown_at__isnull=False) & ~Q(state=QuestionState.DECLINED)
        rows = rows.filter(open_ | Q(author=seer.person, author__isnull=False))
    return rows.order_by("-votes", "pk")


@dataclass(frozen=True)
class MessagePage:
    """Some messages in their order. `older` and `newer` are the numbers to go on from (`before`,
    `after`), None at the ends."""

    messages: list[Message]
    older: int | None
    newer: int | None

    @property
    def first(self) -> int:
        """Return the number of the first message here, 0 where there is none."""
        return self.messages[0].created_seq if self.messages else 0


def newest_page(
    channel: Channel,
    person: Any,
    *,
    before: int | None = None,
    after: int | None = None,
    at: datetime | None = None,
    around: int | None = None,
    size: int = PAGE,
    seer: Access | None = None,
) -> MessagePage:
    """Return the newest messages that `person` sees; or those before or after a number, from a
    moment on, or around the message with the id `around`.

    The cost does not depend on how long the channel is: at most three queries beside the rights,
    which cost none where the caller knows them (`seer`).
    """
    rows = messages_for(seer or access(person, channel), channel)
    if at is not None:
        first = rows.filter(created_at__gte=at).order_by("created_at", "created_seq").first()
        after = first.created_seq - 1 if first else None
    if around is not None:
        middle = rows.filter(pk=around).values_list("created_seq", flat=True).first()
        if middle is not None:
            return _around(rows, middle, size)
    if after is not None:
        return _after(rows, after, size)
    return _before(rows, before, size)


def _before(rows: QuerySet[Message], before: int | None, size: int) -> MessagePage:
    narrowed = rows if before is None else rows.filter(created_seq__lt=before)
    found = list(narrowed.order_by("-created_seq")[: size + 1])
    kept = found[:size][::-1]
    newer = kept[-1].created_seq if kept and before is not None else None
    return MessagePage(kept, kept[0].created_seq if len(found) > size else None, newer)


def _after(rows: QuerySet[Message], after: int, size: int) -> MessagePage:
    found = list(rows.filter(created_seq__gt=after).order_by("created_seq")[: size + 1])
    kept = found[:size]
    if not kept:
        return _before(rows, None, size)
    return MessagePage(
        kept,
        kept[0].created_seq if after > 0 else None,
        kept[-1].created_seq if len(found) > size else None,
    )


def _around(rows: QuerySet[Message], middle: int, size: int) -> MessagePage:
    half = size // 2
    first = _before(rows, middle, half)
    last = _after(rows, middle - 1, size - half)
    return MessagePage([*first.messages, *last.messages], first.older, last.newer)


@dataclass(frozen=True)
class Thread:
    """A first message with the replies in view. `is_whole` is false where the first message stands
    above the page and is only quoted."""

    first: Message
    replies: list[Message]
    is_whole: bool


def threads(messages: list[Message]) -> list[Thread]:
    """Return messages as threads, in the order of their first messages. No query."""
    roots = {message.pk: message for message in messages if message.reply_to_id is None}
    found: dict[int, Thread] = {}
    for message in messages:
        root = message.reply_to
        pk = root.pk if root else message.pk
        if pk not in found:
            found[pk] = Thread(roots.get(pk) or root or message, [], pk in roots)
        if root:
            found[pk].replies.append(message)
    return sorted(found.values(), key=lambda thread: thread.first.created_seq)


def _events(channel_id: int) -> QuerySet[Event]:
    cited = public_pages(Page.objects.filter(pk=OuterRef("message__cites")))
    rows = Event.objects.filter(channel=channel_id).select_related(
        "channel", "message__author", "message__reply_to", "message__cites", "question__author"
    )
    return rows.annotate(cites_open=Exists(cited)).order_by("seq")


def _framed(event: Event, seer: Access) -> Frame:
    if event.message is not None:
        event.message.cites_open = event.cites_open  # type: ignore[attr-defined]
    return frame(event, seer)


def events_after(
    channel: Channel,
    after: int,
    person: Any,
    limit: int = REPLAY,
    *,
    seer: Access | None = None,
) -> list[Frame]:
    """Return what happened in the channel after number `after`, as frames for `person`: one for
    each number, without a hole. One query beside the rights; none for who may not read."""
    seer = seer or access(person, channel)
    if not seer.reads:
        return []
    rows = _events(channel.pk).filter(seq__gt=after)[: min(limit, REPLAY)]
    return [_framed(event, seer) for event in rows]


@dataclass(frozen=True)
class Published:
    """One event for everybody who listens: `public` for readers, `private` for moderators and for
    `author_id`. Both are the same object where nobody sees more."""

    public: Frame
    private: Frame
    author_id: int | None


def published(channel_id: int, seq: int) -> Published | None:
    """Return an event as the transport sends it to people who may read; None if it is gone."""
    event = _events(channel_id).filter(seq=seq).first()
    if event is None:
        return None
    public = _framed(event, Access(None, reads=True, moderates=False))
    private = _framed(event, Access(None, reads=True, moderates=True))
    row = event.message or event.question
    same = public == private
    return Published(public, public if same else private, row.author_id if row else None)


def replay(
    channel: Channel,
    after: int,
    person: Any,
    *,
    epoch: str = "",
    limit: int = REPLAY,
    seer: Access | None = None,
) -> Frame:
    """Return `epoch`, `last_seq` and `events` after a number, read fresh from the database.

    With `reset` (and no events) where the reader must begin anew: another epoch, a number that
    was never given, or too far behind.
    """
    now = Channel.objects.filter(pk=channel.pk).values("epoch", "last_seq").first()
    if now is None:
        return {"epoch": "", "last_seq": 0, "events": [], "reset": True}
    behind = now["last_seq"] - after
    answer: Frame = {"epoch": str(now["epoch"]), "last_seq": now["last_seq"], "events": []}
    if (epoch and epoch != str(now["epoch"])) or behind < 0 or behind > RESET_AFTER or after < 0:
        return answer | {"reset": True}
    if behind:
        answer["events"] = events_after(channel, after, person, limit, seer=seer)
    return answer


def state_of_view(
    channel: Channel,
    person: Any,
    *,
    floor: int | None = None,
    size: int = PAGE,
    seer: Access | None = None,
) -> dict[str, Any]:
    """Return what a client shows of a channel, to be brought on by `frames.apply`: `epoch`,
    `last_seq`, `floor`, `channel`, `messages` and `questions` by id.

    The newest page, or everything from the number `floor` on. The number of the last event is
    read first: what is committed meanwhile is then applied twice, which changes nothing.
    """
    fresh = channels().get(pk=channel.pk)
    seer = seer or access(person, fresh)
    if floor is None:
        page = newest_page(fresh, person, size=size, seer=seer)
        rows, floor = page.messages, page.first
    else:
        rows = list(messages_for(seer, fresh).filter(created_seq__gte=floor))
    questions = questions_for(seer, fresh)[:MOST_QUESTIONS]
    return {
        "epoch": str(fresh.epoch),
        "last_seq": fresh.last_seq,
        "floor": floor,
        "channel": channel_frame(fresh),
        "messages": {row.pk: message_frame(row, seer) for row in rows},
        "questions": {row.pk: question_frame(row) for row in questions},
    }


def heads(channel_ids: list[int]) -> dict[int, tuple[str, int]]:
    """Return epoch and last number of several channels, by id. One query."""
    rows = Channel.objects.filter(pk__in=channel_ids)
    return {pk: (str(epoch), seq) for pk, epoch, seq in rows.values_list("pk", "epoch", "last_seq")}
