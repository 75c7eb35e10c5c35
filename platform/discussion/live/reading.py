"""Events read once for everybody who follows a channel, as JSON. All of it asks the database.

The bytes that a reader gets depend on one thing: whether they see what moderators see, of this one
row (`queries.Published`). So there are at most two of each event, however many read it.
"""

from dataclasses import dataclass

from discussion import queries
from discussion.frames import Frame
from discussion.live import protocol
from discussion.models import Event
from discussion.permissions import Access
from discussion.rows import channels

Subject = tuple[str, int] | None
MADE = ("created", "question")


@dataclass(frozen=True, slots=True)
class Item:
    """An event as it is sent: `public` to readers, `private` to moderators and `author_id`; None
    where they see the same. `subject` is the message or question that it is about, `is_made` says
    that it was written with this event."""

    seq: int
    public: str
    private: str | None
    author_id: int | None
    subject: Subject
    is_made: bool = False

    def text(self, person: int | None, moderates: bool) -> str:
        """Return what somebody gets of it."""
        if self.private is None:
            return self.public
        own = person is not None and person == self.author_id
        return self.private if own or moderates else self.public

    def is_own(self, person: int) -> bool:
        """Tell whether this person wrote what this event tells of for the first time."""
        return self.is_made and person == self.author_id


def _item(seq: int, public: Frame, private: Frame, author_id: int | None) -> Item:
    differs = protocol.dump(private) if public != private else None
    is_made = private["kind"] in MADE
    return Item(seq, protocol.dump(public), differs, author_id, _subject(private), is_made)


def _subject(frame: Frame) -> Subject:
    for kind in ("message", "question"):
        pk = frame[kind]["id"] if kind in frame else frame.get(f"{kind}_id")
        if pk is not None:
            return kind, pk
    return None


def items_after(channel_id: int, after: int, head: int) -> list[Item]:
    """Return the events after a number without a hole, 200 at most. One query where there is
    only one to read (`head` is the next number), else three."""
    if head == after + 1:
        one = queries.published(channel_id, head)
        return [_item(head, one.public, one.private, one.author_id)] if one else []
    channel = channels().filter(pk=channel_id).first()
    if channel is None:
        return []
    readers = Access(None, reads=True, moderates=False)
    moderators = Access(None, reads=True, moderates=True)
    public = queries.events_after(channel, after, None, seer=readers)
    private = queries.events_after(channel, after, None, seer=moderators)
    last = public[-1]["seq"] if public else after
    authors = _authors(channel_id, after, last)
    # The second question may already see one event more.
    return [
        _item(one["seq"], one, other, authors.get(one["seq"]))
        for one, other in zip(public, private, strict=False)
    ]


def _authors(channel_id: int, after: int, last: int) -> dict[int, int | None]:
    rows = Event.objects.filter(channel=channel_id, seq__gt=after, seq__lte=last)
    found = rows.values_list("seq", "message__author", "question__author")
    return {seq: message or question for seq, message, question in found}
