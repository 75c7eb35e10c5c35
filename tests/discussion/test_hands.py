"""Raised hands: a state of the channel, counted for all and named for moderators only."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.choices import Shown
from discussion import hands, moderation, queries
from discussion.choices import Audience, ChannelKind, Policy
from discussion.models import Channel, Event, Hand
from discussion.refusals import NotAllowed, TooFast
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.network import make_member, make_partner, make_place
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def up(channel, person=None):
    """Return somebody who raised their hand."""
    person = person or UserFactory()
    hands.raise_hand(channel=channel, person=rested(person))
    return person


def numbers(channel):
    """Return what is counted: the rows, the channel, the last event's frame."""
    frame = queries.events_after(channel, 0, AnonymousUser())[-1]
    channel = Channel.objects.get(pk=channel.pk)
    return Hand.objects.filter(channel=channel).count(), channel.hands, frame["channel"]["hands"]


def test_a_hand_is_raised_once_and_lowered_once_and_counted_in_the_log():
    channel, person = make_channel(), UserFactory()
    for _press in range(2):
        hands.raise_hand(channel=channel, person=rested(person))
    assert numbers(channel) == (1, 1, 1)
    up(channel)
    assert numbers(channel) == (2, 2, 2)

    for _press in range(2):
        hands.lower_hand(channel=channel, person=person)

    assert numbers(channel) == (1, 1, 1)
    assert list(Event.objects.values_list("seq", "kind")) == [(n, "channel") for n in (1, 2, 3)]


def test_nothing_in_the_log_says_whose_hand_it_is():
    """PR: a raised hand is for moderators."""
    channel, person = make_channel(), UserFactory(name="Ada Secret", shown=["name", "partners"])
    up(channel, person)

    frame = queries.events_after(channel, 0, AnonymousUser())[0]

    assert "Ada" not in str(frame)
    assert set(frame) == {"kind", "seq", "at", "channel"}


def test_hands_are_for_those_who_may_write_and_not_beside_practices():
    channel = make_channel()
    muted, moderator = UserFactory(), make_moderator()
    until = timezone.now() + timedelta(hours=1)
    moderation.mute(person=muted, moderator=moderator, channel=channel, until=until, reason="x")

    for place, person in (
        (channel, muted),
        (make_channel(policy=Policy.ARCHIVED), UserFactory()),
        (make_channel(policy=Policy.LOCKED), UserFactory()),
        (make_channel(make_practice("desk"), kind=ChannelKind.PRACTICE), UserFactory()),
    ):
        with pytest.raises(NotAllowed):
            hands.raise_hand(channel=place, person=person)

    assert not Hand.objects.exists()


def test_raising_and_lowering_all_the_time_is_too_fast():
    channel, person = make_channel(), UserFactory()

    def press():
        hands.raise_hand(channel=channel, person=person)
        hands.lower_hand(channel=channel, person=person)

    with pytest.raises(TooFast):
        for _press in range(6):
            press()


def test_a_moderator_gives_the_word_and_nobody_else_does():
    channel, other = make_channel(), make_channel()
    first, _second = up(channel), up(channel)
    hand = Hand.objects.get(person=first)
    with pytest.raises(NotAllowed):
        hands.call(channel=channel, number=hand.pk, moderator=UserFactory())
    hands.call(channel=other, number=hand.pk, moderator=make_moderator())
    assert numbers(channel) == (2, 2, 2)

    for _press in range(2):
        hands.call(channel=channel, number=hand.pk, moderator=make_moderator())

    assert numbers(channel) == (1, 1, 1)
    assert Event.objects.filter(channel=channel).count() == 3


def test_a_hand_goes_down_when_its_person_may_not_write_any_more():
    channel, moderator = make_channel(), make_moderator()
    person = up(channel)
    up(channel)
    elsewhere = make_channel(channel.page, kind=ChannelKind.SESSION, key="elsewhere")
    up(elsewhere, person)
    until = timezone.now() + timedelta(hours=1)

    moderation.mute(person=person, moderator=moderator, channel=channel, until=until, reason="x")

    assert numbers(channel) == (1, 1, 1)
    assert numbers(elsewhere) == (1, 1, 1), "only here"
    both = {"channel": channel, "until": until, "everywhere": True}
    moderation.mute(person=person, moderator=moderator, reason="x", **both)
    assert numbers(elsewhere) == (0, 0, 0)


@pytest.mark.parametrize("policy", [Policy.LOCKED, Policy.ARCHIVED])
def test_hands_of_those_who_may_not_write_go_down_when_a_channel_closes(policy):
    channel, moderator = make_channel(), make_moderator()
    up(channel)
    up(channel, moderator)

    moderation.set_policy(channel=channel, moderator=moderator, policy=policy, reason="Over")

    left = 1 if policy == Policy.LOCKED else 0
    assert numbers(channel) == (left, left, left)


def test_hands_go_down_when_fewer_people_may_write():
    channel, moderator = make_channel(), make_moderator()
    up(channel)
    change = {"policy": Policy.OPEN, "write_by": Audience.MEMBERS, "reason": "For members"}

    moderation.set_policy(channel=channel, moderator=moderator, **change)

    assert numbers(channel) == (0, 0, 0)


@pytest.mark.parametrize("how", ["closed", "erased"])
def test_a_hand_goes_down_when_the_account_goes(how):
    """DS/PR: erasure leaves no trace of the hand, and the count tells the truth."""
    channel = make_channel()
    person = up(channel)
    up(channel)

    if how == "erased":
        person.delete()
    else:
        person.is_active = False
        person.save()

    assert numbers(channel) == (1, 1, 1)
    assert Event.objects.order_by("seq").last().actor is None


@pytest.mark.parametrize("count", [1, 3])
def test_moderators_see_each_hand_as_its_profile_shows_the_person(count, django_assert_num_queries):
    channel = make_channel()
    shown = UserFactory(name="Ada", shown=[Shown.NAME, Shown.PARTNERS])
    make_member(make_partner("lecce", place=make_place("Lecce", "IT")), shown.email)
    hidden = UserFactory(name="HIDDEN", shown=[])
    make_member(make_partner("secret", place=make_place("SECRET", "IT")), hidden.email)
    for person in (shown, hidden, *(UserFactory(name="Bo") for _at in range(count))):
        up(channel, person)

    with django_assert_num_queries(2):
        found = hands.raised(channel)

    assert [(one.name, one.place) for one in found[:3]] == [("Ada", "Lecce"), ("", ""), ("Bo", "")]
    assert [one.since for one in found] == sorted(one.since for one in found)


def test_a_message_and_a_hand_do_not_disturb_each_others_numbers():
    channel = make_channel()
    make_message(channel)
    up(channel)
    make_message(channel)

    assert list(Event.objects.values_list("seq", flat=True).order_by("seq")) == [1, 2, 3]


def path(channel):
    return f"/en/discussion/{channel.pk}/hand/"


def test_the_button_works_by_form_and_says_how_it_stands(client):
    channel, person = make_channel(), UserFactory()
    client.force_login(person)
    page = channel.get_absolute_url()
    assert button(client.get(page).text) == ("1", "false")

    assert client.post(path(channel), {"on": "1"})["Location"] == f"{page}#hand"
    html = client.get(page).text
    assert button(html) == ("0", "true")
    assert "1 hand raised" in html
    client.post(path(channel), {"on": "0"})

    assert button(client.get(page).text) == ("1", "false")


def button(html):
    """Return what the form would send, and whether its button is pressed."""
    form = html.split('data-part="hand"', 1)[1].split("</form>", 1)[0]
    on = re.search(r'name="on" value="(\d)"', form)[1]
    return on, re.search(r'data-up="(\w+)"', form)[1]


def test_beside_a_practice_and_without_a_right_there_is_no_button(client):
    practice = make_channel(make_practice("desk"), kind=ChannelKind.PRACTICE)
    channel = make_channel()
    assert 'data-part="hand"' not in client.get(channel.get_absolute_url()).text
    client.force_login(UserFactory())

    assert 'data-part="hand"' not in client.get(practice.get_absolute_url()).text
    assert client.post(path(practice)).status_code == 403


def test_the_script_is_told_whether_the_hand_is_up(client):
    channel, person = make_channel(), UserFactory()
    json = {"accept": "application/json"}
    assert client.get(path(channel), headers=json).json()["why"] == "sign_in"
    client.force_login(person)
    up(channel)

    answer = client.post(path(channel), {"on": "1"}, headers=json).json()

    assert answer == {"up": True, "hands": 2, "writes": True}
    hand = Hand.objects.get(person=person)
    hands.call(channel=channel, number=hand.pk, moderator=make_moderator())
    assert client.get(path(channel), headers=json).json() == {
        "up": False,
        "hands": 1,
        "writes": True,
    }


def test_what_nobody_may_read_has_no_hands(client):
    """I5."""
    channel = make_channel(read_by="members")
    client.force_login(UserFactory())

    assert client.post(path(channel)).status_code == 404
    assert not Hand.objects.exists()
