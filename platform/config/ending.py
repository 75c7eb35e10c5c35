"""The end of a server process: sockets are told, and only then does the server hear of it.

granian 2.8 cuts open sockets without a word and then waits for them in vain. So what it does on
SIGTERM waits until the sockets are closed, or until they had their time.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger(__name__)
PATIENCE = 4.0


def say_goodbye_first(goodbye: Callable[[], Awaitable[None]]) -> None:
    """Let the running loop's handlers of SIGTERM and SIGINT wait for `goodbye`, once for both.

    asyncio has no way to ask for a handler that somebody else has set, hence the private name;
    where it is not there (another loop), the process ends as it did without this.
    """
    loop = asyncio.get_running_loop()
    handlers: dict[int, Any] = getattr(loop, "_signal_handlers", {})
    begun: list[asyncio.Task[None]] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        if found := handlers.get(number):
            end = (found._callback, found._args)

            def begin(end: tuple[Callable[..., None], tuple[Any, ...]] = end) -> None:
                if not begun:
                    begun.append(loop.create_task(_end(goodbye, *end)))

            loop.add_signal_handler(number, begin)


async def _end(goodbye: Callable[[], Awaitable[None]], end: Callable[..., None], args: Any) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await goodbye()
    except Exception:
        log.exception("Not every socket was closed properly")
    end(*args)
