"""The door for everything: pages, and beside them the sockets, streams and open questions of live
discussions, in one process and on one port.

Served by `config.server`.
"""

from typing import Any

from channels.routing import ProtocolTypeRouter

# First: it makes Django ready.
from config.wsgi import application as wsgi_application

# isort: split
from config import environment as env
from config.pages import Pages
from discussion.live import door, routing

pages = Pages(wsgi_application, env.read("PAGE_THREADS", env.count, "4") or 1)


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a page request, or one that waits for events."""
    live = routing.http_application(scope)
    await (live or pages)(scope, receive, send)


async def lifespan(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Begin and end with the server's process."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            # From now on the hub hears of everything, also before the first reader comes.
            door.hub()
            await send({"type": "lifespan.startup.complete"})
        else:
            await door.close()
            pages.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


application = ProtocolTypeRouter({"http": http, "websocket": routing.socket, "lifespan": lifespan})
