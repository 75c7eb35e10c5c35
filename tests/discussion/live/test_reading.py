"""What the transport reads for everybody at once is what each of them would be given."""

import json

import pytest

from discussion import actions, asking, moderation, queries
from discussion.live import reading
from discussion.models import Channel
from discussion.permissions import Access
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    """A channel with an event of every sort, messages that cite pages among them."""
    made, moderator, author = make_channel(), make_moderator(), UserFactory()
    shown, withdrawn = make_practice("open"), make_practice("withdrawn")
    for page in (shown, withdrawn, shown):
        make_message(made, author=author, cites=page)
    withdrawn.unpublish()
    hidden = make_message(made, "Rude", author=author)
    moderation.hide(message=hidden, moderator=moderator, reason="Rude")
    make_message(made, "A reply", author=author, reply_to=made.messages.first())
    actions.delete(message=make_message(made, author=author), author=author)
    asking.propose(channel=made, author=rested(author), client_id=hidden.client_id, text="Why?")
    for policy in ("slow", "locked"):
        moderation.set_policy(channel=made, moderator=moderator, policy=policy, reason="Late")
    return Channel.objects.get(pk=made.pk)


@pytest.mark.parametrize("moderates", [False, True])
def test_events_for_all_are_those_for_each(channel, moderates):
    """V5, with pages that are cited, of which one is not public any more."""
    seer = Access(None, reads=True, moderates=moderates)
    wanted = queries.events_after(channel, 0, None, seer=seer)
    items = reading.items_after(channel.pk, 0, channel.last_seq)
    assert [json.loads(one.text(None, moderates)) for one in items] == json.loads(
        json.dumps(wanted)
    )
    cited = [one["message"].get("cites") for one in wanted[:3]]
    assert [bool(page) for page in cited] == [True, False, True]


def test_cited_pages_and_questions_cost_the_same_however_many(channel, django_assert_num_queries):
    """One for the events, one for the pages, two for questions with their authors; and one for the
    channel that changed."""
    with django_assert_num_queries(5):
        reading.items_after(channel.pk, 0, channel.last_seq)


def test_no_more_is_read_than_was_heard_of(channel):
    assert [one.seq for one in reading.items_after(channel.pk, 1, 3)] == [2, 3]
    assert reading.items_after(channel.pk, channel.last_seq, channel.last_seq + 1) == []
