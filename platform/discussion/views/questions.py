"""Questions from the room: propose one, want an answer, take one on."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from discussion import asking
from discussion.choices import STEPS
from discussion.forms import AdvanceForm, QuestionForm
from discussion.frames import question_frame
from discussion.models import Question
from discussion.permissions import may_see_question
from discussion.refusals import NotAllowed, Refused
from discussion.views.answers import (
    address_in,
    answered,
    chosen_languages,
    not_right,
    readable_channel,
    signed_in,
    told,
    wants_json,
    with_pause,
)
from discussion.views.channels import show


@answered
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question. JSON: `{question, seq, client_id}`."""
    channel, seer = readable_channel(request, pk)
    form = QuestionForm(request.POST, prefix="q")
    if not form.is_valid():
        if wants_json(request):
            return not_right(form)
        return show(request, channel, seer, question_form=form, status=422)
    try:
        made = asking.propose(channel=channel, author=signed_in(request), **form.cleaned_data)
    except Refused as refusal:
        if wants_json(request):
            return told(refusal)
        form.add_error("text", str(refusal))
        answer = show(request, channel, seer, question_form=form, status=refusal.status)
        return with_pause(answer, refusal)
    return _done(request, made)


def _done(request: HttpRequest, question: Question) -> HttpResponse:
    if wants_json(request):
        data = {"question": question_frame(question), "seq": question.changed_seq}
        return JsonResponse(data | {"client_id": str(question.client_id)})
    address = address_in(question.channel, chosen_languages(request))
    return redirect(f"{address}#q-{question.pk}")


def _question(request: HttpRequest, pk: int) -> Question:
    """Return a question that the asking person may see. Raises Http404."""
    question = Question.objects.select_related("channel", "author").filter(pk=pk).first()
    if question is None:
        raise Http404
    _channel, seer = readable_channel(request, question.channel_id)
    if not may_see_question(seer, question):
        raise Http404
    return question


@answered
@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Want an answer too, or (`on=0`) not any more."""
    question = _question(request, pk)
    on = request.POST.get("on", "1") != "0"
    return _done(request, asking.vote(question=question, person=signed_in(request), on=on))


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question on; for moderators."""
    question = _question(request, pk)
    _channel, seer = readable_channel(request, question.channel_id)
    if not seer.moderates:
        raise NotAllowed
    initial = {"answer": question.answer, "owner_place": question.owner_place, "due": question.due}
    form = AdvanceForm(request.POST or None, steps=STEPS[question.state], initial=initial)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and wants_json(request) and not form.is_valid():
        return not_right(form)
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.advance(
                question=question, moderator=signed_in(request), **form.cleaned_data
            )
            return _done(request, made)
        except Refused as refusal:
            if wants_json(request):
                return told(refusal)
            form.add_error(refusal.field or "reason", str(refusal))
            status = refusal.status
    context = {"form": form, "question": question, "channel": question.channel}
    return render(request, "discussion/advance.html", context, status=status)
