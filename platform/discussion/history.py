"""A channel's messages by pages: the newest, older and newer ones, in some languages only, with
what is pinned; and as threads."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, QuerySet, Value

from discussion.choices import MessageState
from discussion.models import Channel, Message
from discussion.permissions import Access, access
from discussion.rows import all_messages, in_languages, messages_for, with_own_reactions

PAGE = 50
MOST_PINNED = 5
# So many messages in other languages are counted one by one.
MOST_OTHERS = 200


@dataclass(frozen=True)
class MessagePage:
    """Some messages in their order. `older` and `newer` are the numbers to go on from (`before`,
    `after`), None at the ends. `pinned` is only there where it was asked for, and `others` are the
    ids of those between them that are left out for their language."""

    messages: list[Message]
    older: int | None
    newer: int | None
    pinned: list[Message] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

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
    return _page(rows, before=before, after=after, at=at, around=around, size=size)


def opened_page(
    channel: Channel, seer: Access, *, languages: tuple[str, ...] = (), **asked: Any
) -> MessagePage:
    """Return the same for the page of a channel: with what is pinned, with the reader's own
    reactions, and only what is in these languages, if any are given.

    The newest messages come with what is pinned in one query. Other parts of the history cost one
    more for that, and a choice of languages one more again.
    """
    seen = messages_for(seer, channel)
    rows = seen.filter(in_languages(seer, languages)) if languages else seen
    pinned = seen.filter(pinned=True, state=MessageState.VISIBLE).order_by("-created_seq")
    if asked:
        page = _page(with_own_reactions(rows, seer.person), size=PAGE, **asked)
        page = replace(page, pinned=list(pinned[:MOST_PINNED])[::-1])
    else:
        page = _newest_with_pinned(rows, pinned, seer)
    return replace(page, others=_others(seen, seer, languages, page)) if languages else page


def _newest_with_pinned(
    rows: QuerySet[Message], pinned: QuerySet[Message], seer: Access
) -> MessagePage:
    def part(found: QuerySet[Message], most: int, is_pin: bool) -> QuerySet[Message]:
        # A limit inside of a union is not for every database, one inside of a subquery is.
        every = with_own_reactions(all_messages(), seer.person).order_by()
        mark = Value(is_pin, output_field=BooleanField())
        return every.filter(pk__in=found.values("pk")[:most]).annotate(is_pin=mark)

    newest = part(rows.order_by("-created_seq"), PAGE + 1, False)
    both = newest.union(part(pinned, MOST_PINNED, True), all=True)
    found = sorted(both, key=lambda message: message.created_seq)
    kept = [one for one in found if not one.is_pin]  # type: ignore[attr-defined]
    pins = [one for one in found if one.is_pin]  # type: ignore[attr-defined]
    older = kept[1].created_seq if len(kept) > PAGE else None
    return MessagePage(kept[-PAGE:], older, None, pinned=pins)


def _others(
    seen: QuerySet[Message], seer: Access, languages: tuple[str, ...], page: MessagePage
) -> list[int]:
    """Return the ids of messages in other languages among those in view, the latest first."""
    rows = seen.exclude(in_languages(seer, languages))
    if page.older is not None:
        rows = rows.filter(created_seq__gte=page.first)
    if page.newer is not None:
        rows = rows.filter(created_seq__lte=page.newer)
    return list(rows.order_by("-created_seq").values_list("pk", flat=True)[:MOST_OTHERS])


def _page(
    rows: QuerySet[Message],
    *,
    before: int | None = None,
    after: int | None = None,
    at: datetime | None = None,
    around: int | None = None,
    size: int,
) -> MessagePage:
    if at is not None:
        # In the order of the discussion: what was moved here is older than what stands around it.
        first = rows.filter(created_at__gte=at).order_by("created_seq").first()
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
