"""The moderators' side: a message, the rules of a channel, what waits for a decision."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discussion import complaints, moderation, topics
from discussion.choices import Decision, MessageState
from discussion.forms import MeasureForm, PolicyForm, with_words
from discussion.frames import message_frame
from discussion.models import Appeal, Channel, Message, ModerationAction, Report
from discussion.moving import move
from discussion.permissions import may_moderate
from discussion.refusals import NoDiscussion, NotAllowed, NotThere, Refused
from discussion.rows import channels, messages_for
from discussion.views.answers import (
    answered,
    back_to,
    not_right,
    readable_channel,
    readable_message,
    signed_in,
    told,
    wants_json,
)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Do something with a message, and say why."""
    found, seer = readable_message(request, pk)
    if not seer.moderates:
        raise NotAllowed
    form = MeasureForm(
        request.POST or None,
        initial={"verb": request.GET.get("verb", "")},
        fitting=_fitting(found),
        beside=_beside(found.channel),
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and wants_json(request) and not form.is_valid():
        return not_right(form)
    if request.method == "POST" and form.is_valid():
        try:
            done = _measure(found, signed_in(request), form, request.get_host())
            if wants_json(request):
                made = {"message": message_frame(done, seer), "seq": done.changed_seq}
                return JsonResponse(made)
            notices.success(request, _("Done, and written into the log with your reason."))
            if form.cleaned_data["back"]:
                return redirect("discussion:desk", found.channel_id)
            return back_to(request, done)
        except Refused as refusal:
            if wants_json(request):
                return told(refusal)
            form.add_error(refusal.field or "reason", str(refusal))
            status = refusal.status
    context = {
        "form": form,
        "message": found,
        "shown": message_frame(found, seer),
        "kept": moderation.text_kept_of(found),
    }
    return render(request, "discussion/moderate.html", context, status=status)


def _fitting(found: Message) -> list[str]:
    """Return what can be done with a message as it is now, in the order in which it is offered."""
    about = {
        MessageState.VISIBLE: ["hide", "delete", "unpin" if found.pinned else "pin", "move"],
        MessageState.WAITING: ["restore", "hide", "delete", "move"],
        MessageState.HIDDEN: ["restore", "delete", "move"],
        MessageState.REMOVED: ["restore"] if moderation.text_kept_of(found) else [],
    }
    return [
        *about.get(MessageState(found.state), []),
        *(("mute", "unmute") if found.author else ()),
    ]


def _beside(channel: Channel) -> list[tuple[int, str]]:
    """Return the other discussions of the page of a channel, as (number, title)."""
    return [(one.pk, topic.title) for one, topic in topics.beside(channel)]


def _measure(found: Message, moderator: Any, form: MeasureForm, host: str) -> Message:
    """Do what the form says; return the message as it is then."""
    given = form.cleaned_data
    verb, reason, rule = given["verb"], given["reason"], given["rule"]
    do = {"hide": moderation.hide, "delete": moderation.remove, "restore": moderation.restore}
    if verb in do:
        return do[verb](message=found, moderator=moderator, reason=reason, rule=rule)
    if verb in ("pin", "unpin"):
        return moderation.pin(message=found, moderator=moderator, reason=reason, on=verb == "pin")
    if verb == "move":
        target = channels().filter(pk=form.target(host) or 0).first()
        if target is None:
            raise NoDiscussion
        return move(message=found, to=target, moderator=moderator, reason=reason)
    if found.author is None:
        raise NotThere
    who = {"person": found.author, "moderator": moderator, "channel": found.channel}
    if verb == "unmute":
        moderation.unmute(**who, reason=reason)
    else:
        until = timezone.now() + timedelta(hours=given["hours"] or 24)
        moderation.mute(**who, until=until, reason=reason, rule=rule)
    return found


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a channel takes messages, and from whom."""
    channel, seer = readable_channel(request, pk)
    if not seer.moderates:
        raise NotAllowed
    initial = {name: getattr(channel, name) for name in PolicyForm.base_fields if name != "reason"}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        moderation.set_policy(channel=channel, moderator=signed_in(request), **form.cleaned_data)
        return redirect(channel)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "channel": channel}
    return render(request, "discussion/policy.html", context, status=status)


@answered
@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what waits for a moderator: messages, reports, appeals; and the log."""
    channel, seer = readable_channel(request, pk)
    if not seer.moderates:
        raise NotAllowed
    waiting = messages_for(seer, channel).filter(state=MessageState.WAITING)[:100]
    reports = Report.objects.filter(message__channel=channel, state=Decision.OPEN)
    appeals = Appeal.objects.filter(action__channel=channel, state=Decision.OPEN)
    # Who took a measure, or objects to it, does not decide.
    appeals = appeals.exclude(author=request.user).exclude(action__who=request.user)
    context = {
        "channel": channel,
        "waiting": [message_frame(one, seer) for one in waiting],
        "reports": with_words(reports.select_related("message")[:100]),
        "appeals": with_words(_appeals(appeals, request.user, channel)),
        "log": ModerationAction.objects.filter(channel=channel).select_related("who")[:100],
    }
    return render(request, "discussion/desk.html", context)


def _appeals(rows: QuerySet[Appeal], person: Any, channel: Channel) -> list[Appeal]:
    """Return appeals, each with `words`: what the message says, where `person` moderates what it
    stands in by now, else None."""
    about = ("action__message__removed_text", "action__message__channel__page")
    found = list(rows.select_related(*about)[:100])
    for one in found:
        message = one.action.message
        is_here = message is not None and message.channel_id == channel.pk
        if is_here or (message is not None and may_moderate(person, message.channel)):
            kept = moderation.text_kept_of(message)
            one.words = kept.html if kept else message.html
    return found


@answered
@require_POST
def reject_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Find nothing wrong in what was reported."""
    found = get_object_or_404(Report.objects.select_related("reporter"), pk=pk)
    message, _seer = readable_message(request, found.message_id)
    text = request.POST.get("text", "")
    complaints.reject_report(report=found, moderator=signed_in(request), reason=text)
    return redirect("discussion:desk", message.channel_id)


@answered
@require_POST
def decide_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an appeal against what somebody else did (`upheld=1`: it was wrong)."""
    found = get_object_or_404(Appeal.objects.select_related("action"), pk=pk)
    if found.action.channel_id is None:
        raise Http404
    complaints.decide_appeal(
        appeal=found,
        moderator=signed_in(request),
        upheld=request.POST.get("upheld") == "1",
        answer=request.POST.get("text", ""),
    )
    return redirect("discussion:desk", found.action.channel_id)
