"""A lean client for crowds: sockets (RFC 6455) and posts of hundreds of people in one event loop.

`tests.discussion.live.wire` is the same for one client and a test that waits for each frame.
"""

import asyncio
import base64
import json
import os
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = "a" * 32
PATIENCE = 15.0
CUT = 1006


class Refused(OSError):  # noqa: N818  (read aloud: raises Refused)
    """The server did not open a socket; `str()` is its status."""


class Line(asyncio.Protocol):
    """An open socket: `heard` gets the bytes of each frame, `ended` the close code, once."""

    def __init__(self, heard: Callable[[bytes], None], ended: Callable[[int], None]) -> None:
        self.heard, self.ended = heard, ended
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self._is_open, self._code, self._rest = False, CUT, b""

    def connection_made(self, transport: Any) -> None:
        """Note the transport."""
        self.transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell whoever waits that the line is gone."""
        if not self.opened.done():
            self.opened.set_exception(Refused("cut"))
            # Whoever opened it may have gone away already.
            self.opened.exception()
        elif self._is_open:
            self.ended(self._code)

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        if self._rest:
            data = self._rest + data
        at = 0 if self._is_open else self._open(data)
        while (found := _frame(data, at)) is not None:
            start, end = found
            opcode, at = data[at] & 15, end
            if opcode == 1:
                self.heard(data[start:end])
            elif opcode == 9:
                self._send(data[start:end], 10)
            elif opcode == 8:
                self._code = int.from_bytes(data[start : start + 2], "big") if end > start else 1005
                self.close()
        self._rest = data[at:]

    def _open(self, data: bytes) -> int:
        head, end, _rest = data.partition(b"\r\n\r\n")
        if not end:
            return 0
        status = head.split(b" ", 2)[1].decode()
        if status == "101":
            self._is_open = True
            if not self.opened.done():
                self.opened.set_result(None)
            return len(head) + 4
        if not self.opened.done():
            self.opened.set_exception(Refused(status))
            self.opened.exception()
        self.close()
        return len(data)

    def send(self, data: Any) -> None:
        """Send a frame."""
        self._send(json.dumps(data).encode(), 1)

    def _send(self, payload: bytes, opcode: int) -> None:
        size = len(payload)
        head = bytes([0x80 | opcode, 0x80 | (size if size < 126 else 126)])
        if size >= 126:
            head += struct.pack(">H", size)
        if self.transport is not None and not self.transport.is_closing():
            # The mask may be anything; that of zeros changes nothing.
            self.transport.write(head + bytes(4) + payload)

    def listen(self, on: bool) -> None:
        """Take what comes, or leave it where it is."""
        if self.transport is not None and not self.transport.is_closing():
            (self.transport.resume_reading if on else self.transport.pause_reading)()

    def close(self) -> None:
        """Cut the line."""
        if self.transport is not None:
            self.transport.abort()


def _frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the payload of the frame that begins at `at` starts and ends."""
    there = len(data) - at
    if there < 2:
        return None
    size, start = data[at + 1] & 0x7F, at + 2
    if size > 125:
        wide = 2 if size == 126 else 8
        size, start = int.from_bytes(data[start : start + wide], "big"), start + wide
    end = start + size
    return (start, end) if there >= start - at and len(data) >= end else None


async def dial(
    url: str,
    heard: Callable[[bytes], None],
    ended: Callable[[int], None],
    *,
    session: str = "",
    path: str = "/live/",
    takes: int = 0,
) -> Line:
    """Return an open socket at a site. `takes` bounds what the system keeps unread.

    Raises Refused, OSError, TimeoutError.
    """
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    own = socket.socket()
    own.setblocking(False)
    if takes:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    try:
        async with asyncio.timeout(PATIENCE):
            await loop.sock_connect(own, (place.hostname, place.port))
            _transport, line = await loop.create_connection(lambda: Line(heard, ended), sock=own)
            assert line.transport is not None
            line.transport.write(_handshake(place.netloc, path, url, session))
            await line.opened
    except BaseException:
        own.close()
        raise
    return line


def _handshake(host: str, path: str, origin: str, session: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
    lines += [f"Origin: {origin}", *([f"Cookie: sessionid={session}"] if session else [])]
    return "\r\n".join([*lines, "", ""]).encode()


class Caller:
    """A browser's connection to a site, which stays open from one question to the next."""

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url)
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, path: str, session: str = "", fields: Mapping[str, Any] | None = None
    ) -> tuple[int, Any]:
        """Return status and data of an answer in JSON; with `fields` they are posted.

        Raises OSError, EOFError, TimeoutError, ValueError; the next question opens a new one then.
        """
        body = b""
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
        lines = [f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1"]
        lines += [f"Host: {self.place.netloc}", "Accept: application/json"]
        lines += [f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/x-www-form-urlencoded"]
        lines += [f"Cookie: csrftoken={TOKEN}; sessionid={session}"]
        try:
            async with asyncio.timeout(PATIENCE):
                if self._line is None:
                    self._line = await asyncio.open_connection(self.place.hostname, self.place.port)
                reader, writer = self._line
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                status = int(head.split(b" ", 2)[1])
                text = await _body(reader, head)
        except BaseException:
            self.close()
            raise
        return status, json.loads(text) if text.startswith(b"{") else None

    def close(self) -> None:
        """Close the connection."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def ask(
    url: str, path: str, session: str = "", fields: Mapping[str, Any] | None = None
) -> tuple[int, Any]:
    """Ask once, over a connection of its own; see `Caller.ask`."""
    caller = Caller(url)
    try:
        return await caller.ask(path, session, fields)
    finally:
        caller.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"transfer-encoding: chunked" not in head:
        size = head.partition(b"content-length:")[2].split(b"\r\n")[0]
        # An answer that was cut off is none; one without a length has nothing but a head.
        return await reader.readexactly(int(size)) if size else b""
    pieces = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        pieces += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return pieces
