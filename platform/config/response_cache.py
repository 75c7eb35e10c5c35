"""Whole responses for anonymous readers, kept until something public changes.

First middleware: a hit costs no session, no routing, no query and no template. The key holds
host, path, query, the chosen theme and the site's generation (`content.generation`); publishing
moves the generation on, so every kept answer is stale at once, in every process.

Never kept: an answer to somebody with a session; one that sets a cookie; one that was made while
the browser sent a CSRF cookie (a form's token could be in it); one that varies by anything but
cookies and compression; one that says `private` or `no-store`; one made while a part of the site
was away (`generation.answer_for_now`); anything but a plain 200.
An answer that varies by cookie may be kept, because it is only given to readers without one that
matters. Kept answers carry an ETag and are compressed once.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control

from content import generation

MOST_BYTES = 512 * 1024
MOST_QUERY = 400
# Of the API every request is counted (API_RATE) and answered in the language of Accept-Language,
# which the key does not hold; its search results are remembered by `search.queries`, by generation.
ELSEWHERE = ("/admin/", "/static/", "/media/", "/documents/", "/api/")
KINDS = ("text/html", "application/xml", "application/atom+xml", "text/calendar", "text/plain")
HARMLESS_VARY = {"cookie", "accept-encoding"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer: headers, bytes, the same compressed, and its ETag."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    compressed: bytes
    etag: str


class ResponseCacheMiddleware:
    """Answers anonymous readers from memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from the cache, or keep what the site answers."""
        if not _may_look(request):
            return self.get_response(request)
        key = _key(request)
        kept = caches["pages"].get(key)
        if kept is None:
            response = self.get_response(request)
            if not _may_keep(request, response):
                return response
            kept = _keep(key, response)
        return _answer(request, kept)


def _may_look(request: HttpRequest) -> bool:
    return (
        settings.RESPONSE_CACHE_SECONDS > 0
        and request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= MOST_QUERY
        and not request.path_info.startswith(ELSEWHERE)
    )


def _key(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "")
    parts = (
        generation.current(),
        request.META.get("HTTP_HOST", ""),
        request.scheme or "",
        theme if theme in ("light", "dark") else "",
        request.get_full_path(),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    vary = {part.strip().lower() for part in response.get("Vary", "").split(",") if part.strip()}
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not generation.is_for_now(request)
        and not response.streaming
        and not response.cookies
        and settings.CSRF_COOKIE_NAME not in request.COOKIES
        and "CSRF_COOKIE" not in request.META
        and vary <= HARMLESS_VARY
        and not any(word in control for word in ("private", "no-store"))
        and response.get("Content-Type", "").split(";")[0] in KINDS
        and not response.has_header("Content-Encoding")
        and len(response.content) <= MOST_BYTES
    )


def _keep(key: str, response: HttpResponse) -> Kept:
    patch_cache_control(response, no_cache=True)
    body = response.content
    headers = [
        (name, value)
        for name, value in response.items()
        if name.lower() not in ("content-length", "vary")
    ]
    kept = Kept(
        headers=(*headers, ("Vary", "Accept-Encoding, Cookie")),
        body=body,
        compressed=gzip.compress(body, 6, mtime=0),
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
    )
    caches["pages"].set(key, kept, settings.RESPONSE_CACHE_SECONDS)
    return kept


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if kept.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(kept.compressed)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(kept.body)
    for name, value in kept.headers:
        if response.status_code == 200 or name.lower() != "content-type":
            response[name] = value
    response["ETag"] = kept.etag
    if response.status_code == 200:
        response["Content-Length"] = str(len(response.content))
    return response
