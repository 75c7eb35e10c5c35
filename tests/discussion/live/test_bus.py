"""The bus over a real Redis, whose line is cut in between."""

import asyncio
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest

from discussion.live import door
from discussion.live.bus import RedisBus
from tests.discussion.live.conftest import in_thread
from tests.discussion.live.lines import Line
from tests.discussion.live.test_hub import a_hub, follow, numbers
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message
from tests.services import address

pytestmark = pytest.mark.services("redis")
BEAT = 0.4


@asynccontextmanager
async def two_processes(url: str, beat: float = BEAT):
    """Return two hubs that hear of each other over Redis only."""
    topic = uuid4().hex
    async with a_hub(beat=600) as one, a_hub(beat=600) as other:
        for hub in (one, other):
            hub.bus = RedisBus(url, hub.hear, hub.refresh, topic=topic, beat=beat)
            hub.bus.start()
            await hub.bus.ready()
        try:
            yield one, other
        finally:
            for hub in (one, other):
                await hub.bus.stop()


@pytest.fixture
def line(live):
    """Return what runs a test's coroutine with a line to Redis that can be cut."""

    def run(work):
        async def all_of_it():
            made = Line(address("redis"))
            url = await made.open()
            try:
                await work(made, url)
            finally:
                made.cut()
                made.server.close()

        live(all_of_it)

    return run


def test_two_processes_see_each_others_events_and_people(line):
    channel, author = make_channel(), UserFactory()

    async def work(_line, url):
        async with two_processes(url) as (one, other):
            here, there = await follow(one, channel), await follow(other, channel)
            for seq in range(1, 6):
                await in_thread(make_message, channel, author=author)
                door._tell_here(one, {"kind": "event", "channel": channel.pk, "seq": seq})
            assert await numbers(here, 5) == await numbers(there, 5) == [1, 2, 3, 4, 5]
            async with asyncio.timeout(5):
                while '"people":2' not in (await there.take()):
                    pass

    line(work)


def test_a_process_that_nobody_follows_in_knows_who_does_elsewhere(line):
    """The facilitator's view may be made by any of them."""
    channel = make_channel()

    async def work(_line, url):
        async with two_processes(url) as (one, other):
            await follow(one, channel)
            seat = await follow(one, channel)
            async with asyncio.timeout(5):
                while other.company.here(channel.pk).people < 2:
                    await asyncio.sleep(0.05)
            assert one.company.here(channel.pk) == other.company.here(channel.pk)
            assert not other.rooms
            for gone in [*one.seats]:
                one.rise(gone)
            assert seat not in one.seats
            async with asyncio.timeout(5):
                while other.company.here(channel.pk).people:
                    await asyncio.sleep(0.05)

    line(work)


def test_a_right_that_is_withdrawn_in_one_process_is_withdrawn_in_the_other(line):
    """R4."""
    channel = make_channel()

    async def work(_line, url):
        async with two_processes(url) as (one, other):
            there = await follow(other, channel)
            await in_thread(type(channel).objects.filter(pk=channel.pk).update, read_by="members")
            door._tell_here(one, {"kind": "rights", "channel": channel.pk, "person": None})
            async with asyncio.timeout(5):
                while '"denied"' not in (await there.take()):
                    pass

    line(work)


@pytest.mark.parametrize("seconds", [0.2, 1.5])
def test_redis_cut_and_back_loses_nothing(line, seconds):
    """F3: nothing is heard while the line is cut, and nothing is written afterwards either."""
    channel, author = make_channel(), UserFactory()

    async def work(cable, url):
        async with two_processes(url) as (one, other):
            here, there = await follow(one, channel), await follow(other, channel)
            cable.cut()
            for seq in range(1, 4):
                await in_thread(make_message, channel, author=author)
                door._tell_here(one, {"kind": "event", "channel": channel.pk, "seq": seq})
            assert await numbers(here, 3) == [1, 2, 3]
            await asyncio.sleep(seconds)
            cable.mend()
            assert await numbers(there, 3) == [1, 2, 3]
            # And afterwards it works as before.
            await asyncio.sleep(BEAT * 5)
            await in_thread(make_message, channel, author=author)
            door._tell_here(one, {"kind": "event", "channel": channel.pk, "seq": 4})
            assert await numbers(there, 4) == [4]

    line(work)


def test_what_was_told_while_the_line_was_cut_between_two_beats_is_found(line):
    """F3: the line breaks and is back before anybody would have missed a beat."""
    channel, author = make_channel(), UserFactory()

    async def work(cable, url):
        async with two_processes(url, beat=20) as (one, other):
            there = await follow(other, channel)
            # Whatever the beginning makes a hub look for is over.
            await asyncio.sleep(1)
            cable.cut()
            await in_thread(make_message, channel, author=author)
            door._tell_here(one, {"kind": "event", "channel": channel.pk, "seq": 1})
            await asyncio.sleep(0.1)
            cable.mend()
            assert await numbers(there, 1) == [1]

    line(work)


def test_while_redis_is_away_processes_find_each_others_events_by_themselves(line):
    """F3, a cut of a minute: nobody waits until Redis is back."""
    channel, author = make_channel(), UserFactory()

    async def work(cable, url):
        async with two_processes(url) as (_one, other):
            there = await follow(other, channel)
            cable.cut()
            await in_thread(make_message, channel, author=author)
            assert await numbers(there, 1) == [1]

    line(work)


def test_nonsense_on_the_bus_harms_nothing(line):
    channel, author = make_channel(), UserFactory()

    async def work(_line, url):
        async with two_processes(url) as (one, other):
            there = await follow(other, channel)
            for raw in ("x", "[]", '{"kind": "event", "channel": {}, "seq": "y"}', "{}", "null"):
                await one.bus._mouth.publish(one.bus.topic, raw)
            await one.bus._mouth.publish(
                one.bus.topic, f'{{"kind": "event", "channel": {channel.pk}, "seq": 99}}'
            )
            await in_thread(make_message, channel, author=author)
            door._tell_here(one, {"kind": "event", "channel": channel.pk, "seq": 1})
            assert await numbers(there, 1) == [1]

    line(work)


def test_a_command_without_a_hub_tells_over_redis(line, monkeypatch, settings):
    channel, author = make_channel(), UserFactory()

    async def work(_line, url):
        async with two_processes(url) as (one, other):
            there = await follow(other, channel)
            settings.REDIS_URL = url
            monkeypatch.setattr(door, "_hub", None)
            monkeypatch.setattr(door, "_mouth", None)
            monkeypatch.setattr(door, "TOPIC", one.bus.topic)
            await in_thread(make_message, channel, author=author)
            assert await numbers(there, 1) == [1]
            settings.REDIS_URL = ""

    line(work)


def test_the_bus_ends_although_the_wish_to_end_was_swallowed_once(line):
    """A library may take the cancelling for the end of its own waiting."""

    async def work(cable, url):
        asked = asyncio.Event()

        async def missed():
            asked.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

        bus = RedisBus(url, lambda told: None, missed, topic=uuid4().hex, beat=0.2)
        bus.start()
        await asked.wait()

        async with asyncio.timeout(5):
            await bus.stop()

    line(work)
