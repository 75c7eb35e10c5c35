"""Appeals whose message has met something else meanwhile: each can be decided, and no more than was
appealed is taken back (DS-04)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from discussion import actions, complaints, moderation, moving, permissions
from discussion.choices import Audience, MessageState, Policy
from discussion.forgetting import forget_removed_texts
from discussion.models import Mention, Message, ModerationAction, Notice, RemovedText
from discussion.refusals import NotAllowed, NotThere
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Who wrote what is moderated."""
    return UserFactory(name="Ada")


@pytest.fixture
def host(monkeypatch):
    """Return somebody, and what lets them moderate these channels and no other."""
    person = UserFactory()

    def of(*channels):
        monkeypatch.setattr(permissions, "_moderators", [])
        numbers = {one.pk for one in channels}
        permissions.register_moderators(lambda who, one: who.pk == person.pk and one.pk in numbers)
        return person

    return of


def appealed(person, what):
    action = ModerationAction.objects.get(person=person, what=what)
    return complaints.appeal(action=action, person=person, text="It was wrong")


def upheld(appeal, judge=None):
    return complaints.decide_appeal(
        appeal=appeal, moderator=judge or make_moderator(), upheld=True, answer="Right"
    )


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_what_was_hidden_and_then_deleted_is_hidden_again(ada):
    message = make_message(author=ada)
    moderation.hide(message=message, moderator=make_moderator(), reason="Rude")
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")

    upheld(appealed(ada, "delete"))

    assert state_of(message) == MessageState.HIDDEN
    assert "Who pays?" in message.html
    assert not Notice.objects.filter(action__what="restore").exists(), "nobody sees it yet"


def test_where_hiding_was_wrong_deleting_holds_until_that_is_wrong_too(ada):
    message = make_message(author=ada)
    moderation.hide(message=message, moderator=make_moderator(), reason="Rude")
    hiding = appealed(ada, "hide")
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")

    upheld(hiding)
    assert state_of(message) == MessageState.REMOVED
    upheld(appealed(ada, "delete"))

    assert state_of(message) == MessageState.VISIBLE


def test_what_waited_and_was_deleted_is_let_through_when_shown(ada):
    message = make_message(make_channel(policy=Policy.PRE_MODERATED), author=ada)
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")

    moderation.restore(message=message, moderator=make_moderator(), reason="It is fine")

    assert state_of(message) == MessageState.VISIBLE
    assert ModerationAction.objects.first().what == "approve"


def test_an_appeal_can_be_decided_when_the_text_has_gone_with_the_account(ada):
    message = make_message(author=ada)
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")
    waiting = appealed(ada, "delete")
    ada.delete()
    waiting.refresh_from_db()

    assert upheld(waiting).state == "upheld"
    assert state_of(message) == MessageState.REMOVED


def test_nobody_objects_once_the_time_is_over_and_the_text_forgotten(client, ada):
    message = make_message(author=ada)
    then = timezone.now() - timedelta(days=185)
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")
    action = ModerationAction.objects.get()
    client.force_login(ada)
    place = f"/en/discussion/mail/statement/{action.pk}/"
    assert "/appeal/" in client.get(place).text
    # The log is never changed: another line, as it would have been written then.
    old = ModerationAction.objects.create(
        who=make_moderator(), what="delete", message=message, channel=message.channel,
        person=ada, reason="Law", rule="other", at=then,
    )  # fmt: skip
    RemovedText.objects.update(at=then)

    forget_removed_texts(timezone.now())

    assert not RemovedText.objects.exists()
    assert "/appeal/" not in client.get(f"/en/discussion/mail/statement/{old.pk}/").text
    with pytest.raises(NotAllowed, match="time to object"):
        complaints.appeal(action=old, person=ada, text="But")


def test_only_what_restricts_somebody_can_be_appealed(client, ada):
    message, reporter = make_message(author=ada), UserFactory()
    made = complaints.report(message=message, person=reporter, reason="other")
    complaints.reject_report(report=made, moderator=make_moderator(), reason="A fair hint")
    action = ModerationAction.objects.get(what="reject_report")

    with pytest.raises(NotAllowed):
        complaints.appeal(action=action, person=reporter, text="It is not")


def test_the_moderators_of_where_it_was_done_decide_wherever_it_stands_now(ada, host):
    here, there = make_channel(), make_channel()
    judge = make_moderator()
    root = make_message(here, "Root")
    reply = make_message(here, "Reply", author=ada, reply_to=root)
    moderation.remove(message=reply, moderator=judge, reason="Law")
    waiting = appealed(ada, "delete")
    moving.move(message=root, to=there, moderator=judge, reason="Belongs there")

    upheld(waiting, host(here))

    assert state_of(reply) == MessageState.VISIBLE
    assert reply.channel_id == there.pk


def test_the_desk_shows_no_words_from_a_discussion_that_one_does_not_moderate(client, ada, host):
    """I5: what was moved away and changed there."""
    here, there = make_channel(), make_channel(read_by=Audience.MEMBERS)
    judge, message = make_moderator(), make_message(here, "Here", author=ada)
    moving.move(message=message, to=there, moderator=judge, reason="Belongs there")
    appealed(ada, "move")
    message.refresh_from_db()
    Message.objects.filter(pk=message.pk).update(body="ONLYTHERE", html="<p>ONLYTHERE</p>")
    client.force_login(host(here))
    desk = f"/en/discussion/{here.pk}/desk/"
    assert "It was wrong" in client.get(desk).text
    assert "ONLYTHERE" not in client.get(desk).text
    moderation.remove(message=message, moderator=judge, reason="Law")
    assert "ONLYTHERE" not in client.get(desk).text
    client.force_login(host(here, there))
    assert "ONLYTHERE" in client.get(desk).text


def test_restoring_names_whom_the_message_named_and_nobody_who_came_later(ada):
    channel, bo = make_channel(), UserFactory(name="Bo")
    make_message(channel, author=bo)
    message = make_message(channel, "Ask @Bo and @Cara Late", author=ada)
    assert [one.person for one in Mention.objects.all()] == [bo]
    moderation.remove(message=message, moderator=make_moderator(), reason="Law")
    make_message(channel, author=UserFactory(name="Cara Late"))

    moderation.restore(message=message, moderator=make_moderator(), reason="It is fine")

    assert [one.person for one in Mention.objects.all()] == [bo]


def test_who_answered_where_a_message_was_moved_is_told_that_it_goes_back(ada):
    here, there, bo = make_channel(), make_channel(), UserFactory()
    message = make_message(here, author=ada)
    moving.move(message=message, to=there, moderator=make_moderator(), reason="Belongs there")
    message.refresh_from_db()
    make_message(there, "Answer", author=bo, reply_to=message)

    upheld(appealed(ada, "move"))

    told = ModerationAction.objects.get(person=bo)
    assert (told.what, told.channel_id, told.to_id) == ("move", there.pk, here.pk)


def test_the_appeal_of_who_answered_brings_the_whole_thread_back(ada):
    here, there = make_channel(), make_channel()
    root = make_message(here, "Root")
    replies = [make_message(here, text, author=ada, reply_to=root) for text in ("One", "Two")]
    actions.delete(message=replies[0], author=ada)
    moving.move(message=root, to=there, moderator=make_moderator(), reason="Belongs there")

    upheld(appealed(ada, "move"))

    assert {one.channel_id for one in Message.objects.all()} == {here.pk}


def test_what_was_said_of_where_it_is_now_is_not_said_any_more_when_it_is_not(client, ada):
    here, there = make_channel(), make_channel()
    message = make_message(here, author=ada)
    moving.move(message=message, to=there, moderator=make_moderator(), reason="Belongs there")
    action = ModerationAction.objects.get()
    client.force_login(ada)
    statement = f"/en/discussion/mail/statement/{action.pk}/"
    assert "It is now in the discussion" in client.get(statement).text

    upheld(appealed(ada, "move"))

    assert "It is now in the discussion" not in client.get(statement).text


def test_no_reply_stays_behind_its_thread_that_moves_while_it_is_sent(ada, monkeypatch):
    """I3: between looking at what is answered and taking a place, a moderator moves it."""
    here, there = make_channel(), make_channel()
    root, moderator = make_message(here, "Root"), make_moderator()
    named = actions.people_named

    def meanwhile(draft):
        monkeypatch.setattr(actions, "people_named", named)
        moving.move(message=root, to=there, moderator=moderator, reason="Belongs there")
        return named(draft)

    monkeypatch.setattr(actions, "people_named", meanwhile)

    with pytest.raises(NotThere):
        actions.send(channel=here.pk, author=ada, client_id=uuid4(), body="A reply", reply_to=root)


def test_a_reply_that_came_while_its_thread_was_read_moves_along(ada, monkeypatch):
    """I3: the other way round."""
    here, there = make_channel(), make_channel()
    root, moderator = make_message(here, "Root"), make_moderator()
    tell = moving._tell

    def meanwhile(*args, **kwargs):
        make_message(here, "Late", author=ada, reply_to=root)
        tell(*args, **kwargs)

    monkeypatch.setattr(moving, "_tell", meanwhile)

    moving.move(message=root, to=there, moderator=moderator, reason="Belongs there")

    late = Message.objects.get(author=ada)
    assert (late.channel_id, late.reply_to_id) == (there.pk, root.pk)
