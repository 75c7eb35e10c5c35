"""Whole responses for anonymous readers, kept until something is published.

First middleware: a hit costs no session, no routing, no query. The key holds host, path, query
and the site's generation; publishing moves the generation on, and every kept answer is stale at
once, in every process. Never kept: anything for somebody with a session, anything that sets a
cookie, varies by cookie, or says so (`Cache-Control: private`, `no-store`).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ResponseCacheMiddleware:
    """Passes everything through until the cache stands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from the cache, or keep what the site answers."""
        return self.get_response(request)
