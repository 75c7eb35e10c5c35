"""A small client for sockets (RFC 6455), so that tests hear exactly what a server sends."""

import base64
import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class Closed(Exception):  # noqa: N818
    """The server closed; `code` says why, 1006 where it said nothing."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Wire:
    """An open socket."""

    line: socket.socket
    rest: bytes = b""

    def send(self, data: Any) -> None:
        """Send a frame, as JSON unless it is text."""
        self.send_raw((data if isinstance(data, str) else json.dumps(data)).encode())

    def send_raw(self, payload: bytes, opcode: int = 1) -> None:
        """Send bytes as a text or (2) binary frame."""
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        # The mask may be anything; that of zeros changes nothing.
        self.line.sendall(head + bytes(4) + payload)

    def hear(self, *types: str, within: float = 5.0) -> dict[str, Any]:
        """Return the next frame, of one of `types` if given. Raises Closed, TimeoutError."""
        self.line.settimeout(within)
        while True:
            opcode, payload = self._frame()
            if opcode == 8:
                raise Closed(struct.unpack(">H", payload[:2])[0] if payload else 1005)
            if opcode == 9:
                self.send_raw(payload, 10)
            if opcode == 1:
                data = json.loads(payload)
                if not types or data["type"] in types:
                    return data

    def _frame(self) -> tuple[int, bytes]:
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self._take(8))[0]
        return first & 0x0F, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self.rest) < size:
            try:
                more = self.line.recv(65536)
            except ConnectionResetError:
                more = b""
            if not more:
                raise Closed(1006)
            self.rest += more
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def close(self) -> None:
        """Cut the line."""
        self.line.close()


def connect(url: str, *, origin: str | None = "", cookie: str = "", path: str = "/live/") -> Wire:
    """Open a socket at a site; the origin is the site's own unless another (None: no) is given.

    Raises ConnectionRefusedError with the status where the server does not open it.
    """
    place = urlsplit(url)
    line = socket.create_connection((place.hostname, place.port), timeout=10)
    lines = [f"GET {path} HTTP/1.1", f"Host: {place.netloc}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += [f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"]
    if origin is not None:
        lines.append(f"Origin: {origin or url}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    line.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = line.recv(4096)
        if not more:
            break
        answer += more
    head, _, rest = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1].decode() if b" " in head else "no answer"
    if status != "101":
        line.close()
        raise ConnectionRefusedError(status)
    return Wire(line, rest)
