"""Sockets that count what arrives, and people who write: the client's side of `benchmarks.live`."""

import asyncio
import json
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.load.lean import Caller, Line, ask, dial

SENDERS = 5
WORDS = "what we do when people arrive and what it costs us in a year"
# After the last message was sent, the rest must have arrived.
REST_SECONDS = 10.0


@dataclass
class Heard:
    """What arrived of what was sent: how long each delivery took since it was sent, in seconds."""

    sent: int = 0
    refused: int = 0
    seconds: float = 0.0
    deliveries: int = 0
    frames: int = 0
    lags: list[float] = field(default_factory=list)

    def figures(self, sockets: int) -> dict[str, Any]:
        """Return them for a record."""
        clock = sorted(self.lags) or [0.0]
        return {
            "messages": self.sent,
            "refused": self.refused,
            "deliveries": self.deliveries,
            "missing": self.sent * sockets - self.deliveries,
            "frames": self.frames,
            "a_second": round(self.deliveries / self.seconds),
            "p50_ms": round(clock[len(clock) // 2] * 1000, 1),
            "p95_ms": round(clock[int(len(clock) * 0.95)] * 1000, 1),
            "max_ms": round(clock[-1] * 1000, 1),
        }


class Audience:
    """Sockets at one server. `chat` says how one joins, writes, and what a frame holds."""

    def __init__(self, chat: "Chat") -> None:
        self.chat = chat
        self.lines: list[Line] = []
        self.closed = 0
        self.heard = Heard()
        self._began: dict[str, float] = {}
        self._known: dict[bytes, list[str]] = {}

    async def come(self, count: int) -> None:
        """Open so many sockets."""
        for _at in range(count):
            line = await dial(self.chat.url, self._hear, self._lost, path=self.chat.path)
            self.chat.join(line)
            self.lines.append(line)
        await asyncio.sleep(1)

    def go(self) -> None:
        """Close them all."""
        for line in self.lines:
            line.close()
        self.chat.leave()

    def _lost(self, _code: int) -> None:
        self.closed += 1

    def _hear(self, raw: bytes) -> None:
        # The same bytes come to everybody: they are taken apart once.
        found = self._known.get(raw)
        if found is None:
            self._known[raw] = found = self.chat.client_ids(json.loads(raw))
        if not found:
            return
        now, heard = time.perf_counter(), self.heard
        heard.frames += 1
        for client_id in found:
            if client_id in self._began:
                heard.deliveries += 1
                heard.lags.append(now - self._began[client_id])

    async def talk(self, seconds: float, rate: float = 0.0) -> Heard:
        """Let people write for a while: `rate` messages a second in all, or (0) each of them again
        as soon as the last one is stored. Returns what arrived."""
        self.heard, self._known = Heard(), {}
        began = time.perf_counter()
        end = began + seconds
        await asyncio.gather(*(self._write(number, end, rate) for number in range(SENDERS)))
        last = time.perf_counter()
        wanted = self.heard.sent * len(self.lines)
        while self.heard.deliveries < wanted and time.perf_counter() < last + REST_SECONDS:
            await asyncio.sleep(0.005)
        self.heard.seconds = time.perf_counter() - began
        return self.heard

    async def _write(self, number: int, end: float, rate: float) -> None:
        pause = SENDERS / rate if rate else 0.0
        due = time.perf_counter() + pause * number / SENDERS
        while time.perf_counter() < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += pause
            client_id = str(uuid4())
            self._began[client_id] = time.perf_counter()
            if await self.chat.write(self, client_id, f"{client_id} {WORDS}"):
                self.heard.sent += 1
            else:
                self.heard.refused += 1


class Chat(ABC):
    """A server's ways: where it is, how one joins and writes there."""

    path = "/live/"
    url = ""

    def join(self, line: Line) -> None:
        """Say on an open socket what it wants; nothing, where to be there is enough."""
        return

    def leave(self) -> None:
        """Close what was opened to write."""
        return

    @abstractmethod
    def client_ids(self, frame: Any) -> list[str]:
        """Return the client ids of the messages in a frame."""

    @abstractmethod
    async def write(self, audience: Audience, client_id: str, body: str) -> bool:
        """Write a message; returns, when it is stored, whether it was taken."""


class OurChat(Chat):
    """Crocevia: sent by POST with a session, over a connection that each person keeps, as browsers
    do. Nobody writes so often that the limit on how fast one writes would hold them up."""

    def __init__(self, url: str, channel: int, sessions: list[str]) -> None:
        self.url, self.channel, self.sessions = url, channel, sessions
        self.after = self.seen = 0
        self._next = 0
        self._callers: dict[str, Caller] = {}

    async def begin(self) -> None:
        """Let those who come begin at the end of the channel."""
        _status, page = await ask(self.url, f"/en/discussion/{self.channel}/")
        self.after = self.seen = page["last_seq"]

    def join(self, line: Line) -> None:
        """Follow the channel."""
        cursor = {"epoch": "", "after": self.after}
        line.send({"type": "hello", "channels": {str(self.channel): cursor}})

    def client_ids(self, frame: Any) -> list[str]:
        """Return those of new messages."""
        events = frame.get("events", ())
        return [one["message"]["client_id"] for one in events if one["kind"] == "created"]

    async def write(self, audience: Audience, client_id: str, body: str) -> bool:
        """Post it."""
        self._next += 1
        session = self.sessions[self._next % len(self.sessions)]
        # As the page's script does: it says how far its person has read.
        fields = {"body": body, "client_id": client_id, "shown_as": "city", "seen": self.seen}
        caller = self._callers.setdefault(session, Caller(self.url))
        try:
            status, data = await caller.ask(f"/en/discussion/{self.channel}/", session, fields)
        except (OSError, EOFError, TimeoutError, ValueError):
            return False
        if status == 201:
            self.seen = max(self.seen, data["seq"])
        return status == 201

    def leave(self) -> None:
        """Close the connections of those who wrote."""
        for caller in self._callers.values():
            caller.close()
        self._callers.clear()


class PlainChat(Chat):
    """The plain chat: sent over the socket, and stored when it comes back."""

    path = "/"

    def __init__(self, url: str) -> None:
        self.url = url
        self._back: dict[str, asyncio.Event] = {}

    def client_ids(self, frame: Any) -> list[str]:
        """Return that of the one message; who sent it hears that it is stored."""
        client_id = frame["client_id"]
        if client_id in self._back:
            self._back[client_id].set()
        return [client_id]

    async def write(self, audience: Audience, client_id: str, body: str) -> bool:
        """Send it on one of the first sockets."""
        back = self._back[client_id] = asyncio.Event()
        line = audience.lines[hash(client_id) % min(SENDERS, len(audience.lines))]
        line.send({"client_id": client_id, "body": body})
        try:
            async with asyncio.timeout(REST_SECONDS):
                await back.wait()
        except TimeoutError:
            return False
        return True
