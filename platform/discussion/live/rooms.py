"""A channel that somebody follows in this process: its seats, what was read of it, who is here.

Numbers only go up: `head` is the last that was heard of, `sent` the last that was handed to all
seats. What comes doubled or in the wrong order over the bus is read from the database in order.
"""

import asyncio
from dataclasses import dataclass, field

from discussion.live import protocol
from discussion.live.presence import MOST_CITIES, NOBODY_HERE, Here, together
from discussion.live.reading import Item, Subject
from discussion.live.rights import Reader, Standing
from discussion.live.seats import Place, Seat

MOST_RECENT = 200
MOST_TYPING = 30
TYPING_SECONDS = 6.0
# How old rights and remembered events may be; the promise is two seconds.
FRESH = 1.5
KINDS = ("message", "question")


@dataclass
class Recent:
    """Events that were just read, for those who come back at the same moment."""

    read_at: float
    items: list[Item]
    subjects: set[Subject] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.subjects = {one.subject for one in self.items if one.subject}

    def covers(self, after: int, last: int, now: float) -> bool:
        """Tell whether everything between two numbers is here, and fresh enough to be shown."""
        return bool(
            now - self.read_at < FRESH
            and self.items
            and self.items[0].seq <= after + 1
            and self.items[-1].seq >= last
        )


class Room:
    """The seats of a channel in this process."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.epoch = ""
        self.is_open = False
        self.head = self.sent = 0
        # How often something was heard of.
        self.heard = 0
        self.pump: asyncio.Task[None] | None = None
        self.rests_until = 0.0
        self.seats: dict[Seat, Place] = {}
        self.recent: Recent | None = None
        self.checked_at = 0.0
        self.reading = asyncio.Lock()
        # Who wants to come in and will be asked about next, and the task that asks.
        self.door = asyncio.Lock()
        self.coming: tuple[set[Reader], asyncio.Task[Standing]] | None = None
        self.typing: dict[int, float] = {}
        self.is_stirred = False
        self.told = ("", "")
        self.told_bus = self.last_here = NOBODY_HERE

    def enter(self, seat: Seat) -> Place:
        """Give a seat a place in which everything is held until its replay is read."""
        place = Place()
        self.seats[seat] = seat.places[self.pk] = place
        self.is_stirred = True
        return place

    def leave(self, seat: Seat) -> None:
        """Take the place away."""
        self.seats.pop(seat, None)
        seat.places.pop(self.pk, None)
        self.is_stirred = True

    def remember(self, items: list[Item], now: float, *, is_live: bool) -> None:
        """Keep what was read. An event about something that was read before makes what was said
        of it then untrue, so everything is forgotten."""
        if not is_live:
            self.recent = Recent(now, items)
        elif self.recent is not None:
            subjects = {one.subject for one in items if one.subject}
            follows = items[0].seq == self.recent.items[-1].seq + 1
            if not follows or subjects & self.recent.subjects:
                self.recent = None
            else:
                self.recent.items = [*self.recent.items, *items][-MOST_RECENT:]
                self.recent.subjects |= subjects

    def deliver(self, items: list[Item]) -> None:
        """Hand events to all seats: the bytes are made once for all who get the same."""
        made: dict[tuple[bool, ...], str] = {}
        first, last = items[0].seq, items[-1].seq
        # Most get the same, and nothing has to be looked up for each of them.
        same = self._for_most(items)
        authors = {one.author_id for one in items} - {None}
        for seat, place in list(self.seats.items()):
            if place.is_lost:
                continue
            if place.held is not None:
                place.held += items
            elif place.last >= first:
                if fresh := self._later(items, place):
                    place.last = last
                    self.hand(fresh, seat, place)
            else:
                place.last = last
                if same is None or seat.reader.person in authors:
                    self.hand(items, seat, place, made)
                else:
                    seat.put(same)

    def _for_most(self, items: list[Item]) -> str | None:
        """Return the frame of these events for all but their authors; None where moderators get
        another one."""
        if any(one.private is not None for one in items):
            return None
        return protocol.events(self.pk, self.epoch, (one.public for one in items))

    def hand(
        self,
        items: list[Item],
        seat: Seat,
        place: Place,
        made: dict[tuple[bool, ...], str] | None = None,
    ) -> None:
        """Hand events to a seat, and before them which of them its reader wrote: events are the
        same bytes for many, so they cannot say it. `made` as in `text`."""
        person = seat.reader.person
        if person is not None and (own := [one.subject for one in items if one.is_own(person)]):
            ids = {kind: [pk for its, pk in filter(None, own) if its == kind] for kind in KINDS}
            seat.put(protocol.own(self.pk, ids["message"], ids["question"]))
        seat.put(self.text(items, seat, place, made))

    @staticmethod
    def _later(items: list[Item], place: Place) -> list[Item]:
        return [one for one in items if one.seq > place.last]

    def text(
        self,
        items: list[Item],
        seat: Seat,
        place: Place,
        made: dict[tuple[bool, ...], str] | None = None,
    ) -> str:
        """Return the frame of these events for a seat; `made` remembers it for the next one."""
        person = seat.reader.person
        key = tuple(
            one.private is not None
            and (bool(place.moderates) or (person is not None and person == one.author_id))
            for one in items
        )
        if made is not None and key in made:
            return made[key]
        frames = (one.text(person, bool(place.moderates)) for one in items)
        text = protocol.events(self.pk, self.epoch, frames)
        if made is not None:
            made[key] = text
        return text

    def release(self, seat: Seat, place: Place) -> None:
        """End the holding: what came meanwhile and is later than the replay goes out now."""
        held, place.held = place.held or [], None
        items = self._later(held, place)
        if items and not place.is_lost:
            place.last = items[-1].seq
            self.hand(items, seat, place)

    def tell(self, text: str) -> None:
        """Hand a frame that is the same for all to all seats that follow."""
        for seat, place in list(self.seats.items()):
            if place.held is None and not place.is_lost:
                seat.put(text)

    def lose_all(self, text: str) -> None:
        """Tell all seats to begin anew, and let nothing more follow until they join again."""
        for seat, place in list(self.seats.items()):
            if not place.is_lost:
                place.is_lost = True
                seat.put(text)

    def end_typing(self, items: list[Item]) -> bool:
        """Note that who wrote these events types no more; tell whether one of them did here."""
        ended = {one.author_id for one in items if one.is_made} & self.typing.keys()
        self.typing = {one: end for one, end in self.typing.items() if one not in ended}
        return bool(ended)

    def here(self, now: float) -> Here:
        """Return who follows in this process."""
        people = {
            seat.reader.person if seat.reader.person is not None else -id(seat)
            for seat in self.seats
        }
        self.typing = {one: end for one, end in self.typing.items() if end > now and one in people}
        cities = sorted({seat.reader.city for seat in self.seats if seat.reader.city})
        return Here(len(people), tuple(cities[:MOST_CITIES]), len(self.typing))

    def pulse(self, own: Here, others: list[Here], *, is_due: bool = True) -> None:
        """Tell all seats who is here where that changed; between two pulses (not `is_due`) only how
        many write, since counts of people go out once a second at most."""
        self.last_here = own
        all_of_them = together([own, *others])
        is_small = all_of_them.people < MOST_TYPING
        texts = (
            protocol.presence(self.pk, all_of_them.people, list(all_of_them.cities)),
            protocol.typing(self.pk, all_of_them.typing if is_small else 0),
        )
        if not is_due:
            texts = (self.told[0], texts[1])
        for text, before in zip(texts, self.told, strict=True):
            # Nobody need hear that nobody writes who never heard that somebody does.
            if text != before and not (not before and text == protocol.typing(self.pk, 0)):
                self.tell(text)
        self.told = texts
        self.is_stirred = bool(self.typing) or not is_due
