"""Answers with a list of results as a file or as a feed."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from content.languages import active_language
from search import registry
from search.engines import IndexUnavailable
from search.exports.addresses import asked_for, page_address, title_of
from search.exports.columns import Names, rows
from search.exports.feed import ENTRIES, NEVER, ResultsFeed, make_feed
from search.exports.writing import csv_lines, excel_file, json_lines
from search.queries import Walk, walk

MOST_ROWS = 10_000
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "atom": ResultsFeed.content_type,
}


@require_safe
def results_file(request: HttpRequest, form: str, kind: str = "") -> HttpResponseBase:
    """Answer with what the address asks for, of all types or of `kind`. Raises Http404."""
    named = registry.document_type(kind)
    if form not in MEDIA_TYPES or (kind and (named is None or not named.listed)):
        raise Http404
    try:
        return _feed(request, kind) if form == "atom" else _table(request, form, kind)
    except IndexUnavailable:
        response = render(request, "search/unavailable.html", status=503)
        response["Retry-After"] = "60"
        return response


def _table(request: HttpRequest, form: str, kind: str) -> HttpResponseBase:
    """Answer with up to MOST_ROWS results; X-Total says how many there are."""
    _state, query = asked_for(request, form, kind)
    found = walk(query, MOST_ROWS)
    response = _body(form, found, query.language)
    response["Content-Type"] = MEDIA_TYPES[form]
    name = _file_name(form, kind, found.total)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Total"] = str(found.total)
    # What is hidden tomorrow must not lie in a cache on the way.
    patch_cache_control(response, no_store=True)
    return response


def _body(form: str, found: Walk, language: str) -> HttpResponseBase:
    # Names are looked up now: what streams is made after the request, in no language.
    names, lines = Names(language), rows(found.documents, language)
    if form == "xlsx":
        return FileResponse(excel_file(lines, names))
    text: Iterable[str]
    if form == "csv":
        text = csv_lines(lines, names)
    else:
        about: dict[str, Any] = {"total": found.total, "limit": MOST_ROWS, "language": language}
        text = json_lines(lines, names, about)
    return StreamingHttpResponse(text)


def _file_name(form: str, kind: str, total: int) -> str:
    """Return a name that says so where the file does not hold everything."""
    part = f"first-{MOST_ROWS}-of-{total}-" if total > MOST_ROWS else ""
    day = datetime.now(UTC).date().isoformat()
    return f"crocevia-{kind or 'search'}-{active_language()}-{part}{day}.{form}"


def _feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer with the newest results as a feed; one that lacks a part of the question is none."""
    state, query = asked_for(request, "atom", kind)
    state = replace(state, sort="", page=1)
    found = walk(replace(query, sort="newest"), ENTRIES)
    feed = make_feed(
        found.documents if found.complete == found.total else (),
        query.language,
        title_of(state, kind),
        page_address(state, kind),
        state.url(),
    )
    body = feed.writeString("utf-8").encode()
    # The same tag as the response cache gives, so that it holds whoever answers.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    changed = feed.latest_post_date()
    response = HttpResponse(body, content_type=MEDIA_TYPES["atom"], headers={"ETag": etag})
    if changed != NEVER:
        response["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, no_cache=True)
    seconds = int(changed.timestamp()) if changed != NEVER else None
    return get_conditional_response(request, etag, seconds, response) or response
