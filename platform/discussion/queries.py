"""Reading discussions: the log, what a view holds. Pages of messages are in `history`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from content.permissions import public_pages
from discussion.choices import EventKind
from discussion.frames import Frame, channel_frame, frame, message_frame, question_frame
from discussion.history import PAGE, newest_page
from discussion.models import Channel, Event
from discussion.permissions import Access, access
from discussion.rows import channels, messages_for, questions_for

REPLAY = 200
# Whoever is further behind begins anew with the newest page.
RESET_AFTER = 500
MOST_QUESTIONS = 200


def find_channel(page: Page, kind: str, key: str = "") -> Channel | None:
    """Return the channel beside `page`, in whatever language that is; None if there is none yet."""
    found = channels().filter(page__translation_key=page.translation_key, kind=kind, key=key)
    return found.order_by("pk").first()


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


def published_after(channel_id: int, after: int, last: int) -> list[Published]:
    """Return the events after a number, up to `last` and 200 at most, as the transport sends them
    to people who may read: without a hole.

    One query, more where there are questions from the room, pages that are cited or a changed
    channel: to ask for everything at once takes three times as long, and all who listen wait.
    """
    rows = Event.objects.filter(channel=channel_id, seq__gt=after, seq__lte=last).order_by("seq")
    rows = rows.select_related("message__author", "message__reply_to")
    events = list(rows.prefetch_related("question__author")[:REPLAY])
    if of_channel := [one for one in events if one.kind == EventKind.CHANNEL]:
        channel = Channel.objects.get(pk=channel_id)
        for one in of_channel:
            one.channel = channel
    messages = [one.message for one in events if one.message is not None]
    if cited := {message.cites_id for message in messages if message.cites_id}:
        pages = public_pages(Page.objects.filter(pk__in=cited)).in_bulk()
        for message in messages:
            message.cites = pages.get(message.cites_id)
            message.cites_open = message.cites is not None  # type: ignore[attr-defined]
    return [_published(event) for event in events]


def _published(event: Event) -> Published:
    public = frame(event, Access(None, reads=True, moderates=False))
    private = frame(event, Access(None, reads=True, moderates=True))
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
