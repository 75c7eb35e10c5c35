"""One reader's end of a wire: what waits to be sent, and how far they are in each channel."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from discussion.live import protocol
from discussion.live.protocol import Close
from discussion.live.reading import Item
from discussion.live.rights import Reader

MOST_WAITING = 256


@dataclass(slots=True)
class Place:
    """How far a reader is in a channel: everything up to `last` was handed over.

    `held` is what arrives while the replay is read; `is_lost` says that something was dropped and
    nothing more may be sent until the client joins again. `moderates` is None until it matters.
    """

    last: int = 0
    held: list[Item] | None = field(default_factory=list)
    is_lost: bool = False
    moderates: bool | None = None


class Seat:
    """A socket, a stream or a long poll. Whoever owns it takes what waits, one by one.

    `push`, if there is one, sends a frame at once and tells whether it could: then the frame need
    not wait, nor anybody be woken for it.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.places: dict[int, Place] = {}
        self.close_code: Close | None = None
        self._flight: asyncio.Future[Any] | None = None
        self._sent_at = 0.0
        self.hang_up: Callable[[], object] = lambda: None
        self.push: Callable[[str], bool] | None = None
        self._waiting: deque[str] = deque()
        self._something = asyncio.Event()

    def put(self, text: str) -> None:
        """Let a frame wait; when too many do, all are dropped and the client is told to resync."""
        if self.close_code is not None:
            return
        if self.push is not None and not self._waiting and self.push(text):
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            for channel_id, place in self.places.items():
                place.is_lost = True
                self._waiting.append(protocol.resync(channel_id))
            return
        self._waiting.append(text)
        self._something.set()

    async def take(self) -> str | None:
        """Return the next frame; None once the seat was closed."""
        return self.next() if await self.has_frames() else None

    async def has_frames(self) -> bool:
        """Return once a frame waits; False once the seat was closed."""
        while not self._waiting and self.close_code is None:
            self._something.clear()
            await self._something.wait()
        return self.close_code is None

    def next(self) -> str | None:
        """Return the next frame, None where none waits."""
        return self._waiting.popleft() if self._waiting else None

    def sent(self, flight: "asyncio.Future[Any]", now: float) -> None:
        """Note that a frame is on its way: `flight` is done once the client's line took it."""
        self._flight, self._sent_at = flight, now

    def stuck_for(self, now: float) -> float:
        """Return for how many seconds the client has taken nothing of what is being sent."""
        is_stuck = self._flight is not None and not self._flight.done()
        return now - self._sent_at if is_stuck else 0.0

    def close(self, code: Close) -> None:
        """End it: nothing that waits is sent any more, and `hang_up` is called."""
        if self.close_code is None:
            self.close_code = code
            self._waiting.clear()
            self._something.set()
            self.hang_up()

    @property
    def waiting(self) -> int:
        """Return how many frames wait."""
        return len(self._waiting)
