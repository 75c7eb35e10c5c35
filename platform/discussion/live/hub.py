"""The hub of a process: which readers follow which channels, and how events reach them.

Everything here runs in one event loop; the database is asked in threads. What is told from outside
(`hear`) is references only: a channel and a number, never a text. Whoever follows a channel gets
its events in order and without a hole, whatever the bus loses, doubles or turns around.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from discussion import queries
from discussion.live import protocol, reading
from discussion.live.company import Company
from discussion.live.guard import Guard
from discussion.live.protocol import Close, Cursor
from discussion.live.rights import Reader
from discussion.live.rooms import MOST_RECENT, Room
from discussion.live.seats import Place, Seat
from discussion.live.threads import in_thread

log = logging.getLogger(__name__)
BEAT = 22.0
PULSE = 1.0
STUCK_SECONDS = 60.0
MARGIN = 20
AGAIN_SECONDS = 0.5
MOST_SEATS_EACH = 10
GOODBYE_SECONDS = 2.0
# A room rests so many times as long as it took to hand out the last events, and no longer.
RESTS, LONGEST_REST = 10.0, 0.1


class Hub:
    """Rooms and seats of this process, and the tasks that serve them.

    `bus` is told what other processes must hear; see `discussion.live.bus`.
    """

    def __init__(self, bus: Any = None, *, beat: float = BEAT) -> None:
        self.loop = asyncio.get_running_loop()
        self.bus = bus
        self.beat = beat
        self.rooms: dict[int, Room] = {}
        self.seats: set[Seat] = set()
        self.is_ending = False
        self.guard = Guard(self)
        self.company = Company(self)
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Begin to beat."""
        self.run(self._every(self.beat, self.refresh))
        self.run(self._every(PULSE, self.pulse))

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something go on beside; what it raises is logged."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("The live hub had a failure", exc_info=task.exception())

    async def _every(self, seconds: float, work: Any) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception:
                log.exception("The live hub could not look after its rooms")

    async def stop(self) -> None:
        """Close all seats, and return when they are gone or had their time: the process ends, and
        clients come back to another one."""
        self.is_ending = True
        for seat in list(self.seats):
            seat.close(Close.GOING_AWAY)
        end = self.loop.time() + GOODBYE_SECONDS
        while self.seats and self.loop.time() < end:
            await asyncio.sleep(0.05)
        pumps = [room.pump for room in self.rooms.values() if room.pump]
        for task in [*self._tasks, *pumps]:
            task.cancel()

    # Seats

    def sit(self, reader: Reader) -> Seat | None:
        """Return a new seat; None where somebody has as many as one person may have."""
        if reader.person is not None:
            own = sum(seat.reader.person == reader.person for seat in self.seats)
            if own >= MOST_SEATS_EACH:
                return None
        seat = Seat(reader)
        self.seats.add(seat)
        if self.is_ending:
            seat.close(Close.GOING_AWAY)
        return seat

    def rise(self, seat: Seat) -> None:
        """Take a seat out of everything."""
        self.seats.discard(seat)
        for channel_id in list(seat.places):
            self.leave(seat, channel_id)

    def leave(self, seat: Seat, channel_id: int) -> None:
        """Let a seat follow a channel no more."""
        if room := self.rooms.get(channel_id):
            self._leave(room, seat)

    def _leave(self, room: Room, seat: Seat) -> None:
        room.leave(seat)
        if not room.seats and self.rooms.get(room.pk) is room:
            del self.rooms[room.pk]
            self.company.left(room)

    async def join(self, seat: Seat, channel_id: int, cursor: Cursor) -> None:
        """Let a seat follow a channel from a cursor on: replay first, then what came meanwhile.

        The seat is registered before anything is read, so nothing falls between the two.
        """
        room = self.rooms.setdefault(channel_id, Room(channel_id))
        place = room.enter(seat)
        try:
            await self._open(room, seat, place, cursor)
        except Exception:
            # Nothing was promised: the client asks again when it hears of it.
            self._leave(room, seat)
            raise

    async def _open(self, room: Room, seat: Seat, place: Place, cursor: Cursor) -> None:
        found = await self.guard.standing(room, seat.reader)
        if seat.reader in found.left:
            seat.close(Close.SIGNED_OUT)
        if found.channel is None or not found.reads(seat.reader):
            self.deny(room, seat)
            return
        head, epoch = found.channel.last_seq, str(found.channel.epoch)
        self._note(room, epoch, head)
        # Another who came at the same moment may have read later than this one did.
        head = max(head, room.sent)
        if reason := _why_anew(cursor, epoch, head):
            place.is_lost, place.held = True, None
            seat.put(protocol.reset(room.pk, epoch, reason))
            return
        place.last = cursor.after
        await self._replay(room, seat, place, head)
        room.release(seat, place)
        if place.is_lost:
            return
        seat.put(protocol.heads({room.pk: max(place.last, head)}))
        if room.told[0]:
            seat.put(room.told[0])

    def _note(self, room: Room, epoch: str, head: int) -> None:
        """Note what was just read of a channel; another epoch than before is news for all."""
        if room.epoch and room.epoch != epoch:
            room.recent = None
            room.lose_all(protocol.reset(room.pk, epoch, "epoch"))
        room.epoch = epoch
        if not room.is_open:
            # Its first readers get everything before this by their replay.
            room.is_open, room.sent = True, head
        room.head = max(room.head, head)
        self._go_on(room)

    async def _replay(self, room: Room, seat: Seat, place: Place, head: int) -> None:
        while place.last < head and not place.is_lost:
            items = await self._read(room, place.last, head)
            items = [one for one in items if one.seq > place.last]
            if not items:
                return
            if any(one.private for one in items):
                await self.guard.learn_moderators(room, [seat])
            place.last = items[-1].seq
            room.hand(items, seat, place)

    async def _read(self, room: Room, after: int, head: int) -> list[reading.Item]:
        """Return events after a number: what was just read for somebody else, where it will do."""
        recent = room.recent
        if recent is not None and recent.covers(after, head, self.loop.time()):
            return recent.items
        async with room.reading:
            recent = room.recent
            if recent is not None and recent.covers(after, head, self.loop.time()):
                return recent.items
            now = self.loop.time()
            # Those who come back together were not all at the same number.
            first = after if head - after > MOST_RECENT else max(0, after - MARGIN)
            items = await in_thread(reading.items_after, room.pk, first, head)
            if items and items[-1].seq >= head:
                room.remember(items, now, is_live=False)
            return items

    def deny(self, room: Room, seat: Seat) -> None:
        """Take a seat out of a channel that it may not read (any more), and say so."""
        self._leave(room, seat)
        seat.put(protocol.denied(room.pk))

    # Events

    def hear(self, told: dict[str, Any]) -> None:
        """Take a reference from this process or from the bus. Nonsense is ignored."""
        kind, channel_id = told.get("kind"), told.get("channel")
        if kind == "event" and isinstance(channel_id, int):
            self.hear_of(channel_id, int(told.get("seq", 0)))
        elif kind == "rights":
            self.run(self.guard.check(channel_id, told.get("person")))
        elif kind == "here" and isinstance(channel_id, int):
            self.company.hear(channel_id, told)

    def hear_of(self, channel_id: int, seq: int) -> None:
        """Take note that a channel has an event with that number."""
        if room := self.rooms.get(channel_id):
            room.head = max(room.head, seq)
            room.heard += 1
            self._go_on(room)

    def _go_on(self, room: Room) -> None:
        if room.is_open and room.head > room.sent and room.pump is None:
            room.pump = self.loop.create_task(self._pump(room))
            room.pump.add_done_callback(lambda done: self._pumped(room, done))

    def _pumped(self, room: Room, task: asyncio.Task[None]) -> None:
        room.pump = None
        if task.cancelled():
            return
        if error := task.exception():
            # The database may be back in a moment; and the next event or beat finds the same gap.
            log.error("Events could not be read", exc_info=error)
            self.loop.call_later(AGAIN_SECONDS, self._go_on, room)
        elif room.seats:
            self._go_on(room)

    async def _pump(self, room: Room) -> None:
        """Read what is new in a channel, in order, and hand it out."""
        while room.sent < room.head:
            await self._rest(room)
            head, heard, now = room.head, room.heard, self.loop.time()
            items = await in_thread(reading.items_after, room.pk, room.sent, head)
            if not room.seats or (not items and room.heard == heard):
                # Nobody is here any more; or what was heard of is not there, and nothing was
                # heard of while this was read, not even a lower number that is there by now.
                room.head = room.sent
                return
            if not items:
                continue
            await self.guard.before(room)
            if any(one.private for one in items):
                await self.guard.learn_moderators(room, list(room.seats))
            room.remember(items, now, is_live=True)
            room.sent = items[-1].seq
            room.head = max(room.head, room.sent)
            began = self.loop.time()
            room.deliver(items)
            if room.end_typing(items):
                # Nobody sees somebody write whose message is there.
                self.company.pulse(room, is_due=False)
            ended = self.loop.time()
            room.rests_until = ended + min(LONGEST_REST, (ended - began) * RESTS)

    async def _rest(self, room: Room) -> None:
        """Let a large room in which much is written wait a moment: what is written meanwhile goes
        out in one frame. Handing out never takes more than a part of the process's time then, and
        a room that is quiet or small does not notice."""
        if (seconds := room.rests_until - self.loop.time()) > 0:
            await asyncio.sleep(seconds)

    # Beat and pulse

    async def refresh(self) -> None:
        """Tell everybody where their channels are, read from the database, after what was missed;
        ask anew for all rights; let go of rooms and seats that are of no use."""
        now = self.loop.time()
        for seat in list(self.seats):
            if seat.stuck_for(now) > STUCK_SECONDS:
                seat.close(Close.TOO_SLOW)
        found = await in_thread(queries.heads, list(self.rooms))
        for pk, room in list(self.rooms.items()):
            if pk in found:
                self._note(room, *found[pk])
        pumps = [room.pump for room in self.rooms.values() if room.pump]
        await asyncio.gather(*pumps, return_exceptions=True)
        await self.guard.check()
        self._tell_heads()
        self.company.repeat()

    def _tell_heads(self) -> None:
        made: dict[tuple[int, ...], str] = {}
        for seat in list(self.seats):
            key = tuple(seat.places)
            if key not in made:
                sent = {pk: self.rooms[pk].sent for pk in key if pk in self.rooms}
                made[key] = protocol.heads(sent)
            seat.put(made[key])

    async def pulse(self) -> None:
        """Tell who is here, where that changed."""
        for room in list(self.rooms.values()):
            if room.is_stirred:
                self.company.pulse(room)


def _why_anew(cursor: Cursor, epoch: str, head: int) -> str:
    """Return why a client must begin anew; empty if it need not."""
    if cursor.epoch and cursor.epoch != epoch:
        return "epoch"
    if not 0 <= cursor.after <= head:
        return "unknown"
    return "behind" if head - cursor.after > queries.RESET_AFTER else ""
