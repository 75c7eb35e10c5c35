"""A moderator deletes a message, with a reason: what goes, what is kept for an appeal, how long."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alerts import tasks
from discussion import actions, complaints, moderation, moving, queries
from discussion.choices import Audience, MessageState
from discussion.models import (
    Mention,
    Message,
    MessageVersion,
    ModerationAction,
    Reaction,
    RemovedText,
)
from discussion.refusals import NoReason, NotAllowed, NotThere
from discussion.search import document_for
from discussion.views.transcripts import written
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def ada():
    """Who wrote what is deleted."""
    return UserFactory(name="Ada", email="ada@example.org")


@pytest.fixture
def judge():
    """Who deletes."""
    return make_moderator()


@pytest.fixture
def message(ada):
    """A message with a former text, a reaction and a name in it."""
    channel = make_channel()
    made = make_message(channel, "SECRET old", author=ada)
    bo = UserFactory(name="Bo")
    make_message(channel, "Me too", author=bo)
    actions.edit(message=made, author=ada, body="SECRET new @Bo")
    actions.react(message=made, person=bo, kind="agree")
    Mention.objects.get_or_create(message=made, person=bo)
    made.refresh_from_db()
    return made


def history(message):
    return f"/en/discussion/message/{message.pk}/history/"


def test_nobody_reads_it_in_any_place_of_the_discussion(client, message, ada, judge):
    """DS-03, I5: page, replay, fresh view, transcript, search."""
    moderation.remove(message=message, moderator=judge, reason="Names a child", rule="private")

    for person in (ada, judge, UserFactory(), AnonymousUser()):
        client.logout()
        if person.is_authenticated:
            client.force_login(person)
        page = client.get(f"/en/discussion/{message.channel_id}/").text
        assert "SECRET" not in page
        assert "Deleted by a moderator." in page
        assert "SECRET" not in str(queries.events_after(message.channel, 0, person))
        assert "SECRET" not in str(queries.state_of_view(message.channel, person))
    assert message.pk not in {one.pk for one in written(message.channel)}
    assert document_for(message.pk) is None
    assert not MessageVersion.objects.exists()
    assert not Reaction.objects.exists()
    assert not Mention.objects.filter(message=message).exists()


def test_it_needs_a_moderator_a_reason_and_a_message_that_is_there(message, ada, judge):
    """I6."""
    with pytest.raises(NotAllowed):
        moderation.remove(message=message, moderator=ada, reason="Mine")
    with pytest.raises(NoReason):
        moderation.remove(message=message, moderator=judge, reason=" ")
    moderation.remove(message=message, moderator=judge, reason="Law")
    for again in (moderation.remove, moderation.hide):
        with pytest.raises(NotThere):
            again(message=message, moderator=judge, reason="Law")
    with pytest.raises(NotThere):
        actions.delete(message=message, author=ada)
    with pytest.raises(NotThere):
        actions.edit(message=message, author=ada, body="But")
    with pytest.raises(NotThere):
        moving.move(message=message, to=make_channel(), moderator=judge, reason="Away")
    assert [one.what for one in ModerationAction.objects.all()] == ["delete"]


def test_only_its_author_and_moderators_find_it_beside_the_statement(client, message, ada, judge):
    """DS-03."""
    moderation.remove(message=message, moderator=judge, reason="Names a child", rule="private")

    assert client.get(history(message)).status_code == 404
    client.force_login(UserFactory())
    assert client.get(history(message)).status_code == 404
    for person in (ada, judge):
        client.force_login(person)
        html = client.get(history(message)).text
        assert "SECRET new" in html
        assert "Names a child" in html
    (action,) = ModerationAction.objects.all()
    client.force_login(ada)
    statement = client.get(f"/en/discussion/mail/statement/{action.pk}/").text
    assert "SECRET new" in statement
    assert "A moderator deleted a message of yours" in statement


def test_an_appeal_that_is_right_brings_it_back(client, message, ada, judge):
    """DS-04."""
    moderation.remove(message=message, moderator=judge, reason="Law")
    made = complaints.appeal(action=ModerationAction.objects.get(), person=ada, text="It is true")
    other = make_moderator()
    client.force_login(other)
    desk = client.get(f"/en/discussion/{message.channel_id}/desk/").text
    assert "SECRET new" in desk, "who decides must know on what"

    complaints.decide_appeal(appeal=made, moderator=other, upheld=True, answer="So it is")

    message.refresh_from_db()
    assert message.state == MessageState.VISIBLE
    assert message.body == "SECRET new @Bo"
    assert "SECRET new" in message.html
    assert not RemovedText.objects.exists()
    assert "SECRET new" in client.get(f"/en/discussion/{message.channel_id}/").text


def test_the_practice_that_it_cites_comes_back_with_it(ada, judge):
    practice = make_practice(live=True)
    message = make_message(author=ada, cites=practice.page_ptr)
    moderation.remove(message=message, moderator=judge, reason="Law")
    message.refresh_from_db()
    assert message.cites is None

    moderation.restore(message=message, moderator=judge, reason="A mistake")

    message.refresh_from_db()
    assert message.cites_id == practice.pk


def test_its_text_is_forgotten_once_nobody_can_appeal_any_more(message, ada, judge):
    """PR-05."""
    moderation.remove(message=message, moderator=judge, reason="Law")
    action = ModerationAction.objects.get()
    made = complaints.appeal(action=action, person=ada, text="It is true")
    for days, is_kept in ((180, True), (190, True)):
        RemovedText.objects.update(at=timezone.now() - timedelta(days=days))
        tasks.work()
        assert RemovedText.objects.exists() == is_kept, "an appeal waits"
    complaints.decide_appeal(
        appeal=made, moderator=make_moderator(), upheld=False, answer="It stays so"
    )

    tasks.work()

    assert not RemovedText.objects.exists()
    with pytest.raises(NotThere):
        moderation.restore(message=message, moderator=judge, reason="Too late")


def test_its_text_goes_with_the_account_of_its_author(message, ada, judge):
    """PR-05."""
    moderation.remove(message=message, moderator=judge, reason="Law")

    ada.delete()

    assert not RemovedText.objects.exists()


def test_a_moderator_does_it_in_the_page_and_reports_are_decided(client, message, judge):
    """DS-02, without a script."""
    report = complaints.report(message=message, person=UserFactory(), reason="private")
    client.force_login(judge)
    path = f"/en/discussion/message/{message.pk}/moderate/"
    form = client.get(f"{path}?verb=delete").text
    assert 'value="delete" ' in form
    assert "checked" in form.split('value="delete"')[1].split(">")[0]

    missing = client.post(path, {"verb": "delete", "rule": "private", "reason": ""})
    assert missing.status_code == 422
    done = client.post(
        path, {"verb": "delete", "rule": "private", "reason": "A child"}, follow=True
    )

    assert "Deleted by a moderator." in done.text
    report.refresh_from_db()
    assert report.state == "upheld"
    assert Message.objects.get(pk=message.pk).state == MessageState.REMOVED
    # What fits a message that is deleted: to show it again.
    offered = client.get(path).text
    assert 'value="restore"' in offered
    assert 'value="pin"' not in offered


def test_what_is_hidden_or_deleted_is_quoted_by_nobody(client, message, ada, judge):
    """I5: the form that answers a message names only what can be read."""
    reader = UserFactory()
    client.force_login(reader)
    page = f"/en/discussion/{message.channel_id}/?"
    for name in ("reply_to", "quote"):
        assert "SECRET new" in client.get(f"{page}{name}={message.pk}").text
    moderation.hide(message=message, moderator=judge, reason="Rude")
    for name in ("reply_to", "quote"):
        assert "SECRET" not in client.get(f"{page}{name}={message.pk}").text

    form = {"client_id": uuid4(), "body": "Yes", "reply_to": message.pk}
    assert client.post(page, form, headers=JSON).status_code == 404


def test_an_audience_that_is_closed_to_its_author_keeps_the_statement(client, message, ada, judge):
    """DS-03: the mail leads to a page of their own."""
    moderation.remove(message=message, moderator=judge, reason="Law")
    type(message.channel).objects.update(read_by=Audience.MEMBERS)
    client.force_login(ada)

    assert client.get(history(message)).status_code == 404
    action = ModerationAction.objects.get()
    assert "SECRET new" in client.get(f"/en/discussion/mail/statement/{action.pk}/").text
