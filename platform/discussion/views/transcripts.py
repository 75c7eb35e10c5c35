"""A discussion to take away: as a page, JSON, or CSV for spreadsheets. Everybody gets the same:
what all readers may see, each author as they chose to be shown."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
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


def rows(channel: Channel) -> Iterator[tuple[Message, dict[str, Any]]]:
    """Yield the messages that all readers see, thread by thread, each with its frame."""
    found = messages_for(ANYBODY, channel).filter(state=MessageState.VISIBLE)
    # A reply stands under the first message of its thread, however much later it was written.
    thread = Coalesce("reply_to__created_seq", "created_seq")
    for message in found.order_by(thread, "created_seq").iterator(TOGETHER):
        yield message, message_frame(message, ANYBODY)


@answered
@require_safe
def transcript(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Answer with all of a discussion, as `html`, `json` or `csv`."""
    channel, _seer = readable_channel(request, pk)
    page = topics.reading_page(channel)
    topic = topics.topic_of(channel, page)
    if form == "html":
        context = {"channel": channel, "topic": topic, "page": page, "rows": rows(channel)}
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
    for message, made in rows(channel):
        yield between + json.dumps(made | {"text": message.body}, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _csv(channel: Channel) -> Iterator[str]:
    yield BOM + _line(COLUMNS)
    for message, made in rows(channel):
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
