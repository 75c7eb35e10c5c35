"""Following a discussion by mail, choosing what to hear, stopping with a click, and the statement
of reasons that a mail leads to."""

from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from discussion.choices import Measure
from discussion.forgetting import may_object
from discussion.forms import WordsForm
from discussion.mail import actions, links, queries
from discussion.mail.choices import EFFECT, SAID, Hearing
from discussion.mail.forms import ChoiceForm, FollowForm
from discussion.models import MailChoice, ModerationAction
from discussion.permissions import access
from discussion.rows import channels
from discussion.topics import reading_page, topic_of
from discussion.views.answers import answered


@answered
@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how often to hear of a channel (`rhythm`); back to it, or (`list`) to the list."""
    channel = get_object_or_404(channels(), pk=pk)
    form = FollowForm(request.POST, prefix=request.POST.get("form") or None)
    back = redirect("discussion:mail") if "list" in request.POST else redirect(channel)
    if not form.is_valid():
        return back
    rhythm = form.cleaned_data["rhythm"]
    actions.follow(channel=channel, person=_person(request), rhythm=rhythm)
    if rhythm == Hearing.OFF:
        notices.success(request, _("We write no more about this discussion."))
        # Who may not read it any more can still leave.
        is_open = access(request.user, channel).reads
        return back if is_open else redirect("discussion:mail")
    notices.success(request, _("We write when there is something new in this discussion."))
    return back


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Show what the person hears by mail; take whether of mentions and answers, or nothing."""
    person = _person(request)
    if request.method == "POST":
        _chosen(request, person)
        return redirect("discussion:mail")
    row = MailChoice.objects.filter(person=person).first()
    rows = [_row(one) for one in queries.followed(person)]
    context = {"rows": rows, "form": ChoiceForm(instance=row)}
    return render(request, "discussion/mail/mine.html", context)


def _chosen(request: HttpRequest, person: User) -> None:
    if "nothing" in request.POST:
        actions.stop_all(person=person)
        notices.success(request, _("We write only what we must tell you."))
        return
    form = ChoiceForm(request.POST)
    if form.is_valid():
        actions.choose(person=person, **form.cleaned_data)
        notices.success(request, _("Your choice is kept."))


def _row(one: queries.Followed) -> dict[str, Any]:
    prefix = f"f{one.following.pk}"
    form = FollowForm(initial={"rhythm": one.following.rhythm}, prefix=prefix)
    return {"one": one, "form": form, "prefix": prefix}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Switch off what a link from a mail says. POST comes from a button here or from a mail program
    (RFC 8058), which has neither session nor token; the signature is what allows it.

    Doing it twice answers the same.
    """
    found = links.read(signed)
    if found is None:
        return render(request, "discussion/mail/dead_link.html", status=404)
    what, pk = found
    if request.method != "POST":
        return render(request, "discussion/mail/stop.html", {"what": what.value})
    actions.stop(what, pk)
    return render(request, "discussion/mail/stopped.html")


@never_cache
@login_required
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is concerned by a measure what was done and why, with the way to an appeal. Raises
    Http404 for everybody else."""
    about = ("channel__page", "message__removed_text", "question", "to__page")
    rows = ModerationAction.objects.select_related(*about)
    action = get_object_or_404(rows, pk=pk, person=request.user.pk, what__in=list(SAID))
    measure = Measure(action.what)
    context = {
        "action": action,
        "said": SAID[measure],
        "effect": EFFECT.get(measure, ""),
        "is_restriction": measure in actions.RESTRICTIONS and may_object(action),
        "is_own": action.message is not None and action.message.author_id == action.person_id,
        "appeal": action.appeals.filter(author=request.user.pk).first(),
        "form": WordsForm(),
    }
    is_there = action.message is not None and action.to_id == action.message.channel_id
    for name, channel in (("", action.channel), ("moved_to_", action.to if is_there else None)):
        if channel is not None and access(request.user, channel).reads:
            topic = topic_of(channel, reading_page(channel))
            context |= {f"{name}channel": channel, f"{name}topic": topic}
    return render(request, "discussion/mail/statement.html", context)
