"""Raised hands: who wants to speak, since when. Others see only how many there are; moderators see
who, as each person's profile shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.choices import Shown
from accounts.models import User
from discussion import log, pace
from discussion.choices import ChannelKind, EventKind
from discussion.frames import public_name
from discussion.models import Channel, Hand
from discussion.people import places_of
from discussion.permissions import Why, may_moderate, why_not_write
from discussion.refusals import NotAllowed
from discussion.rows import channels

# Where people meet. Beside a practice nobody gives the word.
KINDS = (ChannelKind.WORKSHOP, ChannelKind.QUESTION, ChannelKind.SESSION)


def takes_hands(channel: Channel) -> bool:
    """Tell whether one may raise a hand in a channel of this kind."""
    return channel.kind in KINDS


@log.persevering
def raise_hand(*, channel: Channel, person: User) -> Channel:
    """Raise the person's hand. Twice is once: it keeps its place.

    Raises NotAllowed where they may not write or there are no hands, TooFast, Busy.
    """
    with transaction.atomic():
        turn = pace.take(person)
        found = _locked(channel.pk)
        why = why_not_write(person, found)
        if not takes_hands(found) or why != Why.NOTHING:
            raise NotAllowed(str(why.label), why.value)
        if Hand.objects.filter(channel=found, person=person).exists():
            turn.give_back()
            return found
        turn.use()
        Hand.objects.create(channel=found, person=person)
        return _counted(found, person)


@log.persevering
def lower_hand(*, channel: Channel, person: User) -> Channel:
    """Lower the person's hand, which needs no right. A hand that is down stays down.

    Raises Channel.DoesNotExist, Busy.
    """
    with transaction.atomic():
        return _lowered(_locked(channel.pk), Hand.objects.filter(person=person), person)


@log.persevering
def call(*, channel: Channel, number: int, moderator: User) -> Channel:
    """Give the word to somebody: the hand with that number goes down. Where it is down already,
    nothing happens. Raises NotAllowed, Channel.DoesNotExist, Busy."""
    with transaction.atomic():
        found = _locked(channel.pk)
        if not may_moderate(moderator, found):
            raise NotAllowed
        return _lowered(found, Hand.objects.filter(pk=number), moderator)


@log.persevering
def lower_where_not_allowed(channel_ids: Iterable[int], person: User | None = None) -> None:
    """Lower the hands of all, or of one person, who may not write (any more). Raises Busy."""
    for pk in sorted(channel_ids):
        with transaction.atomic():
            found = _locked(pk)
            rows = Hand.objects.filter(channel=found).select_related("person")
            raised = rows.filter(person=person) if person else rows
            gone = [one.pk for one in raised if why_not_write(one.person, found) != Why.NOTHING]
            _lowered(found, Hand.objects.filter(pk__in=gone), None)


@log.persevering
def lower_all_of(person: User) -> None:
    """Lower the hands of somebody whose account goes or is closed. Raises Busy."""
    here = Hand.objects.filter(person=person).order_by("channel").values_list("channel", flat=True)
    for pk in list(here):
        with transaction.atomic():
            # The account may be gone with the next statement: nobody did it.
            _lowered(_locked(pk), Hand.objects.filter(person=person), None)


def _locked(pk: int) -> Channel:
    return channels().select_for_update(of=("self",)).get(pk=pk)


def _lowered(channel: Channel, hands: Any, actor: User | None) -> Channel:
    count, _each = hands.filter(channel=channel).delete()
    return _counted(channel, actor) if count else channel


def _counted(channel: Channel, actor: User | None) -> Channel:
    """Write how many hands are up; the caller holds the channel's lock. Not `save`: who follows a
    channel's row would think that its rights have changed."""
    channel.hands = Hand.objects.filter(channel=channel).count()
    Channel.objects.filter(pk=channel.pk).update(hands=channel.hands)
    place = log.next_place(channel.pk)
    log.write(place, channel.pk, EventKind.CHANNEL, actor)
    channel.last_seq = place.seq
    return channel


@dataclass(frozen=True)
class Raised:
    """A raised hand as moderators see it; `name` and `place` are empty where the profile does not
    show them."""

    number: int
    name: str
    place: str
    since: datetime


def raised(channel: Channel) -> list[Raised]:
    """Return the raised hands, the longest waiting first. Two queries, however many there are."""
    rows = list(Hand.objects.filter(channel=channel).select_related("person"))
    places = shown_places(one.person for one in rows)
    return [
        Raised(one.pk, public_name(one.person), places.get(one.person_id, ""), one.raised_at)
        for one in sorted(rows, key=lambda one: (one.raised_at, one.pk))
    ]


def shown_places(people: Iterable[User]) -> dict[int, str]:
    """Return the cities of those whose profile shows their partner, by person. One query; none
    where nobody shows it."""
    showing = [one.pk for one in people if one.is_active and Shown.PARTNERS in (one.shown or ())]
    return places_of(showing) if showing else {}
