"""The page of a channel, its log, what was read, and the door that leads to it from a page."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from content.languages import LANGUAGES
from content.permissions import public_pages
from discussion import actions, asking, hands, history, queries, reading, topics, translating
from discussion.choices import ReactionKind, ShownAs
from discussion.forms import FromDayForm, MessageForm, QuestionForm
from discussion.frames import channel_frame, message_frame, question_frame
from discussion.models import Channel, Message, Question
from discussion.pages import Discussed
from discussion.permissions import Access, Why, is_own, may_see, why_not_write
from discussion.rows import messages_for, own_reactions, questions_for
from discussion.text import quoted
from discussion.views.answers import (
    address_in,
    answered,
    chosen_languages,
    readable_channel,
    signed_in,
    wants_json,
)


@dataclass
class Shown:
    """A message as the page shows it to one person."""

    frame: dict[str, Any]
    is_own: bool
    mine: set[str] = field(default_factory=set)
    starts_new: bool = False

    @property
    def reactions(self) -> list[dict[str, Any]]:
        """Return what one can say of it: `kind`, `label`, `count`, `is_mine`."""
        counts = self.frame.get("reactions", {})
        return [
            {"kind": kind, "label": label, "count": counts.get(kind, 0), "mine": kind in self.mine}
            for kind, label in ReactionKind.choices
        ]


@answered
@require_safe
def of(request: HttpRequest, kind: str, page: int, key: str = "") -> HttpResponse:
    """Lead from a page to its discussion, which is made when somebody first comes."""
    found = get_object_or_404(public_pages(Page.objects.filter(pk=page)))
    specific = found.specific
    if not isinstance(specific, Discussed) or specific.discussion_topic(kind, key) is None:
        raise Http404
    channel = queries.find_channel(found, kind, key) or actions.channel_for(found, kind, key)
    return redirect(channel)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a discussion, or (POST) take a message. See `messages.send` for that."""
    # It shows this page again when something is wrong.
    from discussion.views.messages import send  # noqa: PLC0415

    if request.method == "POST":
        return send(request, pk)
    found, seer = readable_channel(request, pk)
    languages = chosen_languages(request)
    page = history.opened_page(found, seer, languages=languages, **_asked(request))
    if wants_json(request):
        return JsonResponse(_as_data(found, seer, page))
    if at := _asked(request).get("at"):
        return _to_day(request, found, page, at)
    return show(request, found, seer, page=page)


def _to_day(
    request: HttpRequest, found: Channel, page: history.MessagePage, at: datetime
) -> HttpResponse:
    """Lead to the first message from a moment on, so that it is in view; or say that none is."""
    languages = chosen_languages(request)
    first = next((one for one in page.messages if one.created_at >= at), None)
    if first is None:
        notices.info(request, _("Nothing has been written since that day."))
        return redirect(f"{address_in(found, languages, day=at.date())}#talk")
    place = address_in(found, languages, after=first.created_seq - 1, day=at.date())
    return redirect(f"{place}#m-{first.pk}")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return which part of the history the address asks for; nonsense asks for the newest."""
    for name in ("before", "after", "around"):
        number = request.GET.get(name, "")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            return {name: int(number)}
    moment = _moment(request.GET.get("at", "").strip())
    return {"at": moment} if moment else {}


def _moment(typed: str) -> datetime | None:
    """Return the moment that was typed, or the beginning of the day; None for nonsense."""
    try:
        moment = parse_datetime(typed)
        if moment is None:
            day = FromDayForm.base_fields["at"].clean(typed)
            moment = datetime(day.year, day.month, day.day)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, ValidationError):
        return None


def _as_data(found: Channel, seer: Access, page: history.MessagePage) -> dict[str, Any]:
    """Return the page as data. `last_seq` was read before the messages."""
    questions = questions_for(seer, found)[: queries.MOST_QUESTIONS]
    return {
        "epoch": str(found.epoch),
        "last_seq": found.last_seq,
        "floor": page.first,
        "channel": channel_frame(found),
        "messages": [message_frame(one, seer) for one in page.messages],
        "pinned": [message_frame(one, seer) for one in page.pinned],
        "others": page.others,
        "questions": [question_frame(one) for one in questions],
        "older": page.older,
        "newer": page.newer,
    }


def show(
    request: HttpRequest,
    found: Channel,
    seer: Access,
    *,
    page: history.MessagePage | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show the page of a channel; `more` replaces what its template is given, such as a form in
    which something is wrong."""
    languages = chosen_languages(request)
    page = page or history.opened_page(found, seer, languages=languages)
    questions = list(questions_for(seer, found)[: queries.MOST_QUESTIONS])
    read = getattr(found, "read", None)
    # Messages that they have not read stand before this part: to see it is not to read them.
    skips = _skips(found, seer, page, read)
    seen = 0 if skips else page.newer or found.last_seq
    threads = _threads(page.messages, seer, read)
    context = _about(request, found, seer) | {
        "seer": seer,
        "read": read,
        "skips": skips,
        "unread_url": _unread(found, languages, read, threads, skips=skips),
        "threads": threads,
        "pinned": [message_frame(one, seer) for one in page.pinned],
        "older": address_in(found, languages, before=page.older) if page.older else "",
        "newer": page.newer,
        "newer_url": address_in(found, languages, after=page.newer) if page.newer else "",
        "here_url": address_in(found, languages),
        "keep": address_in(found, languages).removeprefix(found.get_absolute_url()),
        "languages": [(code, name, code in languages) for code, name in LANGUAGES.items()],
        "chosen": languages,
        "others": page.others,
        "others_words": _at_least(len(page.others), history.MOST_OTHERS),
        "questions": [_question(one, seer) for one in questions],
        "day_form": _day_form(request),
        "question_form": QuestionForm(prefix="q"),
    }
    context |= _form(request, found, seer, seen)
    if seer.person is not None and any(not one.seen_by_author for one in questions):
        asking.news_seen(channel=found, person=request.user)  # type: ignore[arg-type]
    return render(request, "discussion/channel.html", context | more, status=status)


def _at_least(number: int, most: int) -> str:
    return f"{number}+" if number >= most else str(number)


def _about(request: HttpRequest, found: Channel, seer: Access) -> dict[str, Any]:
    """Return what the page says of the channel and of what one may do there."""
    reading = topics.reading_page(found)
    why = why_not_write(request.user, found, seer, muted=getattr(found, "is_muted", None))
    return {
        "channel": found,
        "topic": topics.topic_of(found, reading),
        "page": reading,
        "page_url": reading.get_url() or "",
        "why_not": "" if why == Why.NOTHING else why.label,
        "must_sign_in": why == Why.SIGN_IN,
        "takes_hands": hands.takes_hands(found),
        "has_hand": getattr(found, "has_hand", False),
        "translates": translating.is_configured(),
    }


def _skips(found: Channel, seer: Access, page: history.MessagePage, read: int | None) -> bool:
    """Tell whether messages of others that the reader has not read stand before this part. One
    query where something happened there, which need not be a message."""
    if read is None or page.older is None or page.first - 1 <= read:
        return False
    between = messages_for(seer, found).filter(created_seq__gt=read, created_seq__lt=page.first)
    return between.exclude(author=seer.person).exists()


def _unread(
    found: Channel,
    languages: tuple[str, ...],
    read: int | None,
    threads: list[dict[str, Any]],
    *,
    skips: bool,
) -> str:
    """Return where the first message is that the reader has not read; empty where there is none."""
    if skips:
        return address_in(found, languages, after=read or 0) + "#talk"
    shown = (one for thread in threads for one in (thread["first"], *thread["replies"]))
    return "#new" if any(one.starts_new for one in shown) else ""


def _day_form(request: HttpRequest) -> FromDayForm:
    """Return the form with the day that the page begins with, or what was typed and is none."""
    typed = request.GET.get("at", "").strip()
    return FromDayForm({"at": typed} if typed else None, initial={"at": request.GET.get("day")})


def _form(request: HttpRequest, found: Channel, seer: Access, seen: int) -> dict[str, Any]:
    """Return the form for a message, with what it answers or quotes, if that can be read here."""
    asked = {name: request.GET.get(name, "") for name in ("reply_to", "quote")}
    answers = _answers(found, seer, asked["quote"] or asked["reply_to"])
    initial = {"reply_to": answers.pk if answers else "", "seen": seen}
    if answers and asked["quote"]:
        initial["body"] = quoted(answers.body)
    return {"form": MessageForm(initial=initial), "answers": answers}


def _answers(found: Channel, seer: Access, number: str) -> Message | None:
    """Return the message of that number, if the asking person may read it in this channel."""
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    message = messages_for(seer, found).filter(pk=int(number)).first()
    return message if message and may_see(seer, message) else None


def _threads(messages: list[Message], seer: Access, read: int | None) -> list[dict[str, Any]]:
    is_marked = read is None

    def shown(message: Message) -> Shown:
        nonlocal is_marked
        made = Shown(message_frame(message, seer), is_own(seer, message), own_reactions(message))
        is_new = read is not None and message.created_seq > read and not made.is_own
        if is_new and not is_marked:
            made.starts_new = is_marked = True
        return made

    return [
        {"is_whole": one.is_whole, "first": shown(one.first), "replies": [*map(shown, one.replies)]}
        for one in history.threads(messages)
    ]


def _question(question: Question, seer: Access) -> dict[str, Any]:
    mine = is_own(seer, question)
    return {
        "row": question,
        "frame": question_frame(question),
        "voted": getattr(question, "voted", False),
        "is_own": mine,
        "is_news": mine and not question.seen_by_author,
        "is_anonymous": question.shown_as == ShownAs.ANONYMOUS,
    }


@answered
@require_safe
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the log after a number: `epoch`, `last_seq`, `events`, or `reset`."""
    found, seer = readable_channel(request, pk)
    number = request.GET.get("after", "0")
    after = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else -1
    epoch = request.GET.get("epoch", "")
    return JsonResponse(queries.replay(found, after, request.user, epoch=epoch, seer=seer))


@answered
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember how far the person has read: to `seq`, or to the end."""
    found, _seer = readable_channel(request, pk)
    number = request.POST.get("seq", "")
    seq = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    reading.mark_read(
        channel=found, person=signed_in(request), seq=found.last_seq if seq is None else seq
    )
    if wants_json(request):
        return JsonResponse({"ok": True})
    return redirect(address_in(found, chosen_languages(request)))
