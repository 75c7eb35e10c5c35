"""A reader of a discussion that keeps a record of what it was sent and what it shows.

It follows docs/live-protocol.md and nothing else: another client would do the same.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tests.load.lean import Line, ask, dial

SILENCE = 50.0
AWAY = 1001
SIGNED_OUT = 4401


@lru_cache(4096)
def _parsed(raw: bytes) -> dict[str, Any]:
    """Return a frame as data; the same bytes go to many readers."""
    return json.loads(raw)


@dataclass(eq=False)
class Reader:
    """Applies each number once and in order, and goes on where it was after a cut.

    `shown` are the messages in the order in which they came into view, `heard` when the text of
    each message arrived for the last time.
    """

    group: str
    urls: Sequence[str]
    channel: int
    session: str = ""
    spread: float = 1.0
    takes: int = 0
    last: int = 0
    epoch: str = ""
    floor: int = 0
    view: dict[int, dict[str, Any]] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    heard: dict[str, float] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)
    cuts: int = 0
    gaps: int = 0
    resets: int = 0
    is_out: bool = False
    is_over: bool = False

    def __post_init__(self) -> None:
        self.awake = asyncio.Event()
        self.awake.set()
        self.line: Line | None = None
        self.gone = asyncio.Event()
        # Whether the server has said, on this line, where the channel is.
        self.is_here = False
        self.is_listening = True
        self.is_beginning = False
        self._beginning: asyncio.Task[None] | None = None
        self.heard_at = time.monotonic()

    async def live(self) -> None:
        """Follow until it is over."""
        while not self.is_over:
            await self.awake.wait()
            self.gone.clear()
            self.is_here = False
            try:
                self.line = await dial(
                    random.choice(self.urls),
                    self._take,
                    self._ended,
                    session=self.session,
                    takes=self.takes,
                )
            except (OSError, TimeoutError):
                await asyncio.sleep(random.uniform(0.05, self.spread))
                continue
            self.heard_at = time.monotonic()
            self.line.listen(self.is_listening)
            self._join("hello")
            await self._until_gone()
            if not self.is_over and self.awake.is_set():
                self.cuts += 1
                await asyncio.sleep(random.uniform(0, self.spread))

    async def _until_gone(self) -> None:
        while not self.gone.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(SILENCE / 5):
                    await self.gone.wait()
            if self.is_listening and time.monotonic() - self.heard_at > SILENCE:
                self.drop()

    def _ended(self, code: int) -> None:
        self.is_out = self.is_out or code == SIGNED_OUT
        if self.is_out:
            self.is_over = True
        self.is_here = False
        self.gone.set()

    def drop(self) -> None:
        """Cut the line, as a tunnel does."""
        self.is_here = False
        if self.line is not None:
            self.line.close()

    def listen(self, on: bool) -> None:
        """Take what the server sends, or (False) leave it lying."""
        self.is_listening = on
        if self.line is not None:
            self.line.listen(on)

    def end(self) -> None:
        """Follow no more."""
        self.is_over = True
        self.awake.set()
        self.drop()

    def _join(self, kind: str) -> None:
        cursor = {"epoch": self.epoch, "after": self.last}
        if self.line is not None:
            self.line.send({"type": kind, "channels": {str(self.channel): cursor}})

    def _take(self, raw: bytes) -> None:
        self.heard_at = time.monotonic()
        frame = _parsed(raw)
        kind = frame["type"]
        if kind == "events":
            for one in frame["events"]:
                self._hear(one)
                self._apply(one, frame["epoch"])
        elif kind == "heads":
            self.is_here = str(self.channel) in frame["heads"]
            if frame["heads"].get(str(self.channel), 0) > self.last:
                self._join("join")
        elif kind == "resync":
            self._join("join")
        elif kind == "reset":
            self.resets += 1
            self._beginning = asyncio.ensure_future(self._begin_anew())
        elif kind == "denied":
            self.is_out = True

    def _hear(self, one: dict[str, Any]) -> None:
        message = one.get("message")
        if message and "html" in message:
            self.heard[message["client_id"]] = time.time()

    def _apply(self, one: dict[str, Any], epoch: str) -> None:
        if one["seq"] <= self.last or self.is_beginning:
            return
        if one["seq"] > self.last + 1:
            self.gaps += 1
            self._join("join")
            return
        self.last, self.epoch = one["seq"], epoch
        message = one.get("message")
        if message and message["seq"] >= self.floor:
            if message["id"] not in self.view:
                self.shown.append(message["id"])
            self.view[message["id"]] = message
        if gone := one.get("message_id"):
            self.view.pop(gone, None)

    async def _begin_anew(self) -> None:
        """Load the newest page, as after `reset`, and follow from there."""
        self.is_beginning = True
        try:
            _status, page = await ask(
                random.choice(self.urls), f"/en/discussion/{self.channel}/", self.session
            )
        except (OSError, TimeoutError, ValueError):
            self.drop()
            return
        finally:
            self.is_beginning = False
        if page is None:
            self.drop()
            return
        self.view = {one["id"]: one for one in page["messages"]}
        self.shown = list(self.view)
        self.last, self.epoch, self.floor = page["last_seq"], page["epoch"], page["floor"]
        self._join("join")
