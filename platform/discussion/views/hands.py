"""Raising and lowering one's hand, and giving the word."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from discussion import hands
from discussion.models import Hand
from discussion.permissions import may_write
from discussion.views.answers import (
    address_in,
    answered,
    chosen_languages,
    moderated_channel,
    readable_channel,
    signed_in,
    wants_json,
)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise the person's hand or (`on=0`) lower it. JSON, also of a GET: `up` (is it raised),
    `hands` (how many are) and `writes` (may the person write here)."""
    channel, _seer = readable_channel(request, pk)
    person = signed_in(request)
    if request.method == "POST":
        change = hands.lower_hand if request.POST.get("on", "1") == "0" else hands.raise_hand
        channel = change(channel=channel, person=person)
    if not wants_json(request):
        return redirect(f"{address_in(channel, chosen_languages(request))}#hand")
    is_up = Hand.objects.filter(channel=channel, person=person).exists()
    writes = may_write(person, channel)
    return JsonResponse({"up": is_up, "hands": channel.hands, "writes": writes})


@answered
@require_POST
def call(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give the word to somebody whose hand is up: it goes down."""
    channel, _seer = moderated_channel(request, pk)
    channel = hands.call(channel=channel, number=number, moderator=signed_in(request))
    if wants_json(request):
        return JsonResponse({"hands": channel.hands})
    return redirect("discussion:facilitate", channel.pk)
