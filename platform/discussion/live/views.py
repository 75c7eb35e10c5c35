"""The same events over plain HTTP: a question that is kept open, and a stream (server-sent events).

Applications of their own beside Django's: a reader who waits costs no thread. They answer only
GET, keep nothing in a cache, and ask for rights where the socket does.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from discussion.live import door, protocol, rights
from discussion.live.hub import Hub
from discussion.live.protocol import Close, Cursor
from discussion.live.rights import Reader
from discussion.live.seats import Seat
from discussion.live.threads import in_thread

MOST_WAIT = 25.0
MOST_OPEN = 20
MOST_OPEN_ADDRESS = 200
RETRY = 3000
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"vary", b"Cookie"),
)

_open: dict[str, int] = {}


class Answer(Exception):  # noqa: N818  (read aloud: raises Answer)
    """What to answer instead of events."""

    def __init__(self, status: int, retry_after: int = 0) -> None:
        self.status, self.retry_after = status, retry_after


class Wire:
    """A request to follow one channel over HTTP."""

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.channel_id = int(scope["url_route"]["kwargs"]["pk"])
        self.headers = dict(scope.get("headers", ()))
        query = parse_qs(scope.get("query_string", b"").decode("latin1"))
        self.query = {name: values[0] for name, values in query.items()}

    @property
    def cursor(self) -> Cursor:
        """Return from where the client wants to go on."""
        last = self.headers.get(b"last-event-id", b"").decode("latin1")
        if ":" in last:
            epoch, after = last.split(":", 1)
            return protocol.cursor_of(after, epoch)
        return protocol.cursor_of(self.query.get("after", "0"), self.query.get("epoch", ""))

    async def who(self) -> Reader:
        """Return who asks."""
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME)
        return await in_thread(rights.identify, key)

    def name(self, reader: Reader) -> str:
        """Return under which name open questions are counted."""
        if reader.person is not None:
            return f"person {reader.person}"
        return f"address {self._address()}"

    def _address(self) -> str:
        """Return the visitor's address, as many proxies before the site as there are ours."""
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        chain = self.headers.get(b"x-forwarded-for", b"").decode("latin1").split(",")
        if proxies and len(chain) >= proxies:
            return chain[-proxies].strip()[:60]
        return str((self.scope.get("client") or ("",))[0])

    async def begin(self, status: int, kind: bytes, *more: tuple[bytes, bytes]) -> None:
        """Send the head of the answer."""
        headers = [(b"content-type", kind), *HEADERS, *more]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def body(self, text: str, *, more: bool = False) -> None:
        """Send a part of the answer."""
        body = text.encode()
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def data(self, status: int, data: Any, retry_after: int = 0) -> None:
        """Answer with JSON."""
        more = [(b"retry-after", str(retry_after).encode())] if retry_after else []
        await self.begin(status, b"application/json", *more)
        await self.body(protocol.dump(data))

    async def gone(self) -> None:
        """Return when the client has gone away."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


async def poll(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with the events after a number, as soon as there are any."""
    await _serve(Wire(scope, receive, send), _poll)


async def stream(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send events as they come, as server-sent events."""
    await _serve(Wire(scope, receive, send), _stream)


async def _serve(wire: Wire, work: Any) -> None:
    """Answer a request until it is done or the client has gone."""
    if wire.scope["method"] != "GET":
        await wire.data(405, {"error": "method"})
        return
    gone = asyncio.create_task(wire.gone())
    doing = asyncio.create_task(_answer(wire, work))
    await asyncio.wait([gone, doing], return_when=asyncio.FIRST_COMPLETED)
    for task in (gone, doing):
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    if doing.done() and not doing.cancelled():
        doing.result()


async def _answer(wire: Wire, work: Any) -> None:
    hub = door.hub()
    reader = await wire.who()
    name, most = wire.name(reader), MOST_OPEN if reader.person is not None else MOST_OPEN_ADDRESS
    if _open.get(name, 0) >= most:
        await wire.data(429, {"error": "too_fast"}, retry_after=10)
        return
    _open[name] = _open.get(name, 0) + 1
    seat = Seat(reader)
    hub.seats.add(seat)
    try:
        if hub.is_ending:
            raise Answer(503, 2)
        await work(wire, hub, seat)
    except Answer as answer:
        await wire.data(answer.status, {"error": str(answer.status)}, answer.retry_after)
    finally:
        hub.rise(seat)
        _open[name] -= 1
        if not _open[name]:
            del _open[name]


async def _poll(wire: Wire, hub: Hub, seat: Seat) -> None:
    raw = wire.query.get("wait", "0")
    wait = min(MOST_WAIT, float(raw) if raw.isascii() and raw.isdecimal() else 0.0)
    heard: dict[str, Any] = {"epoch": "", "last_seq": 0, "events": []}
    await hub.join(seat, wire.channel_id, wire.cursor)
    with suppress(TimeoutError):
        async with asyncio.timeout(wait):
            while (text := await seat.take()) is not None:
                if _note(heard, json.loads(text), wire.channel_id):
                    break
    if seat.close_code == Close.SIGNED_OUT:
        raise Answer(404)
    if seat.close_code is not None:
        raise Answer(503, 2)
    if room := hub.rooms.get(wire.channel_id):
        heard["epoch"] = heard["epoch"] or room.epoch
    await wire.data(200, heard)


def _note(heard: dict[str, Any], frame: dict[str, Any], channel_id: int) -> bool:
    """Add a frame to the answer; True where the answer is complete. Raises Answer."""
    kind = frame["type"]
    if kind == "denied":
        raise Answer(404)
    if kind == "resync":
        raise Answer(503, 1)
    if kind == "reset":
        heard |= {"epoch": frame["epoch"], "reset": True}
        return True
    if kind == "events":
        heard["events"] += frame["events"]
        heard["epoch"] = frame["epoch"]
        heard["last_seq"] = max(heard["last_seq"], frame["events"][-1]["seq"])
    if kind == "heads":
        heard["last_seq"] = max(heard["last_seq"], frame["heads"].get(str(channel_id), 0))
    return bool(heard["events"])


async def _stream(wire: Wire, hub: Hub, seat: Seat) -> None:
    joining = asyncio.create_task(hub.join(seat, wire.channel_id, wire.cursor))
    try:
        first = await seat.take()
        if first is None or json.loads(first)["type"] == "denied":
            raise Answer(404 if first else 503, 0 if first else 2)
        await wire.begin(200, b"text/event-stream", (b"x-accel-buffering", b"no"))
        await wire.body(f"retry: {RETRY}\n\n", more=True)
        async for text in _as_stream(first, seat):
            await wire.body(text, more=True)
        await wire.body("")
    finally:
        joining.cancel()


async def _as_stream(first: str, seat: Seat) -> AsyncIterator[str]:
    """Yield what a stream says of each frame; ends after `reset`, `resync` and `denied`."""
    text: str | None = first
    while text is not None:
        frame = json.loads(text)
        kind = frame.pop("type")
        if kind == "events":
            for one in frame["events"]:
                number = f"{frame['epoch']}:{one['seq']}"
                yield f"id: {number}\nevent: event\ndata: {protocol.dump(one)}\n\n"
        elif kind != "resync":
            frame.pop("channel", None)
            yield f"event: {kind}\ndata: {protocol.dump(frame)}\n\n"
        if kind in ("reset", "resync", "denied"):
            return
        text = await seat.take()
