"""Who is here and how many write: told to a hub's rooms, and to the hubs of other processes."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from discussion.live.presence import NOBODY_HERE, Elsewhere, Here, together
from discussion.live.rooms import MOST_TYPING, TYPING_SECONDS, Room
from discussion.live.seats import Seat

if TYPE_CHECKING:
    from discussion.live.hub import Hub


class Company:
    """Counts who follows the channels of a hub. How many people there are goes out with the pulse,
    that somebody writes no more also between two."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.elsewhere = Elsewhere()

    def pulse(self, room: Room, *, is_due: bool = True) -> None:
        """Tell a room and the other processes who is here, where that changed; if not `is_due`, the
        room only how many write."""
        now = self.hub.loop.time()
        own = room.here(now)
        room.pulse(own, self.elsewhere.of(room.pk, now), is_due=is_due)
        self.tell(room, own)

    def repeat(self) -> None:
        """Tell the other processes anew who is here, and forget what they did not repeat."""
        now = self.hub.loop.time()
        self.elsewhere.forget(now)
        for room in self.hub.rooms.values():
            self.tell(room, room.here(now), again=True)

    def tell(self, room: Room, own: Here, *, again: bool = False) -> None:
        """Tell the other processes who is in a room here, if that changed or is said `again`."""
        if self.hub.bus is not None and (again or own != room.told_bus):
            room.told_bus = own
            self.hub.bus.send({"kind": "here", "channel": room.pk, **asdict(own)})

    def left(self, room: Room) -> None:
        """Tell the other processes that nobody is in a room here any more."""
        self.tell(room, NOBODY_HERE)

    def hear(self, channel_id: int, told: dict[str, Any]) -> None:
        """Take what another process tells of a channel (`tell`)."""
        fewer_write = self.elsewhere.hear(channel_id, told, self.hub.loop.time())
        if room := self.hub.rooms.get(channel_id):
            room.is_stirred = True
            if fewer_write:
                self.pulse(room, is_due=False)

    def here(self, channel_id: int) -> Here:
        """Return who follows a channel, in all processes. From any thread."""
        now, room = self.hub.loop.time(), self.hub.rooms.get(channel_id)
        own = room.last_here if room is not None else NOBODY_HERE
        return together([own, *self.elsewhere.of(channel_id, now)])

    def types(self, seat: Seat, channel_id: int) -> None:
        """Note that somebody writes; only people with an account, only in small rooms."""
        room = self.hub.rooms.get(channel_id)
        person = seat.reader.person
        if room and seat in room.seats and person is not None and len(room.seats) < MOST_TYPING:
            room.typing[person] = self.hub.loop.time() + TYPING_SECONDS
            room.is_stirred = True
