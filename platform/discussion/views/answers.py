"""What all views of discussions share: who asks, in which form to answer, how to refuse."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from content.languages import LANGUAGES
from discussion.models import Channel, Message
from discussion.permissions import Access, access
from discussion.refusals import NotAllowed, NotThere, Refused
from discussion.rows import channels_for

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the script asks: it accepts JSON before HTML."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def answered(view: View) -> View:
    """Let no cache keep what `view` answers, and turn a refusal into an answer in the form that
    was asked for. Views with a form of their own catch refusals themselves and keep the text."""

    @never_cache
    @functools.wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            response = refused(request, refusal)
        except Http404:
            if not wants_json(request):
                raise
            response = told(NotThere())
        patch_vary_headers(response, ["Accept", "Cookie"])
        return response

    return answering


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer a refusal: as JSON, or as a page that says it."""
    if wants_json(request):
        return told(refusal)
    response = render(
        request, "discussion/refused.html", {"refusal": refusal}, status=refusal.status
    )
    return with_pause(response, refusal)


def told(refusal: Refused) -> JsonResponse:
    """Return a refusal as JSON: `error` (a code), `words`, `retry_after`, and `why`."""
    data = {"error": refusal.code, "words": str(refusal), "retry_after": refusal.retry_after}
    if isinstance(refusal, NotAllowed):
        data["why"] = refusal.why
    response = JsonResponse(data, status=refusal.status)
    with_pause(response, refusal)
    return response


def not_right(form: Form) -> JsonResponse:
    """Return what is wrong in a form as JSON: `error` ("form") and `fields` with their faults."""
    return JsonResponse({"error": "form", "fields": form.errors.get_json_data()}, status=422)


def with_pause(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """Say in the answer's head after how many seconds to try again, where that helps."""
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def readable_channel(request: HttpRequest, pk: int) -> tuple[Channel, Access]:
    """Return a channel that the asking person may read, and what they see. Raises Http404: whether
    it exists is nobody else's business."""
    channel = channels_for(request.user).filter(pk=pk).first()
    if channel is None:
        raise Http404
    seer = access(request.user, channel, is_beside_public=channel.is_beside_public)  # type: ignore[attr-defined]
    if not seer.reads:
        raise Http404
    return channel, seer


def readable_message(request: HttpRequest, pk: int) -> tuple[Message, Access]:
    """Return a message in a channel that the asking person may read. Raises Http404."""
    rows = Message.objects.select_related("channel__page", "author", "reply_to", "cites")
    message = rows.filter(pk=pk).first()
    if message is None:
        raise Http404
    _channel, seer = readable_channel(request, message.channel_id)
    return message, seer


def moderated_channel(request: HttpRequest, pk: int) -> tuple[Channel, Access]:
    """Return a channel that the asking person moderates. Raises Http404, NotAllowed."""
    channel, seer = readable_channel(request, pk)
    if not seer.moderates:
        raise NotAllowed
    return channel, seer


def chosen_languages(request: HttpRequest) -> tuple[str, ...]:
    """Return the languages that the reader wants to see messages in; none of them means all."""
    asked = set(request.GET.getlist("lang"))
    return tuple(code for code in LANGUAGES if code in asked)


def address_in(channel: Channel, languages: tuple[str, ...], **more: object) -> str:
    """Return the address of a channel's page that keeps the reader's choice of languages."""
    asked = urlencode(
        [
            *((name, str(value)) for name, value in more.items()),
            *(("lang", code) for code in languages),
        ]
    )
    return channel.get_absolute_url() + (f"?{asked}" if asked else "")


def back_to(request: HttpRequest, message: Message) -> HttpResponse:
    """Send to where a message stands in its discussion, in the languages that the reader chose."""
    address = address_in(message.channel, chosen_languages(request), around=message.pk)
    return redirect(f"{address}#m-{message.pk}")


def signed_in(request: HttpRequest) -> Any:
    """Return the person who asks. Raises NotAllowed for somebody who is not signed in."""
    if not request.user.is_authenticated:
        raise NotAllowed(why="sign_in")
    return request.user
