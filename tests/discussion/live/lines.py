"""A line to a server that can be cut: for tests of what happens then."""

import asyncio
import threading
from urllib.parse import urlsplit, urlunsplit


class Line:
    """A line to Redis that can be cut: a proxy on a port of its own."""

    def __init__(self, url: str) -> None:
        self.there = urlsplit(url)
        self.is_cut = False
        self.ends: set[asyncio.StreamWriter] = set()

    async def open(self) -> str:
        """Listen, and return the URL by which Redis is reached through here."""
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        port = self.server.sockets[0].getsockname()[1]
        user = f"{self.there.netloc.rpartition('@')[0]}@" if "@" in self.there.netloc else ""
        return urlunsplit(self.there._replace(netloc=f"{user}127.0.0.1:{port}"))

    async def _carry(self, reader, writer):
        if self.is_cut:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(
                self.there.hostname, self.there.port
            )
        except OSError:
            writer.close()
            return
        self.ends |= {writer, far_writer}
        await asyncio.gather(self._pipe(reader, far_writer), self._pipe(far_reader, writer))

    async def _pipe(self, reader, writer):
        try:
            while (data := await reader.read(65536)) and not self.is_cut:
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()

    def cut(self) -> None:
        """Cut it."""
        self.is_cut = True
        for end in self.ends:
            end.close()
        self.ends.clear()

    def mend(self) -> None:
        """Let it work again."""
        self.is_cut = False


class LineBeside(threading.Thread):
    """Such a line in a thread, for programs without an event loop. `url` leads through it."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.line = Line(url)
        self.is_open = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.start()
        self.is_open.wait()

    def run(self) -> None:
        """Carry until the program ends."""
        self.url = self.loop.run_until_complete(self.line.open())
        self.is_open.set()
        self.loop.run_forever()

    def cut(self) -> None:
        """Cut it."""
        self.loop.call_soon_threadsafe(self.line.cut)

    def mend(self) -> None:
        """Let it work again."""
        self.loop.call_soon_threadsafe(self.line.mend)
