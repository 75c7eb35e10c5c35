"""Events read once for everybody who follows a channel, as JSON. All of it asks the database.

The bytes that a reader gets depend on one thing: whether they see what moderators see, of this one
row (`queries.Published`). So there are at most two of each event, however many read it.
"""

from dataclasses import dataclass

from discussion import queries
from discussion.frames import Frame
from discussion.live import protocol
from discussion.queries import Published

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


def _item(one: Published) -> Item:
    differs = protocol.dump(one.private) if one.public is not one.private else None
    return Item(
        one.public["seq"],
        protocol.dump(one.public),
        differs,
        one.author_id,
        _subject(one.private),
        one.private["kind"] in MADE,
    )


def _subject(frame: Frame) -> Subject:
    for kind in ("message", "question"):
        pk = frame[kind]["id"] if kind in frame else frame.get(f"{kind}_id")
        if pk is not None:
            return kind, pk
    return None


def items_after(channel_id: int, after: int, head: int) -> list[Item]:
    """Return the events after a number up to `head`, without a hole and 200 at most."""
    return [_item(one) for one in queries.published_after(channel_id, after, head)]
