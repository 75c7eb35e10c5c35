"""What the socket says of the reader's own messages: their other devices learn that it was they."""

from uuid import uuid4

from discussion import actions, asking
from tests.discussion.live.conftest import in_thread, opened
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message


def kinds(socket):
    """Return the types of what a socket heard, in order."""
    return [one["type"] for one in socket.heard]


def test_the_authors_sockets_are_told_before_the_event_and_nobody_else_is(live):
    """I5: events are the same bytes for all, and say nothing of who is who."""

    async def work():
        channel, author, other = (
            await in_thread(make_channel),
            await in_thread(UserFactory),
            await in_thread(UserFactory),
        )
        desk, phone, reader, nobody = (
            await opened(author),
            await opened(author),
            await opened(other),
            await opened(),
        )
        for socket in (desk, phone, reader, nobody):
            await socket.join(channel)
            await socket.hear("heads")

        message = await in_thread(make_message, channel, author=author)

        for socket in (desk, phone):
            own = await socket.hear("own", "events")
            assert own == {
                "type": "own",
                "channel": channel.pk,
                "messages": [message.pk],
                "questions": [],
            }
            assert [one["seq"] for one in await socket.events(1)] == [1]
        for socket in (reader, nobody):
            await socket.events(1)
            assert "own" not in kinds(socket)

    live(work)


def test_a_replay_tells_it_too_and_what_others_do_with_it_later_does_not(live):
    async def work():
        channel, author = await in_thread(make_channel), await in_thread(UserFactory)
        message = await in_thread(make_message, channel, author=author)
        question = await in_thread(
            asking.propose, channel=channel, author=author, client_id=uuid4(), text="Why?"
        )
        socket = await opened(author)
        await socket.join(channel)
        own = await socket.hear("own")
        assert (own["messages"], own["questions"]) == ([message.pk], [question.pk])
        await socket.events(2)
        before = len(socket.heard)

        other = await in_thread(UserFactory)
        await in_thread(actions.react, message=message, person=other, kind="agree")

        await socket.events(3)
        assert "own" not in [one["type"] for one in socket.heard[before:]]

    live(work)
