"""Sending, changing, deleting, reacting to and reporting a message; what became of it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.core.ratelimit import consume
from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from accounts.views import too_many
from content.routing import find
from discussion import actions, complaints, topics
from discussion.choices import GONE, ChannelKind, MessageState, ReactionKind
from discussion.forgetting import may_object
from discussion.forms import EditForm, MessageForm, ReportForm, with_words
from discussion.frames import message_frame
from discussion.mail.actions import RESTRICTIONS
from discussion.models import Channel, Message, ModerationAction
from discussion.moderation import text_kept_of
from discussion.pages import Discussed
from discussion.permissions import Access, is_own, may_read, may_see
from discussion.refusals import Conflict, NoPractice, NotAllowed, NotThere, Refused, TooFast
from discussion.rows import messages_for
from discussion.text import language_of
from discussion.views.answers import (
    address_in,
    answered,
    back_to,
    chosen_languages,
    not_right,
    readable_channel,
    readable_message,
    signed_in,
    told,
    wants_json,
    with_pause,
)
from discussion.views.channels import show

LIMIT = "discussion_report"
HOUR = 3600


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a message. JSON: `{message, seq, client_id}`, 201 for a new one and 200 for one that was
    there; a refusal with its status. HTML: back to the message, or the page with what was typed.

    The action asks for the rights; what the page shows is read only where it is shown again.
    """
    form = MessageForm(request.POST)
    try:
        author = signed_in(request)
        if not form.is_valid():
            return _not_right(request, *readable_channel(request, pk), form)
        sent = actions.send(channel=pk, author=author, **_parts(request, pk, form))
    except Refused as refusal:
        # Whoever may not read it is told that there is nothing.
        found = readable_channel(request, pk)
        if wants_json(request):
            return told(refusal)
        return _kept(request, *found, form, refusal)
    if wants_json(request):
        return JsonResponse(_acknowledged(sent, author), status=201 if sent.is_new else 200)
    address = address_in(sent.message.channel, chosen_languages(request))
    return redirect(f"{address}#m-{sent.message.pk}")


def _parts(request: HttpRequest, channel: int, form: MessageForm) -> dict[str, Any]:
    """Return what the form says for `actions.send`. Raises NotThere, NoPractice."""
    given = form.cleaned_data
    reply_to = None
    if given["reply_to"]:
        rows = Message.objects.select_related("reply_to").filter(channel=channel)
        reply_to = rows.filter(pk=given["reply_to"]).first()
        if reply_to is None:
            raise NotThere
    return {
        "client_id": given["client_id"],
        "body": given["body"],
        "lang": given["lang"],
        "shown_as": given["shown_as"],
        "seen": given["seen"] or 0,
        "reply_to": reply_to,
        "cites": _practice(request, given["cites"]) if given["cites"] else None,
    }


def _practice(request: HttpRequest, address: str) -> Page:
    """Return the practice at an address of this site. Raises NoPractice."""
    parts = urlsplit(address.strip()).path.strip("/").split("/", 1)
    route = find(request, parts[1]) if len(parts) == 2 else None
    page = route.page if route else None
    if not isinstance(page, Discussed) or page.discussion_kind != ChannelKind.PRACTICE:
        raise NoPractice
    return Page.objects.get(pk=page.pk)


def _acknowledged(sent: actions.Sent, author: Any) -> dict[str, Any]:
    seer = Access(author.pk, reads=True, moderates=False)
    return {
        "message": message_frame(sent.message, seer),
        "seq": sent.seq,
        "client_id": str(sent.message.client_id),
    }


def _not_right(
    request: HttpRequest, channel: Channel, seer: Access, form: MessageForm
) -> HttpResponse:
    if wants_json(request):
        return not_right(form)
    return show(request, channel, seer, form=form, status=422)


def _kept(
    request: HttpRequest, channel: Channel, seer: Access, form: MessageForm, refusal: Refused
) -> HttpResponse:
    """Show the page with what was typed and why it was not sent."""
    if isinstance(refusal, Conflict):
        form.data = form.data.copy()
        form.data["client_id"] = str(uuid4())
    if form.is_valid():
        form.add_error(refusal.field or "body", str(refusal))
    answer = show(request, channel, seer, form=form, refusal=refusal, status=refusal.status)
    return with_pause(answer, refusal)


@answered
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a message stands, or answer with it as JSON."""
    message, seer = readable_message(request, pk)
    if not messages_for(seer, message.channel).filter(pk=pk).exists():
        raise Http404
    if wants_json(request):
        return JsonResponse({"message": message_frame(message, seer)})
    return back_to(request, message)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own message."""
    message, seer = readable_message(request, pk)
    person = signed_in(request)
    if message.author_id != person.pk:
        raise NotAllowed
    if message.state in GONE:
        raise NotThere
    form = EditForm(request.POST or None, initial={"body": message.body, "lang": message.lang})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and wants_json(request) and not form.is_valid():
        return not_right(form)
    if request.method == "POST" and form.is_valid():
        try:
            body = form.cleaned_data["body"]
            lang = form.cleaned_data["lang"] or language_of(body, message.lang)
            message = actions.edit(message=message, author=person, body=body, lang=lang)
        except Refused as refusal:
            if wants_json(request):
                return told(refusal)
            form.add_error("body", str(refusal))
            status = refusal.status
        else:
            return _done(request, message, seer)
    context = {"form": form, "message": message}
    return render(request, "discussion/edit.html", context, status=status)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether, and delete one's own message."""
    message, seer = readable_message(request, pk)
    if message.author_id != signed_in(request).pk:
        raise NotAllowed
    if request.method != "POST" and message.state in GONE:
        raise NotThere
    if request.method != "POST":
        context = {"message": message, "shown": message_frame(message, seer)}
        return render(request, "discussion/delete.html", context)
    return _done(request, actions.delete(message=message, author=signed_in(request)), seer)


@answered
@require_POST
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of a message with one press (`kind`), or take it back (`on=0`)."""
    message, seer = readable_message(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in ReactionKind.values:
        raise NotThere
    on = request.POST.get("on", "1") != "0"
    changed = actions.react(message=message, person=signed_in(request), kind=kind, on=on)
    return _done(request, changed, seer)


def _done(request: HttpRequest, message: Message, seer: Access) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": message_frame(message, seer), "seq": message.changed_seq})
    return back_to(request, message)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a message should not be there; without an account too."""
    message, seer = readable_message(request, pk)
    if not may_see(seer, message):
        raise Http404
    has_account = request.user.is_authenticated
    form = ReportForm(request.POST or None, has_account=has_account)
    if request.method == "POST" and form.is_valid():
        if not has_account and not consume(request, action=LIMIT):
            if wants_json(request):
                raise TooFast(HOUR)
            return too_many(request)
        given = {key: value for key, value in form.cleaned_data.items() if key != "good_faith"}
        person = request.user if has_account else None
        made = complaints.report(message=message, person=person, **given)
        if wants_json(request):
            return JsonResponse({"report": made.pk}, status=201)
        return render(request, "discussion/reported.html", {"report": made, "message": message})
    if request.method == "POST" and wants_json(request):
        return not_right(form)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "message": message, "shown": message_frame(message, seer)}
    return render(request, "discussion/report.html", context, status=status)


@answered
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a message said before, and to its author and moderators what was done with it."""
    message, seer = readable_message(request, pk)
    statements = complaints.statements_for(request.user, message)
    if not may_see(seer, message) and not (statements and message.state == MessageState.REMOVED):
        raise Http404
    for one in statements:
        one.may_object = may_object(one)
        # A page that is not theirs to read is not named.
        is_there = one.to is not None and one.to_id == message.channel_id
        is_open = is_there and may_read(request.user, one.to)
        one.moved_to = topics.topic_of(one.to, topics.reading_page(one.to)) if is_open else None
    context = {
        "message": message,
        "shown": message_frame(message, seer),
        "kept": text_kept_of(message) if statements else None,
        "versions": message.versions.all(),
        "statements": with_words(statements),
        "is_own": is_own(seer, message),
        "restrictions": RESTRICTIONS,
    }
    return render(request, "discussion/history.html", context)


@answered
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody else to look again at what a moderator did (`pk` of the line in the log)."""
    action = get_object_or_404(ModerationAction, pk=pk)
    text = request.POST.get("text", "")
    complaints.appeal(action=action, person=signed_in(request), text=text)
    notices.success(request, _("Your appeal is noted. Somebody else decides on it."))
    message = Message.objects.select_related("channel__page").filter(pk=action.message_id).first()
    # It may be gone, or have been moved to where its author reads nothing.
    if message is not None and may_read(request.user, message.channel):
        return redirect("discussion:history", message.pk)
    return redirect("discussion:channel", action.channel_id)
