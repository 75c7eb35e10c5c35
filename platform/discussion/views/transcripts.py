"""A discussion to take away, messages and questions from the room: as a page, JSON, or CSV for
spreadsheets. Everybody gets the same: what all readers may see, each author as they chose to be
shown."""

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
from discussion.frames import message_frame, question_frame
from discussion.models import Channel, Message, Question
from discussion.permissions import Access, access
from discussion.rows import messages_for, questions_for
from discussion.views.answers import answered, readable_channel
from search.exports.writing import BOM, harmless

ANYBODY = Access(None, reads=True, moderates=False)
TOGETHER = 500
COLUMNS = (
    *("kind", "number", "answers", "time", "name", "city", "language", "text", "cites"),
    *("state", "votes", "answer", "followed_up_by", "due"),
)


def written(channel: Channel) -> QuerySet[Message]:
    """Return the messages that all readers see, thread by thread."""
    found = messages_for(ANYBODY, channel).filter(state=MessageState.VISIBLE)
    # A reply stands under the first message of its thread, however much later it was written.
    thread = Coalesce("reply_to__created_seq", "created_seq")
    return found.order_by(thread, "created_seq")


def asked(channel: Channel) -> QuerySet[Question]:
    """Return the questions from the room that all readers see, the most wanted first."""
    return questions_for(ANYBODY, channel)


def _framed(messages: Iterable[Message]) -> Iterator[tuple[Message, dict[str, Any]]]:
    return ((message, message_frame(message, ANYBODY)) for message in messages)


@answered
@require_safe
def transcript(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Answer with a discussion: all of it as `json` or `csv`, by the page as `html`. The first page
    has the questions, and leads to the other discussions of what it is about."""
    channel, _seer = readable_channel(request, pk)
    page = topics.reading_page(channel)
    topic = topics.topic_of(channel, page)
    if form == "html":
        part = Paginator(written(channel), TOGETHER).get_page(request.GET.get("page"))
        context = {"channel": channel, "topic": topic, "page": page, "part": part}
        context["rows"] = _framed(part)
        if part.number == 1:
            context["questions"] = [(one, question_frame(one)) for one in asked(channel)]
            found = topics.beside(channel)
            reads = [
                one for one in found if access(request.user, one[0], is_beside_public=True).reads
            ]
            context["beside"] = reads
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
    yield '\n], "questions": ['
    between = "\n"
    for question in asked(channel).iterator(TOGETHER):
        yield between + json.dumps(question_frame(question), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _csv(channel: Channel) -> Iterator[str]:
    yield BOM + _row(COLUMNS)
    for message, made in _framed(written(channel).iterator(TOGETHER)):
        author, cited = made["author"], made["cites"] or {}
        yield _line(
            kind="message",
            number=made["seq"],
            answers=made["thread"] if made["thread"] != made["seq"] else "",
            time=made["at"],
            name=author["name"],
            city=author["place"],
            language=made["lang"],
            text=message.body,
            cites=cited.get("title", ""),
        )
    for question in asked(channel).iterator(TOGETHER):
        made = question_frame(question)
        author = made["author"]
        yield _line(
            kind="question",
            number=made["id"],
            time=made["at"],
            name=author["name"],
            city=author["place"],
            language=made["lang"],
            text=made["text"],
            state=made["state"],
            votes=made["votes"],
            answer=made["answer"],
            followed_up_by=made["owner_place"],
            due=made["due"] or "",
        )


def _line(**cells: object) -> str:
    return _row(harmless(str(cells.get(column, ""))) for column in COLUMNS)


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()
