"""The socket: transport only. It lets in, takes frames apart, and hands both to the hub."""

import asyncio
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from discussion.live import door, origins, protocol, rights
from discussion.live.begun import begin
from discussion.live.languages import language
from discussion.live.protocol import BadFrame, Close, Heard, TooBig
from discussion.live.seats import Seat
from discussion.live.threads import in_thread
from discussion.refusals import TooFast

log = logging.getLogger(__name__)
BURST = 20
EACH_SECOND = 2.0
MOST_BAD = 10
# So many frames more than allowed, and the socket is closed.
MOST_TOO_FAST = 20
CLOSING_SECONDS = 2.0


class Socket(AsyncWebsocketConsumer):
    """One socket of one reader."""

    # No group of Channels: the hub hands events out, see docs/live-protocol.md.
    channel_layer_alias = ""
    seat: Seat | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run the socket, and leave nothing behind however it ends.

        In the one task that the server made for it: Channels would make others, to listen to a
        channel layer as well, of which there is none.
        """
        self.scope, self.base_send = scope, send
        self.loop, self.task = asyncio.get_running_loop(), asyncio.current_task()
        self.tokens, self.counted_at = float(BURST), self.loop.time()
        self.bad = self.fast = 0
        # The frame that is on its way, where the line did not take it at once.
        self.flight: asyncio.Task[None] | None = None
        self.writer: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            # It was closed, and the client did not take even that; otherwise the server cancels.
            if self.closing is None:
                raise
        finally:
            self._end()

    def _hang_up(self) -> None:
        self.closing = self.loop.create_task(self._close())

    async def _close(self) -> None:
        """Close the socket; the client may still be taking what was sent before."""
        code = self.seat.close_code if self.seat is not None else None
        with suppress(OSError, RuntimeError):
            try:
                async with asyncio.timeout(CLOSING_SECONDS):
                    await self.close(code)
            except TimeoutError:
                if self.task is not None:
                    self.task.cancel()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand a message of the server to its handler. What Channels would do before, close old
        database connections in another thread, has no use here: no handler has one."""
        kind = message["type"]
        if kind == "websocket.connect":
            await self.websocket_connect(message)
        elif kind == "websocket.receive":
            await self.receive(message.get("text"))
        elif kind == "websocket.disconnect":
            raise StopConsumer

    async def connect(self) -> None:
        """Let a reader in who comes from a page of this site."""
        if not origins.is_own(self.scope):
            await self.close(Close.FOREIGN_ORIGIN)
            raise StopConsumer
        self.hub = door.hub()
        query = parse_qs(self.scope.get("query_string", b"").decode("latin1"))
        headers = dict(self.scope.get("headers", ()))
        accepted = headers.get(b"accept-language", b"").decode("latin1")
        self.language = language(query.get("lang", [""])[0], accepted)
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME)
        reader = await in_thread(rights.identify, key)
        await self.accept()
        self.seat = self.hub.sit(reader)
        if self.seat is None:
            await self.close(Close.TOO_MANY)
            raise StopConsumer
        self.seat.push = self._push
        self.seat.hang_up = self._hang_up
        if self.seat.close_code is not None:
            # The server began to end a moment ago.
            self._hang_up()
        self.seat.put(protocol.welcome(reader.person, self.hub.beat))

    def _push(self, text: str) -> bool:
        """Send a frame now if the one before has gone out; otherwise it waits for a writer."""
        if self.writer is None and (self.flight is None or self.flight.done()):
            self._send(text)
            return True
        if self.writer is None and self.seat is not None:
            self.writer = self.loop.create_task(self._write(self.seat))
        return False

    def _send(self, text: str) -> None:
        seat = self.seat
        if seat is None:
            return
        # The line is gone where there is an error, and whoever listens to it hears of that.
        with suppress(OSError, RuntimeError):
            self.flight = begin(self.base_send({"type": "websocket.send", "text": text}))
            if self.flight is not None:
                self.flight.add_done_callback(_forget)
                seat.sent(self.flight, self.loop.time())

    async def _write(self, seat: Seat) -> None:
        """Send what had to wait, one frame after the other, until nothing waits any more."""
        try:
            while True:
                if self.flight is not None:
                    with suppress(OSError, RuntimeError):
                        await self.flight
                if (text := seat.next()) is None:
                    return
                self._send(text)
        finally:
            self.writer = None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take a frame of the client."""
        if self.seat is None or self.seat.close_code is not None or not self._may_speak(self.seat):
            return
        try:
            heard = protocol.parse(text_data)
        except TooBig:
            self.seat.close(Close.TOO_BIG)
        except BadFrame:
            self.bad += 1
            if self.bad >= MOST_BAD:
                self.seat.close(Close.BAD_FRAMES)
            else:
                self._say("bad_frame", lambda: _("What the page sent was not understood."))
        else:
            await self._do(self.seat, heard)

    def _may_speak(self, seat: Seat) -> bool:
        """Tell whether the client may send a frame now; say so once if not, then close."""
        now = self.loop.time()
        gained = (now - self.counted_at) * EACH_SECOND
        self.tokens, self.counted_at = min(float(BURST), self.tokens + gained), now
        if self.tokens >= 1:
            self.tokens -= 1
            self.fast = 0
            return True
        self.fast += 1
        if self.fast == 1:
            self._say("too_fast", lambda: str(TooFast(1)))
        elif self.fast > MOST_TOO_FAST:
            seat.close(Close.TOO_FAST)
        return False

    async def _do(self, seat: Seat, heard: Heard) -> None:
        if heard.type == "ping":
            seat.put(protocol.pong())
        for channel_id in heard.ids:
            if heard.type == "leave":
                self.hub.leave(seat, channel_id)
            else:
                self.hub.company.types(seat, channel_id)
        for channel_id, cursor in heard.channels.items():
            if len(seat.places) >= protocol.MOST_CHANNELS and channel_id not in seat.places:
                seat.put(protocol.denied(channel_id, "too_many"))
                continue
            try:
                await self.hub.join(seat, channel_id, cursor)
            except Exception:
                log.exception("A channel could not be opened")
                self._say("busy", lambda: _("The discussion could not be read just now."))

    def _say(self, code: str, words: Any) -> None:
        """Put a sentence in the reader's language into the queue."""
        with translation.override(self.language):
            text = protocol.error(code, str(words()))
        if self.seat is not None:
            self.seat.put(text)

    def _end(self) -> None:
        if self.seat is not None:
            self.hub.rise(self.seat)
        for task in (self.writer, self.flight):
            if task is not None:
                task.cancel()


def _forget(task: asyncio.Future[Any]) -> None:
    """Let an error of a line that is gone be nobody's."""
    if not task.cancelled():
        task.exception()
