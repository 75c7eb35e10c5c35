"""What each reader sees: snapshot and events, page by page, at a cost that does not grow."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussion import actions, asking, hands, history, moderation, moving, queries
from discussion.choices import STEPS, MessageState, Policy, QuestionState
from discussion.frames import apply
from discussion.models import Channel, Event, Hand, Message, Question
from discussion.permissions import access
from discussion.refusals import Refused
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested

pytestmark = pytest.mark.django_db

VERBS = [
    *("send", "reply", "edit", "delete", "hide", "remove", "restore", "pin", "unpin"),
    *("move", "back"),
    *("react", "unreact", "propose", "vote", "unvote", "advance", "policy", "premoderate"),
    *("raise_hand", "lower_hand", "call"),
]


class Room:
    """Two channels and four people; `do` makes something happen, as far as it is allowed."""

    def __init__(self):
        self.channel, self.other = make_channel(), make_channel()
        self.author, self.second = UserFactory(name="Ada"), UserFactory(name="Bo")
        self.moderator = make_moderator()
        self.readers = (self.author, self.second, self.moderator, AnonymousUser())

    def do(self, verb, pick):
        for person in (self.author, self.second, self.moderator):
            rested(person)
        with suppress(Refused):
            getattr(self, f"do_{verb}")(pick)

    def message(self, pick, channel=None):
        rows = list(Message.objects.filter(channel=channel or self.channel).order_by("pk"))
        if not rows:
            raise Refused
        return rows[pick % len(rows)]

    def question(self, pick):
        rows = list(Question.objects.filter(channel=self.channel).order_by("pk"))
        if not rows:
            raise Refused
        return rows[pick % len(rows)]

    def someone(self, pick):
        return (self.author, self.second, self.moderator)[pick % 3]

    def do_send(self, pick, reply_to=None):
        actions.send(
            channel=self.channel.pk,
            author=self.someone(pick),
            client_id=uuid4(),
            body=f"Text *{pick}*",
            reply_to=reply_to,
            shown_as=("name", "city", "anonymous")[pick % 3],
        )

    def do_reply(self, pick):
        self.do_send(pick, self.message(pick))

    def do_edit(self, pick):
        message = self.message(pick)
        if message.author:
            actions.edit(message=message, author=message.author, body=f"Changed {pick}")

    def do_delete(self, pick):
        message = self.message(pick)
        actions.delete(message=message, author=message.author)

    def do_hide(self, pick):
        moderation.hide(message=self.message(pick), moderator=self.moderator, reason="Rude")

    def do_remove(self, pick):
        moderation.remove(message=self.message(pick), moderator=self.moderator, reason="Law")

    def do_restore(self, pick):
        moderation.restore(message=self.message(pick), moderator=self.moderator, reason="Fine")

    def do_pin(self, pick, on=True):
        moderation.pin(message=self.message(pick), moderator=self.moderator, reason="Key", on=on)

    def do_unpin(self, pick):
        self.do_pin(pick, on=False)

    def do_move(self, pick):
        moving.move(
            message=self.message(pick), to=self.other, moderator=self.moderator, reason="There"
        )

    def do_back(self, pick):
        moving.move(
            message=self.message(pick, self.other),
            to=self.channel,
            moderator=self.moderator,
            reason="Here",
        )

    def do_react(self, pick, on=True):
        actions.react(message=self.message(pick), person=self.second, kind="agree", on=on)

    def do_unreact(self, pick):
        self.do_react(pick, on=False)

    def do_propose(self, pick):
        asking.propose(
            channel=self.channel, author=self.someone(pick), client_id=uuid4(), text=f"Why {pick}?"
        )

    def do_vote(self, pick, on=True):
        asking.vote(question=self.question(pick), person=self.second, on=on)

    def do_unvote(self, pick):
        self.do_vote(pick, on=False)

    def do_advance(self, pick):
        question = self.question(pick)
        steps = STEPS[question.state]
        if steps:
            asking.advance(
                question=question,
                moderator=self.moderator,
                state=steps[pick % len(steps)],
                reason="So it is",
                answer="Because",
            )

    def do_raise_hand(self, pick):
        hands.raise_hand(channel=self.channel, person=self.someone(pick))

    def do_lower_hand(self, pick):
        hands.lower_hand(channel=self.channel, person=self.someone(pick))

    def do_call(self, pick):
        rows = list(Hand.objects.filter(channel=self.channel))
        if rows:
            hand = rows[pick % len(rows)]
            hands.call(channel=self.channel, number=hand.pk, moderator=self.moderator)

    def do_policy(self, pick):
        moderation.set_policy(
            channel=self.channel,
            moderator=self.moderator,
            policy=(Policy.OPEN, Policy.SLOW)[pick % 2],
            slow_seconds=0,
            reason="Calm",
        )

    def do_premoderate(self, pick):
        moderation.set_policy(
            channel=self.channel,
            moderator=self.moderator,
            policy=Policy.PRE_MODERATED,
            reason="Calm",
        )


STORY = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 11)), max_size=14)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=STORY, after=STORY, size=st.integers(1, 5))
def test_a_snapshot_with_its_events_is_a_fresh_snapshot_for_every_reader(db, before, after, size):
    """I3, I4: whatever happened, and wherever one began to listen."""
    room = Room()
    for verb, pick in before:
        room.do(verb, pick)
    views = [queries.state_of_view(room.channel, one, size=size) for one in room.readers]
    for verb, pick in after:
        room.do(verb, pick)

    for reader, view in zip(room.readers, views, strict=True):
        for frame in queries.events_after(room.channel, view["last_seq"], reader):
            apply(view, frame)
        fresh = queries.state_of_view(room.channel, reader, floor=view["floor"])
        assert view == fresh


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_writes_its_events_densely(verb):
    """I3."""
    room = Room()
    for prepared in ("send", "propose", "react", "vote"):
        if prepared != verb:
            room.do(prepared, 0)
    first = {"restore": "hide", "unpin": "pin", "back": "move"}
    first |= {"lower_hand": "raise_hand", "call": "raise_hand"}
    if verb in first:
        room.do(first[verb], 0)
    last = Event.objects.count()

    room.do(verb, 0)

    assert Event.objects.count() > last
    for channel in Channel.objects.all():
        seqs = list(Event.objects.filter(channel=channel).values_list("seq", flat=True))
        assert seqs == list(range(1, channel.last_seq + 1))


def test_a_replay_never_shows_again_what_was_hidden_or_erased():
    """I5."""
    channel, moderator = make_channel(), make_moderator()
    hidden, erased = make_message(channel, "SECRET one"), make_message(channel, "SECRET two")
    moderation.hide(message=hidden, moderator=moderator, reason="Private")
    actions.delete(message=erased, author=erased.author)

    frames = queries.events_after(channel, 0, UserFactory())

    assert [frame["seq"] for frame in frames] == [1, 2, 3, 4]
    assert "SECRET" not in str(frames)
    assert "SECRET one" in str(queries.events_after(channel, 0, moderator))
    assert "SECRET one" in str(queries.events_after(channel, 0, hidden.author))
    assert "SECRET two" not in str(queries.events_after(channel, 0, moderator))


def test_what_others_never_saw_is_skipped_and_takes_no_place():
    """I5."""
    channel = make_channel(policy=Policy.PRE_MODERATED)
    message = make_message(channel, "SECRET")

    assert queries.events_after(channel, 0, None) == [{"kind": "skip", "seq": 1}]
    assert queries.state_of_view(channel, None)["messages"] == {}
    assert list(queries.state_of_view(channel, message.author)["messages"]) == [message.pk]
    (sent,) = queries.published_after(channel.pk, 0, 1)
    assert sent.public == {"kind": "skip", "seq": 1}
    assert sent.private["message"]["html"] == "<p>SECRET</p>"
    assert sent.author_id == message.author_id


def test_the_frame_for_all_is_one_where_nobody_sees_more():
    message = make_message()

    (sent,) = queries.published_after(message.channel_id, 0, 1)

    assert sent.private is sent.public
    assert sent.public["message"]["client_id"] == str(message.client_id)
    assert queries.published_after(message.channel_id, 1, 2) == []


def test_where_something_is_hidden_two_more_ask_who_moderates(django_assert_num_queries):
    channel, reader, moderator = make_channel(), UserFactory(), make_moderator()
    for _at in range(3):
        moderation.hide(message=make_message(channel), moderator=moderator, reason="Rude")

    with django_assert_num_queries(4):
        queries.events_after(channel, 0, reader)


def test_who_may_not_read_gets_nothing_from_the_log():
    channel = make_channel(read_by="members")
    make_message(channel, author=make_moderator())

    assert queries.events_after(channel, 0, UserFactory()) == []
    assert queries.state_of_view(channel, None)["messages"] == {}


@pytest.mark.parametrize("count", [1, 3])
def test_a_replay_costs_three_queries_with_the_rights(count, django_assert_num_queries):
    """L4."""
    channel, reader = make_channel(), UserFactory()
    other = make_channel().page
    for _at in range(count):
        root = make_message(channel, cites=other)
        make_message(channel, reply_to=root)
    seer = access(reader, channel)

    with django_assert_num_queries(2):
        assert len(queries.events_after(channel, 0, reader)) == 2 * count
    with django_assert_num_queries(3):
        assert len(queries.replay(channel, 0, reader)["events"]) == 2 * count
    with django_assert_num_queries(1):
        queries.events_after(channel, 0, reader, seer=seer)
    with django_assert_num_queries(2):
        queries.replay(channel, 0, reader, seer=seer)


@pytest.mark.parametrize("count", [1, 3])
def test_opening_costs_the_same_with_one_and_three_messages(count, django_assert_num_queries):
    """L6."""
    channel = make_channel()
    for _at in range(count):
        make_message(channel, reply_to=make_message(channel))

    with django_assert_num_queries(2):
        history.newest_page(channel, None)
    with django_assert_num_queries(4):
        queries.state_of_view(channel, None)


def test_pages_go_back_and_forth_without_a_hole():
    channel = make_channel()
    every = [make_message(channel, str(at)).created_seq for at in range(7)]

    newest = history.newest_page(channel, None, size=3)
    older = history.newest_page(channel, None, size=3, before=newest.older)
    oldest = history.newest_page(channel, None, size=3, before=older.older)
    back = history.newest_page(channel, None, size=3, after=oldest.newer)

    def numbers(page):
        return [one.created_seq for one in page.messages]

    assert numbers(oldest) + numbers(older) + numbers(newest) == every
    assert (oldest.older, newest.newer) == (None, None)
    assert numbers(back) == numbers(older)


def test_history_opens_at_a_message_or_a_moment():
    channel = make_channel()
    rows = [make_message(channel, str(at)) for at in range(6)]

    around = history.newest_page(channel, None, around=rows[2].pk, size=4)
    at = history.newest_page(channel, None, at=rows[4].created_at)

    assert [one.body for one in around.messages] == ["0", "1", "2", "3"]
    assert (around.older, around.newer) == (None, 4)
    assert [one.body for one in at.messages] == ["4", "5"]


def test_replies_stand_under_their_first_message_even_if_that_is_on_an_older_page():
    channel = make_channel()
    root, other = make_message(channel, "Root"), make_message(channel, "Other")
    reply = make_message(channel, "Reply", reply_to=root)

    whole = history.threads(history.newest_page(channel, None).messages)
    part = history.threads(history.newest_page(channel, None, after=1).messages)

    assert [(one.first, one.replies) for one in whole] == [(root, [reply]), (other, [])]
    assert [(one.first, one.is_whole) for one in part] == [(root, False), (other, True)]


@pytest.mark.parametrize(("after", "epoch"), [(5, ""), (-1, ""), (0, "another")])
def test_a_cursor_that_was_never_given_begins_anew(after, epoch):
    channel = make_message().channel

    answer = queries.replay(channel, after, None, epoch=epoch)

    assert answer["reset"]
    assert answer["events"] == []


def test_when_an_account_goes_its_words_stay_and_its_name_goes_everywhere():
    channel = make_channel()
    author = UserFactory(name="Ada Lovelace")
    message = make_message(channel, "Hello", author=author)
    epoch = str(channel.epoch)

    author.delete()

    answer = queries.replay(channel, 0, None, epoch=epoch)
    assert answer["reset"]
    frame = queries.events_after(channel, 0, None)[0]["message"]
    assert frame["author"] == {"shown_as": "gone", "name": "", "place": ""}
    assert frame["html"] == "<p>Hello</p>"
    assert Message.objects.get(pk=message.pk).state == MessageState.VISIBLE


@pytest.mark.parametrize(
    ("shown_as", "profile", "name"),
    [("name", ["name"], "Ada"), ("name", [], ""), ("city", ["name"], ""), ("anonymous", [], "")],
)
def test_authors_are_shown_as_they_chose_and_their_profile_allows(shown_as, profile, name):
    author = UserFactory(name="Ada", shown=profile)
    make_message(channel := make_channel(), author=author, shown_as=shown_as)

    assert queries.events_after(channel, 0, None)[0]["message"]["author"]["name"] == name


def test_a_declined_question_leaves_the_list_of_others_and_its_author_reads_why():
    channel, author, moderator = make_channel(), UserFactory(), make_moderator()
    question = asking.propose(channel=channel, author=author, client_id=uuid4(), text="Why?")
    asking.advance(
        question=question, moderator=moderator, state=QuestionState.DECLINED, reason="Off topic"
    )

    assert queries.state_of_view(channel, None)["questions"] == {}
    assert queries.events_after(channel, 1, None)[0]["kind"] == "removed"
    own = queries.state_of_view(channel, author)["questions"][question.pk]
    assert (own["state"], own["reason"]) == ("declined", "Off topic")
    assert not Question.objects.get().seen_by_author
