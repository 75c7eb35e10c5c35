"""Pages under ASGI: the site's WSGI application in a few threads, beside the sockets.

Not Django's ASGI handler: it runs every request in a new thread with a new database connection,
since most middlewares here are synchronous, and any view that waits would keep such a thread.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Header = tuple[bytes, bytes]
IN_MEMORY = 1024 * 1024
# A client that takes nothing for so long has gone.
STALLED = 60.0


class Pages:
    """An ASGI application that answers with a WSGI application, `threads` requests at a time."""

    def __init__(self, application: Any, threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Read the body of a request, answer it in a thread, send the answer."""
        body = await _read(receive)
        if body is None:
            return
        loop = asyncio.get_running_loop()

        def send_now(message: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(send(message), loop).result(STALLED)

        with body:
            environ = _environ(scope, body)
            for message in await loop.run_in_executor(self.pool, self._answer, environ, send_now):
                await send(message)

    def _answer(self, environ: dict[str, Any], send_now: Callable) -> list[dict[str, Any]]:
        """Return an answer of one piece as messages to send; send one of many pieces itself."""
        head: list[dict[str, Any]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            head[:] = [_start(status, headers)]

        answer = self.application(environ, start_response)
        try:
            pieces = iter(answer)
            first = next(pieces, b"")
            second = next(pieces, None)
            if second is None:
                return [*head, _body(first)]
            send_now(head[0])
            for piece in _all(first, second, pieces):
                send_now(_body(piece, more=True))
            return [_body(b"")]
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def close(self) -> None:
        """Take no more requests; those that are being answered are finished."""
        self.pool.shutdown(wait=False)


def _all(first: bytes, second: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from others


def _start(status: str, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    made: list[Header] = [
        (name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers
    ]
    return {"type": "http.response.start", "status": int(status[:3]), "headers": made}


def _body(piece: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": piece, "more_body": more}


async def _read(receive: Any) -> IO[bytes] | None:
    """Return what the client sends, a large body in a file; None where the client went away."""
    body: IO[bytes] | None = None
    while (message := await receive())["type"] != "http.disconnect":
        piece, has_more = message.get("body", b""), message.get("more_body", False)
        if body is None:
            # Most requests have no body, and need no file that might grow.
            body = BytesIO() if not has_more else SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        body.write(piece)
        if not has_more:
            body.seek(0)
            return body
    if body is not None:
        body.close()
    return None


def _environ(scope: dict[str, Any], body: Any) -> dict[str, Any]:
    """Return what WSGI says of a request (PEP 3333)."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0] if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        # With an underscore a visitor could pretend to be our proxy.
        if b"_" not in name:
            _add(environ, name.decode("latin1").upper().replace("-", "_"), value.decode("latin1"))
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
    if key in environ:
        value = f"{environ[key]}{'; ' if name == 'COOKIE' else ','}{value}"
    environ[key] = value
