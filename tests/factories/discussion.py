"""Discussions for tests: a channel beside a practice, people, what they write."""

from typing import Any
from uuid import uuid4

from wagtail.models import Page

from accounts.models import User
from discussion import actions
from discussion.choices import ChannelKind
from discussion.models import Channel, Message, Pace
from discussion.rows import channels
from home.actions import make_house
from tests.factories.accounts import UserFactory


def make_channel(page: Page | None = None, *, kind: str = "", key: str = "", **values: Any):
    """Return a channel beside `page`; without one, a channel of its own beside the library."""
    if page is None:
        page, kind, key = make_house().library, ChannelKind.SESSION, key or uuid4().hex
    made = actions.channel_for(page, kind or ChannelKind.PRACTICE, key)
    Channel.objects.filter(pk=made.pk).update(**values)
    return channels().get(pk=made.pk)


def rested(person: User) -> User:
    """Return the person as if they had written nothing for a while."""
    Pace.objects.filter(person=person).delete()
    return person


def make_message(
    channel: Channel | None = None, body: str = "Who pays?", *, author: User | None = None, **values
) -> Message:
    """Return a message that somebody sent, not held up by the limit on how fast one writes."""
    author = rested(author or UserFactory())
    sent = actions.send(
        channel=(channel or make_channel()).pk,
        author=author,
        client_id=values.pop("client_id", uuid4()),
        body=body,
        **values,
    )
    return Message.objects.select_related("channel__page", "author").get(pk=sent.message.pk)


def make_moderator(**values: Any) -> User:
    """Return somebody who may publish every page, and so moderates every channel."""
    return UserFactory(roles=["Editors"], **values)
