"""A hub in an event loop of its own, and clients at its socket.

Not `channels.testing`: its package wants Daphne, a server that Crocevia has no other use for.
"""

import asyncio
import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError
from django.test import Client as Browser

from discussion.live import door, hub, routing, threads

SITE = "http://localhost:8000"
QUIET = 0.3


@pytest.fixture
def live(transactional_db, monkeypatch, settings):
    """Return what runs a test's coroutine, with a hub that is closed afterwards."""
    monkeypatch.setattr(hub, "GOODBYE_SECONDS", 0.1)
    settings.SITE_URL = SITE

    def run(work: Any) -> None:
        async def all_of_it() -> None:
            try:
                async with asyncio.timeout(30):
                    await work()
            finally:
                await door.close()

        asyncio.run(all_of_it())

    yield run
    threads.close()


async def in_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call something that asks the database; again where the hub was reading: the tests' SQLite in
    memory locks whole tables, and nobody waits for it."""
    while True:
        try:
            return await threads.in_thread(function, *args, **kwargs)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        await asyncio.sleep(0.01)


class Socket:
    """A client at the socket. `cookie` is that of somebody signed in."""

    def __init__(self, cookie: str = "", origin: str | None = SITE, path: str = "/live/") -> None:
        headers = [(b"host", b"localhost:8000")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        scope = {"type": "websocket", "path": path, "headers": headers, "query_string": b""}
        self.wire = ApplicationCommunicator(routing.socket, scope)
        self.heard: list[dict[str, Any]] = []

    async def open(self) -> tuple[bool, Any]:
        """Connect; returns whether that went well, and the close code if not."""
        await self.wire.send_input({"type": "websocket.connect"})
        answer = await self.wire.receive_output(5)
        return answer["type"] == "websocket.accept", answer.get("code")

    async def send(self, data: Any) -> None:
        """Send a frame, as JSON unless it is text or bytes."""
        message: dict[str, Any] = {"type": "websocket.receive", "bytes": None, "text": None}
        if isinstance(data, bytes):
            message["bytes"] = data
        else:
            message["text"] = data if isinstance(data, str) else json.dumps(data)
        await self.wire.send_input(message)

    async def join(self, channel: Any, after: int = 0, epoch: str = "") -> None:
        """Follow a channel, and wait until the replay is here."""
        cursor = {"after": after, "epoch": epoch}
        await self.send({"type": "join", "channels": {str(channel.pk): cursor}})

    async def hear(self, *types: str, within: float = 5.0) -> dict[str, Any]:
        """Return the next frame of one of these types; the others are kept in `heard`."""
        while True:
            message = await self.wire.receive_output(within)
            assert message["type"] == "websocket.send", message
            data = json.loads(message["text"])
            self.heard.append(data)
            if not types or data["type"] in types:
                return data

    async def events(self, last: int) -> list[dict[str, Any]]:
        """Return all events that come, until the one with this number."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["seq"] < last:
            found += (await self.hear("events"))["events"]
        return found

    async def nothing(self, seconds: float = QUIET, kind: str = "events") -> None:
        """Wait, and fail if a frame of this type comes."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if not await self.wire.receive_nothing(left):
                assert (await self.hear())["type"] != kind, self.heard[-1]

    async def closed(self, within: float = 5.0) -> int:
        """Wait until the server closes; returns the code."""
        while True:
            message = await self.wire.receive_output(within)
            if message["type"] == "websocket.close":
                return message["code"]
            self.heard.append(json.loads(message["text"]))


def sign_in(person: Any) -> str:
    """Return the cookie of a person who signs in."""
    browser = Browser()
    browser.force_login(person)
    return f"sessionid={browser.cookies['sessionid'].value}"


async def opened(person: Any = None, **values: Any) -> Socket:
    """Return an open socket of a person, or of a reader without an account."""
    made = Socket(await in_thread(sign_in, person) if person else "", **values)
    assert (await made.open())[0]
    await made.hear("welcome")
    return made


async def ask(path: str, query: str, cookie: str = "", **headers: str) -> ApplicationCommunicator:
    """Return a request for events that has begun."""
    lines = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    if cookie:
        lines.append((b"cookie", cookie.encode()))
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    scope |= {"headers": lines, "client": ("127.0.0.1", 1)}
    asking = ApplicationCommunicator(routing.http_application(scope), scope)
    await asking.send_input({"type": "http.request", "body": b""})
    return asking
