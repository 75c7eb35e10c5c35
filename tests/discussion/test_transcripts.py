"""A discussion to take away, with the questions from the room, as readers may see it."""

import csv
import io
import json
from datetime import date
from uuid import uuid4

import pytest

from discussion import asking
from discussion.choices import Audience
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.events import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    """The discussion of a workshop."""
    return make_channel(make_workshop(questions=("Who pays?",)), kind="workshop")


def ask(channel, text, author=None, **values):
    author = rested(author or UserFactory(name="Ada"))
    return asking.propose(channel=channel, author=author, client_id=uuid4(), text=text, **values)


def followed_up(channel):
    question, moderator = ask(channel, "=Who pays?", shown_as="anonymous"), make_moderator()
    for step in (
        {"state": "open"},
        {"state": "answered", "answer": "The city does."},
        {"state": "followed_up", "owner_place": "Gent", "due": date(2027, 3, 1)},
    ):
        question = asking.advance(question=question, moderator=moderator, **step)
    return question


def test_every_form_has_the_questions_with_what_became_of_them(client, channel):
    make_message(channel, "A message", author=UserFactory(name="Bo"))
    followed_up(channel)
    path = f"/en/discussion/{channel.pk}/transcript"

    html = client.get(f"{path}.html").text
    (asked,) = json.loads(client.get(f"{path}.json").getvalue())["questions"]
    table = client.get(f"{path}.csv").getvalue().decode("utf-8-sig")
    message, question = csv.DictReader(io.StringIO(table))

    for words in ("=Who pays?", "The city does.", "Gent follows this up.", "1 March 2027"):
        assert words in html
    assert asked["owner_place"] == "Gent"
    assert (message["kind"], message["text"], message["name"]) == ("message", "A message", "Bo")
    assert question["text"] == "'=Who pays?", "no formula"
    assert (question["kind"], question["state"], question["due"]) == (
        "question",
        "followed_up",
        "2027-03-01",
    )
    for text in (html, str(asked), table):
        assert "Ada" not in text


def test_no_form_has_a_question_that_was_declined_or_waits(client, channel):
    """I5: a moderator's transcript is that of all readers."""
    moderator = make_moderator()
    declined = ask(channel, "SECRET one")
    asking.advance(question=declined, moderator=moderator, state="declined", reason="Elsewhere")
    type(channel).objects.filter(pk=channel.pk).update(policy="pre_moderated")
    ask(channel, "SECRET two")
    client.force_login(moderator)

    for form in ("html", "json", "csv"):
        answer = client.get(f"/en/discussion/{channel.pk}/transcript.{form}")
        assert "SECRET" not in (answer.getvalue().decode() if answer.streaming else answer.text)


def test_the_transcript_of_a_workshop_leads_to_those_of_its_questions(client, channel):
    page = channel.page.specific
    question = make_channel(page, kind="question", key="1")
    closed = make_channel(page, kind="session", key="9", read_by=Audience.MEMBERS)

    html = client.get(f"/en/discussion/{channel.pk}/transcript.html").text

    assert f'href="/en/discussion/{question.pk}/transcript.html" lang="en">Who pays?</a>' in html
    assert f"/discussion/{closed.pk}/" not in html


def test_who_leaves_is_as_anonymous_as_they_wrote(client, channel):
    """PR: whoever saw them leave must not learn what they wrote without their name."""
    ada = UserFactory(name="Ada")
    for shown_as in ("name", "city", "anonymous"):
        make_message(channel, shown_as, author=ada, shown_as=shown_as)
    path = f"/en/discussion/{channel.pk}/transcript.json"
    ada.delete()

    messages = json.loads(client.get(path).getvalue())["messages"]

    shown = {one["text"]: one["author"]["shown_as"] for one in messages}
    assert shown == {"name": "gone", "city": "anonymous", "anonymous": "anonymous"}
