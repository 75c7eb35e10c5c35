"""Rights asked anew while people are connected.

Asked by the beat, when something tells that rights changed, and, where the last answer is older
than a moment, before an event is handed out: so nothing that is committed two seconds after a
right was withdrawn arrives, also where nobody told.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from discussion.live import rights
from discussion.live.protocol import Close
from discussion.live.rights import Reader, Standing
from discussion.live.rooms import FRESH, Room
from discussion.live.seats import Seat
from discussion.live.threads import in_thread

if TYPE_CHECKING:
    from discussion.live.hub import Hub


class Guard:
    """Lets into a hub's rooms who may be there, and takes out who may not (any more)."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    async def standing(self, room: Room, reader: Reader) -> Standing:
        """Return how it stands with a room and, among others, `reader`: asked after this was
        called, and together with all who come while others are being asked about. When everybody
        comes back at once, that is a few questions and not some for each."""
        if room.coming is None:
            comers = {reader}
            room.coming = comers, asyncio.create_task(self._ask(room, comers))
        comers, asking = room.coming
        comers.add(reader)
        # Who goes away takes no answer from the others.
        return await asyncio.shield(asking)

    async def _ask(self, room: Room, comers: set[Reader]) -> Standing:
        async with room.door:
            # Who comes from now on is asked about with the next ones.
            room.coming = None
            return await in_thread(rights.standing, room.pk, list(comers))

    async def before(self, room: Room) -> None:
        """Check a room unless that was done a moment ago."""
        if self.hub.loop.time() - room.checked_at > FRESH:
            await self.check_room(room)

    async def check(self, channel_id: Any = None, person: Any = None) -> None:
        """Ask anew for the rights of all seats, of one channel, of one person, or of both."""
        own = [one for one in self.hub.seats if person in (None, one.reader.person)]
        await self._check_accounts(own)
        for room in list(self.hub.rooms.values()):
            concerned = [
                place for seat, place in room.seats.items() if person in (None, seat.reader.person)
            ]
            if channel_id in (None, room.pk) and concerned:
                for place in concerned:
                    place.moderates = None
                room.recent = None
                await self.check_room(room)

    async def _check_accounts(self, seats: list[Seat]) -> None:
        readers = list({one.reader for one in seats if one.reader.person is not None})
        left = await in_thread(rights.who_left, readers) if readers else set()
        for seat in seats:
            if seat.reader in left:
                seat.close(Close.SIGNED_OUT)

    async def check_room(self, room: Room) -> None:
        """Take out of a room who may not read it any more."""
        began = self.hub.loop.time()
        readers = list({seat.reader for seat in room.seats})
        found = await in_thread(rights.standing, room.pk, readers)
        for seat, place in list(room.seats.items()):
            if seat.reader in found.left:
                seat.close(Close.SIGNED_OUT)
                self.hub.leave(seat, room.pk)
            elif seat.reader in readers and not found.reads(seat.reader):
                place.is_lost = True
                self.hub.deny(room, seat)
        await self._check_moderators(room)
        room.checked_at = began

    async def _check_moderators(self, room: Room) -> None:
        """Whoever moderated may do so no more; who did not has to be asked about elsewhere."""
        own = [seat for seat, place in room.seats.items() if place.moderates]
        for seat in own:
            room.seats[seat].moderates = None
        await self.learn_moderators(room, own)

    async def learn_moderators(self, room: Room, seats: list[Seat]) -> None:
        """Find out who sees more, where that is not known yet."""
        unknown = [
            seat
            for seat in seats
            if seat in room.seats
            and room.seats[seat].moderates is None
            and seat.reader.person is not None
        ]
        if not unknown:
            return
        readers = list({seat.reader for seat in unknown})
        found = await in_thread(_moderators, room.pk, readers)
        for seat in unknown:
            if place := room.seats.get(seat):
                place.moderates = seat.reader in found


def _moderators(channel_id: int, readers: list[Reader]) -> set[Reader]:
    found = rights.standing(channel_id, readers)
    return {one for one, seen in found.access.items() if seen.moderates}
