"""Whether docs/live-protocol.md shows messages and channels as they are."""

import json
import re

import pytest
from django.conf import settings

from discussion.frames import channel_frame, message_frame
from discussion.permissions import access
from tests.factories.discussion import make_message

pytestmark = pytest.mark.django_db
TEXT = (settings.PROJECT / "docs" / "live-protocol.md").read_text(encoding="utf-8")


def example(kind):
    """Return the example of an event of that kind in the chapter on frames of events."""
    chapter = TEXT.split("## Frames of events", 1)[1].split("\n## ", 1)[0]
    found = [json.loads(one) for one in re.findall(r"```json\n(.+?)```", chapter, re.DOTALL)]
    return next(one for one in found if one["kind"] == kind)


def test_the_page_shows_a_message_with_all_its_parts():
    message = make_message()

    assert set(example("created")["message"]) == set(
        message_frame(message, access(None, message.channel))
    )


def test_the_page_shows_a_channel_with_all_its_parts():
    channel = make_message().channel

    assert set(example("channel")["channel"]) == set(channel_frame(channel))
    assert isinstance(example("channel")["channel"]["hands"], int)
