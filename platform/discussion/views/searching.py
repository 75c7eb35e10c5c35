"""Search inside discussions: all that everybody may read, or one channel."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.generation import answer_for_now
from discussion import search, topics
from discussion.choices import Audience
from discussion.frames import message_frame
from discussion.models import Channel
from discussion.permissions import Access
from discussion.views.answers import answered, readable_channel
from search.listing import Listing
from search.query import MOST_CHARACTERS
from search.views import results_context


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Search the discussions that everybody may read."""
    answer_for_now(request)
    return _page(request, _found(request, reverse("discussion:search")))


@answered
@require_safe
def inside(request: HttpRequest, pk: int) -> HttpResponse:
    """Search one channel. One that not everybody may read is in no index: there, messages are
    compared word by word."""
    found, seer = readable_channel(request, pk)
    page = topics.reading_page(found)
    context: dict[str, Any] = {
        "channel": found,
        "topic": topics.topic_of(found, page),
        "page": page,
    }
    address = reverse("discussion:search_in", args=[found.pk])
    if found.read_by == Audience.EVERYONE:
        context |= _found(request, address, found)
    else:
        context |= _closed(request, found, seer)
    return _page(request, context)


def _found(request: HttpRequest, address: str, channel: Channel | None = None) -> dict[str, Any]:
    """Return what the list of results shows. What is not open any more, though an index may still
    hold it, is left out."""
    within = {search.CHANNEL: (str(channel.pk),)} if channel else {}
    context = results_context(request, (search.NAME,), address, within)
    results: Listing = context["results"]
    still = search.still_open(row.document.id for row in results.rows)
    rows = tuple(row for row in results.rows if row.document.id in still)
    return context | {"results": replace(results, rows=rows)}


def _closed(request: HttpRequest, channel: Channel, seer: Access) -> dict[str, Any]:
    words = " ".join(request.GET.get("q", "").replace("\0", " ")[:MOST_CHARACTERS].split())
    found = search.messages_with(channel, seer, words)
    return {
        "words": words,
        "frames": [message_frame(one, seer) for one in found],
        "is_closed": True,
    }


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    results = context.get("results")
    context["label"] = (
        _("Search in this discussion") if context.get("channel") else _("Search discussions")
    )
    is_away = results is not None and results.unavailable
    response = render(request, "discussion/search.html", context, status=503 if is_away else 200)
    if is_away:
        response["Retry-After"] = "60"
    return response
