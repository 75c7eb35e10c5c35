"""A message is moved: its people learn where to and why; an appeal brings it back to its place."""

from uuid import uuid4

import pytest

from discussion import actions, complaints, moving
from discussion.choices import Audience
from discussion.models import ModerationAction, ReadMarker
from discussion.refusals import NoDiscussion
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator
from tests.factories.events import make_workshop

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def judge():
    """Who moves."""
    return make_moderator()


def test_everybody_who_wrote_in_the_thread_is_told_once_why(judge):
    """DS-03."""
    here, there = make_channel(), make_channel()
    ada, bo = UserFactory(), UserFactory()
    first = make_message(here, "First", author=ada)
    for one in (bo, bo, ada):
        make_message(here, "Yes", author=one, reply_to=first)
    gone = make_message(here, "Deleted meanwhile", reply_to=first)
    actions.delete(message=gone, author=gone.author)

    moving.move(message=first, to=there, moderator=judge, reason="Belongs there")

    told = ModerationAction.objects.order_by("pk").values_list("person", "message", "to")
    assert list(told) == [(ada.pk, first.pk, there.pk), (bo.pk, first.pk, there.pk)]


def test_an_appeal_that_is_right_brings_a_reply_back_into_its_thread(judge):
    """DS-04."""
    here, there = make_channel(), make_channel()
    first = make_message(here, "First")
    reply = make_message(here, "Reply", reply_to=first)
    moving.move(message=reply, to=there, moderator=judge, reason="Belongs there")
    reply.refresh_from_db()
    answer = make_message(there, "Answer", reply_to=reply)
    made = complaints.appeal(
        action=ModerationAction.objects.get(), person=reply.author, text="It answers the first"
    )

    complaints.decide_appeal(appeal=made, moderator=make_moderator(), upheld=True, answer="Right")

    for one in (reply, answer):
        one.refresh_from_db()
        assert (one.channel_id, one.reply_to_id) == (here.pk, first.pk), "threads have one level"


def test_mail_history_and_statement_say_where_it_is_now_to_who_may_read_there(client, judge):
    """DS-03."""
    workshop = make_workshop()
    here, there = make_channel(), make_channel(page=workshop, kind="workshop")
    closed = make_channel(read_by=Audience.MEMBERS)
    message = make_message(here, "Where am I")
    moving.move(message=message, to=there, moderator=judge, reason="Belongs there")
    action = ModerationAction.objects.get()
    client.force_login(message.author)
    pages = (
        f"/en/discussion/message/{message.pk}/history/",
        f"/en/discussion/mail/statement/{action.pk}/",
    )

    for page in pages:
        html = client.get(page).text
        assert "It is now in the discussion:" in html
        assert workshop.title in html
    type(there).objects.filter(pk=there.pk).update(read_by=Audience.MEMBERS)
    assert workshop.title not in client.get(pages[1]).text
    assert closed.pk


def test_the_moderator_chooses_among_the_discussions_of_the_page_or_gives_an_address(client, judge):
    workshop = make_workshop(questions=("Who pays?",))
    here = make_channel(page=workshop, kind="workshop")
    beside = make_channel(page=workshop, kind="question", key="1")
    elsewhere = make_channel()
    client.force_login(judge)
    for given in (
        {"beside": str(beside.pk)},
        {"to": str(elsewhere.pk)},
        {"to": f"http://testserver/it/discussion/{elsewhere.pk}/?lang=it#m-3"},
        {"to": f"http://testserver/it/discussion/{elsewhere.pk}#m-3"},
    ):
        message = make_message(here, "Move me")
        path = f"/en/discussion/message/{message.pk}/moderate/"
        assert f'value="{beside.pk}"' in client.get(path).text
        form = {"verb": "move", "rule": "off_topic", "reason": "Belongs there", "to": ""} | given

        answer = client.post(path, form)

        message.refresh_from_db()
        there = beside if "beside" in given else elsewhere
        assert message.channel_id == there.pk
        # Where it is now, not where it was.
        assert answer.url.startswith(f"/en/discussion/{there.pk}/?around={message.pk}")


def test_two_targets_are_none(client, judge):
    workshop = make_workshop(questions=("Who pays?",))
    message = make_message(make_channel(page=workshop, kind="workshop"))
    beside = make_channel(page=workshop, kind="question", key="1")
    client.force_login(judge)
    form = {"verb": "move", "rule": "off_topic", "reason": "There", "beside": beside.pk}

    path = f"/en/discussion/message/{message.pk}/moderate/"
    answer = client.post(path, form | {"to": str(make_channel().pk)})

    assert answer.status_code == 404
    message.refresh_from_db()
    assert message.channel_id != beside.pk


def test_a_target_that_does_not_exist_is_said_beside_its_field_and_keeps_the_reason(client, judge):
    message = make_message()
    client.force_login(judge)
    path = f"/en/discussion/message/{message.pk}/moderate/"

    foreign = f"https://example.org/en/discussion/{make_channel().pk}/"
    for to in ("", "999999", "nonsense", foreign, str(message.channel_id)):
        form = {"verb": "move", "rule": "off_topic", "reason": "KEPT words", "to": to}
        answer = client.post(path, form)
        assert answer.status_code == 404
        assert "Choose another discussion that you moderate" in answer.text
        assert "This message is not there" not in answer.text
        assert "KEPT words</textarea>" in answer.text

    told = client.post(path, form, headers=JSON)
    assert told.json()["error"] == "not_there"
    with pytest.raises(NoDiscussion):
        moving.move(message=message, to=message.channel, moderator=judge, reason="Here")


def test_an_address_that_is_no_practice_is_said_beside_its_field(client):
    message = make_message()
    client.force_login(UserFactory())
    form = {"client_id": uuid4(), "body": "KEPT words", "cites": "https://example.org/en/nothing/"}

    answer = client.post(f"/en/discussion/{message.channel_id}/", form)

    assert answer.status_code == 404
    assert "No practice has this address." in answer.text
    assert "KEPT words</textarea>" in answer.text
    assert not ReadMarker.objects.exists()
