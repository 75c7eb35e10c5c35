"""People in a discussion, a clock that can be put forward, and the mail that goes out."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F

from alerts import delivery, tasks
from discussion.mail import actions
from discussion.models import Event, Following, Notice
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_moderator

SITE = "http://localhost:8000"


@pytest.fixture
def channel(db):
    """A channel that everybody may read."""
    return make_channel()


@pytest.fixture
def ada(db):
    """Somebody who wants to hear."""
    return UserFactory(name="Ada", email="ada@example.org")


@pytest.fixture
def bo(db):
    """Somebody who writes."""
    return UserFactory(name="Bo", email="bo@example.org")


@pytest.fixture
def moderator(db):
    """Somebody who moderates every channel."""
    return make_moderator(name="Mo", email="mo@example.org")


@pytest.fixture
def worker(db):
    """Let the worker do all that is due, after some minutes; return the mails sent."""

    def run(minutes: int = 0) -> list[mail.EmailMultiAlternatives]:
        later(minutes=minutes)
        before = len(mail.outbox)
        tasks.work()
        return mail.outbox[before:]

    return run


def later(**time: int) -> None:
    """Let time pass for all that waits."""
    ago = timedelta(**time)
    Event.objects.update(at=F("at") - ago)
    Notice.objects.update(
        not_before=F("not_before") - ago,
        made_at=F("made_at") - ago,
        claimed_at=F("claimed_at") - ago,
    )
    Following.objects.update(due_at=F("due_at") - ago)


def follow(person, channel, rhythm="immediate") -> Following:
    """Follow a channel, from now on."""
    return actions.follow(channel=channel, person=person, rhythm=rhythm)


def html_of(message: mail.EmailMultiAlternatives) -> str:
    """Return the HTML part of a mail."""
    return message.alternatives[0][0]


def links_in(message: mail.EmailMultiAlternatives, part: str) -> list[str]:
    """Return the paths on this site in the text of a mail that have `part` in them."""
    return [path for path in re.findall(rf"{SITE}(/\S+)", message.body) if part in path]


def one_click(message: mail.EmailMultiAlternatives) -> str:
    """Return the path that mail programs post to, to unsubscribe."""
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)


def send_again() -> int:
    """Let the claims of a worker that died grow old, and deliver again."""
    Notice.objects.update(claimed_at=F("claimed_at") - delivery.LEASE - timedelta(seconds=1))
    return delivery.deliver()
