"""A discussion to take away: as a page, JSON, or CSV for spreadsheets. Everybody gets the same:
what all readers may see, each author as they chose to be shown."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from discussion import topics
from discussion.choices import MessageState
from discussion.frames import message_frame
from discussion.models import Channel, Message
from discussion.permissions import Access
from discussion.rows import messages_for
from discussion.views.answers import answered, readable_channel
from search.exports.writing import BOM, harmless

ANYBODY = Access(None, reads=True, moderates=False)
TOGETHER = 500
COLUMNS = ("number", "answers", "time", "name", "city", "language", "text", "cites")


def written(channel: Channel) -> QuerySet[Message]:
    """Return the messages that all readers see, thread by thread."""
    found = messages_for(ANYBODY, channel).filter(state=MessageState.VISIBLE)
    # A reply stands under the first message of its thread, however much later it was written.
    thread = Coalesce("reply_to__created_seq", "created_seq")
    return found.order_by(thread, "created_seq")


def _framed(messages: Iterable[Message]) -> Iterator[tuple[Message, dict[str, Any]]]:
    return ((message, message_frame(message, ANYBODY)) for message in messages)


@answered
@require_safe
def transcript(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Answer with a discussion: all of it as `json` or `csv`, by the page as `html`."""
    channel, _seer = readable_channel(request, pk)
    page = topics.reading_page(channel)
    topic = topics.topic_of(channel, page)
    if form == "html":
        part = Paginator(written(channel), TOGETHER).get_page(request.GET.get("page"))
        context = {"channel": channel, "topic": topic, "page": page, "part": part}
        context["rows"] = _framed(part)
        return render(request, "discussion/transcript.html", context)
    about = {"title": topic.title, "url": settings.SITE_URL + channel.get_absolute_url()}
    media, lines = {
        "json": ("application/json", _json(channel, about)),
        "csv": ("text/csv; charset=utf-8", _csv(channel)),
    }[form]
    response = StreamingHttpResponse(lines, content_type=media)
    name = f"discussion-{channel.pk}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Robots-Tag"] = "noindex"
    return response


def _json(channel: Channel, about: dict[str, str]) -> Iterator[str]:
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "messages": ['
    between = "\n"
    for message, made in _framed(written(channel).iterator(TOGETHER)):
        yield between + json.dumps(made | {"text": message.body}, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _csv(channel: Channel) -> Iterator[str]:
    yield BOM + _line(COLUMNS)
    for message, made in _framed(written(channel).iterator(TOGETHER)):
        author, cited = made["author"], made["cites"] or {}
        yield _line(
            (
                str(made["seq"]),
                str(made["thread"]) if made["thread"] != made["seq"] else "",
                made["at"],
                *(harmless(author[part]) for part in ("name", "place")),
                made["lang"],
                harmless(message.body),
                harmless(cited.get("title", "")),
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()
