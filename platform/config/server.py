"""One process of the site's server: `python -m config.server FD` answers on a socket that
`manage.py serve` opened, until it is told to end (SIGTERM).

uvicorn, with the settings that matter here: a socket costs some twenty kilobytes, frames go out
without waiting for the loop, and who waits for events hears of the end before the server goes.
"""

import asyncio
import logging
import socket
import sys
from collections.abc import Awaitable, Callable

import uvicorn

from config import asgi
from config.frames import SharedFrames
from discussion.live import door
from discussion.live.protocol import MOST_BYTES

log = logging.getLogger(__name__)
GOODBYE_SECONDS = 4.0
# So long a page may take that is being made when the server ends.
LAST_PAGE_SECONDS = 5
# Longer than a proxy keeps its connections to us, or it would send a request into a closed one.
KEEP_SECONDS = 75
# A phone that was carried out of reach is gone after the two together.
PING_SECONDS, PONG_SECONDS = 30.0, 60.0
# What is longer than a frame may be is told so by us, up to here; beyond, by uvicorn (1009).
MOST_READ = 32 * MOST_BYTES


class Server(uvicorn.Server):
    """A server that says goodbye before it closes connections: without that it would wait in vain
    for those who wait for events."""

    def __init__(self, config: uvicorn.Config, goodbye: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self.goodbye = goodbye

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody in any more, say goodbye, then end as uvicorn does."""
        for server in self.servers:
            server.close()
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self.goodbye()
        except Exception:
            log.exception("Not every socket was closed properly")
        await super().shutdown(sockets)


def settings() -> uvicorn.Config:
    """Return how this site is served."""
    return uvicorn.Config(
        asgi.application,
        loop="uvloop",
        http="httptools",
        ws=SharedFrames,
        ws_max_size=MOST_READ,
        # Compression would keep a window of what was said for each socket.
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        lifespan="on",
        log_level="warning",
        access_log=False,
        # Django itself knows which proxy to believe.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_SECONDS,
        timeout_graceful_shutdown=LAST_PAGE_SECONDS,
    )


def main() -> None:
    """Serve on the socket whose number is given."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    Server(settings(), door.close).run(sockets=[listening])


if __name__ == "__main__":
    main()
