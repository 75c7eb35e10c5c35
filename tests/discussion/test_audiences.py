"""Moderators choose who may read and write a discussion."""

import pytest

from discussion.choices import Audience
from discussion.models import Channel, ModerationAction
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return make_channel()


def choose(client, channel, **values):
    """Press “Save” as a moderator."""
    client.force_login(make_moderator())
    given = {"policy": "open", "slow_seconds": "30", "reason": "For members."} | values
    return client.post(f"/en/discussion/{channel.pk}/policy/", given)


def test_a_discussion_is_closed_for_others_and_opened_again(client, channel):
    message = make_message(channel)

    assert choose(client, channel, read_by="signed_in", write_by="members").status_code == 302

    channel.refresh_from_db()
    assert (channel.read_by, channel.write_by) == ("signed_in", "members")
    assert "For members." in ModerationAction.objects.get(channel=channel).reason
    client.logout()
    assert client.get(channel.get_absolute_url()).status_code == 404
    assert client.get(f"/en/discussion/message/{message.pk}/").status_code == 404
    client.force_login(UserFactory())
    page = client.get(channel.get_absolute_url())
    assert page.status_code == 200
    assert "Only some people write here" in page.content.decode()
    choose(client, channel, read_by="everyone", write_by="signed_in")
    client.logout()
    assert client.get(channel.get_absolute_url()).status_code == 200


def test_what_is_not_chosen_stays(client, channel):
    Channel.objects.filter(pk=channel.pk).update(read_by=Audience.SIGNED_IN)

    choose(client, channel, policy="locked")

    channel.refresh_from_db()
    assert (channel.policy, channel.read_by, channel.write_by) == (
        "locked",
        "signed_in",
        "signed_in",
    )


@pytest.mark.parametrize("values", [{"write_by": "everyone"}, {"read_by": "participants"}])
def test_an_audience_that_nobody_can_belong_to_is_not_offered(client, channel, values):
    """Without an account nobody writes; participants come with registration."""
    page = choose(client, channel, **values)

    assert page.status_code == 422
    channel.refresh_from_db()
    assert (channel.read_by, channel.write_by) == ("everyone", "signed_in")
    assert "For members." in page.content.decode()
