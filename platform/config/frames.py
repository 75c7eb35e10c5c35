"""Text frames of sockets, made once for all who get the same (RFC 6455, section 5.2)."""

from functools import lru_cache
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

# Whole, not continued, text.
FIRST_BYTE = 0x81
MOST_SHORT, MOST_MIDDLE = 125, 0xFFFF


@lru_cache(maxsize=16)
def framed(text: str) -> bytes:
    """Return a text as one frame from a server, which masks nothing."""
    data = text.encode()
    size = len(data)
    if size <= MOST_SHORT:
        head = bytes((FIRST_BYTE, size))
    elif size <= MOST_MIDDLE:
        head = bytes((FIRST_BYTE, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((FIRST_BYTE, 127)) + size.to_bytes(8, "big")
    return head + data


class SharedFrames(WebSocketsSansIOProtocol):
    """uvicorn's protocol of a socket, which would make each frame anew for every socket: in a room
    of a thousand that is much of the work. All else is uvicorn's; what is used of it here is held
    by the range in pyproject.toml and by the real sockets of tests/discussion/live/test_server.py.
    """

    async def send(self, message: Any) -> None:
        """Send a frame of text, or do what uvicorn does with any other message."""
        text = message.get("text")
        is_plain = message["type"] == "websocket.send" and text is not None
        if not is_plain or self.close_sent or self.conn.state is not State.OPEN:
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        self.transport.write(framed(text))
