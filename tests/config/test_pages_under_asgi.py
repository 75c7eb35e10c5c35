"""Pages under ASGI: answers in one piece and in many, as the WSGI application makes them."""

import asyncio
from typing import Any

import pytest

from config.pages import Pages


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer /3 with three pieces, anything else with what was sent."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Path", environ["PATH_INFO"])])
    if environ["PATH_INFO"] == "/3":
        return [b"one ", b"two ", b"three"]
    return [environ["wsgi.input"].read() or environ["QUERY_STRING"].encode()]


async def _answer(path: str, *pieces: bytes) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1}
        for at, piece in enumerate(pieces)
    ] or [{"type": "http.request"}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"q=1",
        "headers": [], "http_version": "1.1",
    }  # fmt: skip
    pages = Pages(application, 1)
    await pages(scope, receive, send)
    pages.close()
    return sent


def body(sent: list[dict[str, Any]]) -> bytes:
    return b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize(
    ("path", "pieces", "expected"),
    [("/1", (), b"q=1"), ("/3", (), b"one two three"), ("/1", (b"ab", b"cd"), b"abcd")],
)
def test_an_answer_arrives_whole_whatever_its_pieces(path, pieces, expected):
    sent = asyncio.run(_answer(path, *pieces))

    assert sent[0]["status"] == 200
    assert body(sent) == expected
    assert not sent[-1].get("more_body")
