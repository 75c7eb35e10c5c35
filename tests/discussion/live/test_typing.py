"""Who has sent what they wrote is not seen writing any more."""

import asyncio

import pytest

from discussion.live import door, hub
from discussion.live.hub import Hub
from discussion.live.protocol import Cursor
from discussion.live.rights import NOBODY, identify
from tests.discussion.live.conftest import in_thread, opened, sign_in
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message


@pytest.fixture(autouse=True)
def no_pulse(monkeypatch):
    """Let nothing be told because time goes by: what a test hears was told at once."""
    monkeypatch.setattr(hub, "PULSE", 600)


async def typing(socket, channel):
    """Type, and return when the server knows."""
    room = door.hub().rooms[channel.pk]
    before = len(room.typing)
    await socket.send({"type": "typing", "channel": channel.pk})
    async with asyncio.timeout(5):
        while len(room.typing) == before:
            await asyncio.sleep(0.01)


async def counted(socket):
    """Return how many are writing, as the server tells it next."""
    return (await socket.hear("typing"))["people"]


def test_a_message_ends_the_typing_of_who_wrote_it_and_of_nobody_else(live):
    channel, ada, ben = make_channel(), UserFactory(), UserFactory()

    async def work():
        reader, first, second = await opened(), await opened(ada), await opened(ben)
        for one in (reader, first, second):
            await one.join(channel)
            await one.hear("heads")
        await typing(first, channel)
        await typing(second, channel)
        await door.hub().pulse()
        assert await counted(reader) == 2

        await in_thread(make_message, channel, author=ada)

        assert await counted(reader) == 1
        assert [one["type"] for one in reader.heard[-2:]] == ["events", "typing"]
        await in_thread(make_message, channel, author=ben)
        assert await counted(reader) == 0

    live(work)


def test_how_many_are_here_is_told_with_the_pulse_only(live):
    """Counts of people go out once a second at most, however much is written."""
    channel, ada = make_channel(), UserFactory()

    async def work():
        reader, first = await opened(), await opened(ada)
        for one in (reader, first):
            await one.join(channel)
            await one.hear("heads")
        await typing(first, channel)
        await door.hub().pulse()
        assert (await reader.hear("presence"))["people"] == 2
        third = await opened()
        await third.join(channel)
        await third.hear("heads")

        await in_thread(make_message, channel, author=ada)

        while await counted(reader):
            pass
        await reader.nothing(kind="presence")
        await door.hub().pulse()
        assert (await reader.hear("presence"))["people"] == 3

    live(work)


def test_a_message_of_somebody_who_does_not_type_changes_nothing(live):
    channel, ada, ben = make_channel(), UserFactory(), UserFactory()

    async def work():
        reader, first = await opened(), await opened(ada)
        for one in (reader, first):
            await one.join(channel)
            await one.hear("heads")
        await typing(first, channel)
        await door.hub().pulse()
        assert await counted(reader) == 1

        await in_thread(make_message, channel, author=ben)

        assert len(await reader.events(1)) == 1
        await reader.nothing(kind="typing")
        assert list(door.hub().rooms[channel.pk].typing) == [ada.pk]

    live(work)


class Line:
    """A bus between two hubs of one process."""

    def __init__(self, name):
        self.name = name

    def send(self, told):
        """Tell the other hub."""
        self.to.hear({**told, "process": self.name})


def test_another_process_hears_at_once_that_somebody_writes_no_more(live):
    """What is written in one process is read in all; who types is known in one."""
    channel, ada = make_channel(), UserFactory()
    writer = identify(sign_in(ada).split("=")[1])

    async def work():
        here, there = Hub(Line("here")), Hub(Line("there"))
        here.bus.to, there.bus.to = there, here
        author, reader = here.sit(writer), there.sit(NOBODY)
        await here.join(author, channel.pk, Cursor(0))
        await there.join(reader, channel.pk, Cursor(0))
        here.company.types(author, channel.pk)
        await here.pulse()
        await there.pulse()
        assert there.rooms[channel.pk].told[1].endswith('"people":1}')

        await in_thread(make_message, channel, author=ada)
        here.hear({"kind": "event", "channel": channel.pk, "seq": 1})

        async with asyncio.timeout(5):
            while not there.rooms[channel.pk].told[1].endswith('"people":0}'):
                await asyncio.sleep(0.01)

    live(work)
