"""Which addresses the transport answers itself; `config.asgi` puts them beside the site's own."""

import re
from typing import Any

from channels.sessions import CookieMiddleware

from discussion.live import views
from discussion.live.consumer import Socket

SOCKET = "/live/"
_HTTP = re.compile(r"/[a-z]{2}/discussion/(?P<pk>\d{1,18})/(?P<what>events|stream)")
_WAITS = re.compile(rb"(?:^|&)wait=[1-9]")


def http_application(scope: dict[str, Any]) -> Any:
    """Return what answers a request for events over HTTP; None where the site does.

    A question that need not wait is an ordinary one, and the site's own view answers it.
    """
    found = _HTTP.fullmatch(scope["path"])
    if found is None:
        return None
    if found["what"] == "events" and not _WAITS.search(scope.get("query_string", b"")):
        return None
    scope["url_route"] = {"args": (), "kwargs": {"pk": found["pk"]}}
    return CookieMiddleware(views.poll if found["what"] == "events" else views.stream)


socket_application = CookieMiddleware(Socket.as_asgi())


async def socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a socket at its one address; refuse it at any other."""
    if scope["path"] != SOCKET:
        await send({"type": "websocket.close", "code": 1000})
        return
    await socket_application(scope, receive, send)
