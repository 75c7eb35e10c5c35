"""Who belongs to an audience and who moderates, as the applications above say."""

import pytest

from discussion import permissions
from discussion.live import rights
from discussion.people import place_of
from events.models import WorkshopOrganisation
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator
from tests.factories.events import make_houses, make_workshop
from tests.factories.network import make_member, make_partner, make_place

pytestmark = pytest.mark.django_db


def test_members_of_partners_read_and_write_where_it_is_for_members():
    channel = make_channel(read_by="members", write_by="members")
    member = make_member(make_partner()).user
    asked = make_member(make_partner("other"), "bo@example.org", state="asked").user

    assert permissions.may_write(member, channel)
    for person in (asked, UserFactory(), None):
        assert not permissions.may_read(person, channel)


def test_members_of_the_host_moderate_its_workshop_and_no_other():
    partner = make_partner("host")
    member = make_member(partner).user
    workshop, other = make_workshop(), make_workshop("other")
    WorkshopOrganisation.objects.create(workshop=workshop, partner=partner, role="host")
    WorkshopOrganisation.objects.create(workshop=other, partner=partner, role="organiser")

    def moderates(page):
        return permissions.may_moderate(member, make_channel(page, kind="workshop"))

    assert moderates(workshop)
    assert not moderates(other)


def test_one_channel_serves_a_workshop_in_all_its_languages():
    house = make_houses()
    source = make_workshop(house=house)
    italian = make_workshop(house=house, language="it", translation_of=source)

    assert make_channel(italian, kind="workshop") == make_channel(source, kind="workshop")


def test_messages_carry_the_city_of_the_partner_unless_they_are_anonymous():
    member = make_member(make_partner(place=make_place("Graz", "AT"))).user
    channel = make_channel()

    assert place_of(member) == "Graz"
    assert make_message(channel, author=member).author_place == "Graz"
    assert make_message(channel, author=member, shown_as="anonymous").author_place == ""
    assert place_of(UserFactory()) == ""


def test_somebody_who_is_not_active_any_more_is_nobody():
    person = make_moderator(is_active=False)
    channel = make_channel()

    assert not permissions.may_moderate(person, channel)
    assert not permissions.may_write(person, channel)
    assert permissions.access(person, channel).person is None


def test_an_audience_that_nobody_registered_is_empty():
    assert not permissions.may_read(UserFactory(), make_channel(read_by="participants"))
    assert permissions.may_read(make_moderator(), make_channel(read_by="participants"))


def test_who_only_follows_shows_a_city_only_if_their_profile_shows_the_partner(client):
    """PR: presence tells nothing that the profile keeps to itself."""
    member = make_member(make_partner(place=make_place("Graz", "AT"))).user
    client.force_login(member)
    key = client.session.session_key

    assert rights.identify(key).city == ""

    member.shown = ["name", "partners"]
    member.save()
    assert rights.identify(key).city == "Graz"
