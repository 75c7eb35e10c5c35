"""Whether docs/live-protocol.md tells frames, calls, answers and refusals as they are."""

import json
import re
from uuid import uuid4

import pytest
from django.conf import settings

from discussion import asking, refusals, urls
from discussion.choices import MessageState, QuestionState, ReactionKind
from discussion.forms import VERBS
from discussion.frames import channel_frame, message_frame, question_frame
from discussion.permissions import Why, access
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.events import make_workshop

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
TEXT = (settings.PROJECT / "docs" / "live-protocol.md").read_text(encoding="utf-8")


def make_question(channel=None, author=None):
    return asking.propose(
        channel=channel or make_channel(),
        author=rested(author or UserFactory()),
        client_id=uuid4(),
        text="Who pays?",
    )


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


def test_the_page_shows_a_question_with_all_its_parts():
    question = make_question()

    assert set(example("question")["question"]) == set(question_frame(question))


def test_the_page_names_every_address():
    """A client can be written from the page alone."""
    named = {re.sub(r"<[^<>]*>", "<>", one) for one in re.findall(r"[\w<>./]+", TEXT)}
    served = {_address(one) for one in addresses(urls.urlpatterns)} - {"mail/"}
    served = {re.sub(r"<[^<>]*>", "<>", one) for one in served}

    assert served - {one.removeprefix("/<>/discussion/") for one in named} == set()


def addresses(patterns, before=""):
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


def _address(route):
    # The one that is an expression, for its three forms.
    return "<channel>/transcript.json" if "transcript" in route else route


def test_the_page_names_every_refusal_with_its_status():
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", TEXT.split("### Refusals", 1)[1], re.MULTILINE)
    kinds, found = [refusals.Refused], {}
    while kinds:
        kinds += (one := kinds.pop()).__subclasses__()
        found[one.code] = one.status
    del found["refused"]

    assert {code: int(status) for code, status in rows} == found | {"form": 422}


def test_the_page_names_every_state_verb_and_reason_not_to_write():
    for words in (
        MessageState.values,
        QuestionState.values,
        VERBS,
        Why.values,
        ReactionKind.values,
    ):
        missing = [one for one in words if one and not re.search(rf"[`\" ]{one}[`\" ]", TEXT)]
        assert missing == []


def test_calls_are_answered_as_the_page_says(client):
    """The answers in the table, each from the call itself."""
    ada, moderator = UserFactory(), make_moderator()
    channel = make_channel(make_workshop(), kind="workshop")
    question, message = make_question(channel, author=ada), make_message(channel, author=ada)
    one, asked = f"message/{message.pk}/", f"question/{question.pk}/"
    why = {"rule": "other", "reason": "So"}
    calls = (
        (ada, f"{channel.pk}/", {"body": "Text", "client_id": uuid4(), "seen": 1}),
        (ada, f"{one}edit/", {"body": "Another"}),
        (ada, f"{one}react/", {"kind": "agree", "on": "1"}),
        (ada, f"{channel.pk}/questions/", {"q-text": "Why?", "q-client_id": uuid4()}),
        (ada, f"{asked}vote/", {"on": "1"}),
        (ada, f"{channel.pk}/hand/", {"on": "1"}),
        (ada, f"{channel.pk}/read/", {"seq": ""}),
        (moderator, f"{asked}advance/", {"state": "open"}),
        (moderator, f"{one}report/", {"reason": "spam", "good_faith": "on"}),
        (moderator, f"{one}moderate/", {"verb": "hide"} | why),
        (ada, f"{one}delete/", {}),
    )
    said = {key for line in TEXT.splitlines() for key in re.findall(r'"(\w+)":', line)}
    for person, path, fields in calls:
        client.force_login(rested(person))
        answer = client.post(f"/en/discussion/{path}", fields, headers=JSON)
        assert answer.status_code in (200, 201), (path, answer.content)
        assert set(answer.json()) <= said, path
        assert answer["Content-Type"] == "application/json"
    for path in ("999999/", "message/999999/react/"):
        gone = client.post(f"/en/discussion/{path}", {"kind": "agree"}, headers=JSON)
        assert (gone.status_code, gone.json()["error"]) == (404, "not_there")
    wrong = client.post(f"/en/discussion/{channel.pk}/", {"body": ""}, headers=JSON)
    assert wrong.status_code == 422
    assert wrong.json()["error"] == "form"
