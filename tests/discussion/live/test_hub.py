"""The hub: nothing lost, nothing doubled, whatever the bus and the clients do."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError

from discussion.live import door, reading, rights, seats
from discussion.live.hub import LONGEST_REST, Hub
from discussion.live.protocol import Close, Cursor
from discussion.live.rights import NOBODY
from discussion.models import Channel
from tests.discussion.live.conftest import ask, in_thread, opened, sign_in
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message


@asynccontextmanager
async def a_hub(**values):
    """Return a hub of its own: another process, as far as this one knows."""
    made = Hub(**values)
    made.start()
    try:
        yield made
    finally:
        await made.stop()


async def follow(hub, channel, after=0):
    """Return a seat that follows a channel."""
    seat = hub.sit(NOBODY)
    while True:
        try:
            await hub.join(seat, channel.pk, Cursor(after))
            return seat
        except OperationalError:
            # The tests' SQLite in memory does not let read who comes while somebody writes.
            await asyncio.sleep(0.01)


async def numbers(seat, last):
    """Return the numbers of all events that come until `last`."""
    found = []
    while not found or found[-1] < last:
        async with asyncio.timeout(5):
            frame = json.loads(await seat.take())
        if frame["type"] == "events":
            found += [one["seq"] for one in frame["events"]]
    return found


def test_numbers_that_come_late_doubled_or_never_leave_no_hole(live):
    """I3, I4. The hub is told of 3, 3, 1 and of nothing else, and hands out 1 to 5."""
    channel = make_channel()

    async def work():
        async with a_hub() as hub:
            seat = await follow(hub, channel)
            for _at in range(3):
                await in_thread(make_message, channel)
            for seq in (3, 3, 1):
                hub.hear({"kind": "event", "channel": channel.pk, "seq": seq})
            assert await numbers(seat, 3) == [1, 2, 3]
            for _at in range(2):
                await in_thread(make_message, channel)
            await hub.refresh()
            assert await numbers(seat, 5) == [4, 5]

    live(work)


def test_a_number_that_does_not_exist_hides_none_that_does(live, monkeypatch):
    """I4. While the hub looks for a number that somebody made up, a real one comes."""
    channel = make_channel()
    read = reading.items_after

    async def work():
        async with a_hub(beat=600) as hub:
            seat = await follow(hub, channel)

            def reads(*args):
                found = read(*args)
                if not found:
                    make_message(channel)
                    told = {"kind": "event", "channel": channel.pk, "seq": 1}
                    hub.loop.call_soon_threadsafe(hub.hear, told)
                return found

            monkeypatch.setattr(reading, "items_after", reads)
            hub.hear({"kind": "event", "channel": channel.pk, "seq": 99})
            assert await numbers(seat, 1) == [1]

    live(work)


def test_what_is_written_while_somebody_comes_is_neither_lost_nor_doubled(live):
    """I4. Many come while many messages are written."""
    channel, author = make_channel(), UserFactory()

    async def work():
        hub = door.hub()
        writing = asyncio.create_task(_write(channel, author, 20))
        sockets = []
        for _at in range(12):
            sockets.append(await follow(hub, channel))
            await asyncio.sleep(0.01)
        await writing
        for seat in sockets:
            assert await numbers(seat, 20) == [*range(1, 21)]

    live(work)


async def _write(channel, author, count):
    for number in range(count):
        await in_thread(make_message, channel, f"Number {number}", author=author)


def test_a_reader_who_takes_nothing_is_told_to_resync_and_gets_all_by_joining_again(
    live, monkeypatch
):
    """N6, L2: the others do not wait."""
    monkeypatch.setattr(seats, "MOST_WAITING", 5)
    channel, author = make_channel(), UserFactory()

    async def work():
        hub = door.hub()
        slow, quick = await follow(hub, channel), await follow(hub, channel)
        for seq in range(1, 9):
            await in_thread(make_message, channel, author=author)
            assert await numbers(quick, seq) == [seq]
        frames = [json.loads(await slow.take()) for _at in range(slow.waiting)]
        assert [one for one in frames if one["type"] in ("resync", "events")] == [
            {"type": "resync", "channel": channel.pk}
        ]
        await in_thread(make_message, channel, author=author)
        await numbers(quick, 9)
        await hub.join(slow, channel.pk, Cursor(0))
        assert await numbers(slow, 9) == [*range(1, 10)]

    live(work)


def test_who_takes_nothing_for_a_minute_is_let_go(live):
    async def work():
        hub = door.hub()
        seat = await follow(hub, channel)
        seat.sent(asyncio.Future(), hub.loop.time() - 61)
        await hub.refresh()
        assert seat.close_code == Close.TOO_SLOW

    channel = make_channel()
    live(work)


def test_a_database_that_is_away_for_a_moment_loses_nothing(live, monkeypatch):
    channel, broken = make_channel(), []
    read = reading.items_after

    def reads(*args):
        if len(broken) < 2:
            broken.append(args)
            raise OperationalError("gone")
        return read(*args)

    async def work():
        seat = await follow(door.hub(), channel)
        monkeypatch.setattr(reading, "items_after", reads)
        await in_thread(make_message, channel)
        assert await numbers(seat, 1) == [1]
        assert len(broken) == 2

    live(work)


def test_another_epoch_is_found_by_the_beat_and_nothing_of_the_old_one_is_kept(live):
    """R6, X2: an account that goes takes its name out of open pages."""
    channel, author = make_channel(), UserFactory()
    make_message(channel, author=author)

    async def work():
        hub = door.hub()
        seat = await follow(hub, channel)
        await numbers(seat, 1)
        await in_thread(author.delete)
        await hub.refresh()
        while json.loads(await seat.take())["type"] != "reset":
            pass
        again = await follow(hub, channel)
        text = await again.take()
        assert json.loads(text)["type"] == "events" and author.name not in text

    live(work)


def test_those_who_come_back_together_are_read_for_once(live):
    """L4: at most three queries for a replay, and fewer for many at once."""
    channel, author = make_channel(), UserFactory()
    for _at in range(6):
        make_message(channel, author=author)

    async def work():
        hub = door.hub()
        first = await follow(hub, channel, 3)
        assert await numbers(first, 6) == [4, 5, 6]
        reads = []
        read = reading.items_after
        reading.items_after = lambda *args: reads.append(args) or read(*args)
        try:
            found = await asyncio.gather(*(follow(hub, channel, 2 + at % 3) for at in range(30)))
        finally:
            reading.items_after = read
        assert reads == []
        for at, seat in enumerate(found):
            assert await numbers(seat, 6) == [*range(3 + at % 3, 7)]

    live(work)


def test_those_who_come_together_are_asked_about_together(live, monkeypatch):
    """L4: 30 people with accounts come at once, and one whose session ended."""
    channel = make_channel(read_by="signed_in")
    sessions = [sign_in(UserFactory()).split("=")[1] for _at in range(30)]
    readers = [rights.identify(session) for session in sessions]
    Session.objects.filter(session_key=sessions[7]).delete()
    asked, standing = [], rights.standing

    def counted(pk, about):
        asked.append(len(about))
        return standing(pk, about)

    monkeypatch.setattr(rights, "standing", counted)

    async def work():
        hub = door.hub()
        found = [hub.sit(one) for one in [*readers, NOBODY]]
        await asyncio.gather(*(hub.join(seat, channel.pk, Cursor(0)) for seat in found))
        assert sum(asked) == 31 and len(asked) <= 2
        assert found[7].close_code == Close.SIGNED_OUT
        assert json.loads(await found[30].take())["type"] == "denied"
        others = found[:7] + found[8:30]
        assert {json.loads(await one.take())["type"] for one in others} == {"heads"}

    live(work)


def test_who_goes_away_while_they_are_asked_about_takes_no_answer_from_others(live):
    channel = make_channel()
    make_message(channel)

    async def work():
        hub = door.hub()
        gone, here = hub.sit(NOBODY), hub.sit(NOBODY)
        joins = [asyncio.create_task(hub.join(one, channel.pk, Cursor(0))) for one in (gone, here)]
        await asyncio.sleep(0)
        joins[0].cancel()
        await joins[1]
        assert await numbers(here, 1) == [1]

    live(work)


def test_a_large_room_rests_and_what_is_written_meanwhile_goes_out_together(live):
    """L5: no event waits longer than the rest, none is lost, and all are in one frame."""
    channel, author = make_channel(), UserFactory()

    async def work():
        hub = door.hub()
        seat = await follow(hub, channel)
        room = hub.rooms[channel.pk]
        room.rests_until = end = hub.loop.time() + 1.5
        for seq in range(1, 4):
            await in_thread(make_message, channel, author=author)
            hub.hear_of(channel.pk, seq)
        taken = []
        while not taken or taken[-1]["type"] != "events":
            taken.append(json.loads(await asyncio.wait_for(seat.take(), 5)))
        assert [one["seq"] for one in taken[-1]["events"]] == [1, 2, 3]
        assert hub.loop.time() >= end
        # Handing out is what it rests from.
        assert end < room.rests_until <= hub.loop.time() + LONGEST_REST

    live(work)


def test_events_cost_one_query_however_many_there_are_and_listen(live, django_assert_num_queries):
    channel = make_channel()
    make_message(channel)
    with django_assert_num_queries(1):
        assert len(reading.items_after(channel.pk, 0, 1)) == 1
    make_message(channel)
    make_message(channel)
    with django_assert_num_queries(1):
        assert len(reading.items_after(channel.pk, 0, 3)) == 3


def test_a_hub_that_cannot_be_told_harms_no_message(live, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    async def work():
        door.hub()
        monkeypatch.setattr(door, "_tell_here", broken)
        monkeypatch.setattr(door.hub().loop, "call_soon_threadsafe", broken, raising=False)
        door.tell({"kind": "event", "channel": 1, "seq": 1})
        monkeypatch.undo()

    live(work)


@pytest.mark.parametrize("wait", [1, 25])
def test_an_open_question_is_answered_as_soon_as_something_happens(live, wait):
    channel, author = make_channel(), UserFactory()
    path = f"/en/discussion/{channel.pk}/events"

    async def work():
        asking = await ask(path, f"after=0&epoch={channel.epoch}&wait={wait}")
        await asyncio.sleep(0.3)
        await in_thread(make_message, channel, "News", author=author)
        assert (await asking.receive_output(3))["status"] == 200
        data = json.loads((await asking.receive_output(3))["body"])
        assert data["epoch"] == str(channel.epoch) and data["last_seq"] == 1
        assert [one["message"]["html"] for one in data["events"]] == ["<p>News</p>"]

    live(work)


def test_an_open_question_that_nothing_answers_ends(live):
    channel = make_channel()

    async def work():
        asking = await ask(f"/it/discussion/{channel.pk}/events", "after=0&wait=1")
        assert (await asking.receive_output(3))["status"] == 200
        data = json.loads((await asking.receive_output(3))["body"])
        assert data == {"epoch": str(channel.epoch), "last_seq": 0, "events": []}
        assert not door.hub().seats

    live(work)


@pytest.mark.parametrize(
    ("query", "status", "answer"),
    [
        ("after=9&wait=5", 200, True),
        ("after=x&wait=5", 200, True),
        ("after=0&epoch=e&wait=5", 200, True),
    ],
)
def test_an_open_question_from_nowhere_is_told_to_begin_anew(live, query, status, answer):
    channel = make_channel()

    async def work():
        asking = await ask(f"/en/discussion/{channel.pk}/events", query)
        assert (await asking.receive_output(3))["status"] == 200
        assert json.loads((await asking.receive_output(3))["body"])["reset"] is True

    live(work)


@pytest.mark.parametrize("what", ["events", "stream"])
def test_what_somebody_may_not_read_is_not_there_over_http_either(live, what):
    channel = make_channel(read_by="members")

    async def work():
        asking = await ask(f"/en/discussion/{channel.pk}/{what}", "after=0&wait=5")
        assert (await asking.receive_output(3))["status"] == 404

    live(work)


def test_a_stream_goes_on_from_the_last_event_that_the_browser_had(live):
    channel, author = make_channel(), UserFactory()
    for _at in range(3):
        make_message(channel, author=author)

    async def work():
        asking = await ask(
            f"/en/discussion/{channel.pk}/stream", "after=0", last_event_id=f"{channel.epoch}:2"
        )
        head = await asking.receive_output(3)
        assert dict(head["headers"])[b"content-type"] == b"text/event-stream"
        text = ""
        while f"{channel.epoch}:3\n" not in text:
            text += (await asking.receive_output(3))["body"].decode()
        assert f"{channel.epoch}:2\n" not in text and "event: event\ndata: {" in text
        await in_thread(make_message, channel, "Later", author=author)
        while "Later" not in text:
            text += (await asking.receive_output(3))["body"].decode()
        await in_thread(Channel.objects.filter(pk=channel.pk).update, read_by="members")
        await door.hub().guard.check()
        while "event: denied" not in text:
            text += (await asking.receive_output(3))["body"].decode()
        await asking.wait(3)

    live(work)


def test_somebody_with_too_many_open_questions_is_told_when_to_come_back(live):
    channel, person = make_channel(), UserFactory()

    async def work():
        cookie = await in_thread(sign_in, person)
        path = f"/en/discussion/{channel.pk}/events"
        asked = [await ask(path, "after=0&wait=20", cookie) for _at in range(20)]
        await asyncio.sleep(0.5)
        more = await ask(path, "after=0&wait=20", cookie)
        head = await more.receive_output(3)
        assert head["status"] == 429 and dict(head["headers"])[b"retry-after"] == b"10"
        for one in asked:
            await one.send_input({"type": "http.disconnect"})
            await one.wait(2)
        assert not door.hub().seats

    live(work)


def test_sockets_and_open_questions_agree(live):
    channel = make_channel()
    make_message(channel, "One")

    async def work():
        socket = await opened()
        await socket.join(channel)
        by_socket = await socket.events(1)
        asking = await ask(f"/en/discussion/{channel.pk}/events", "after=0&wait=5")
        await asking.receive_output(3)
        assert json.loads((await asking.receive_output(3))["body"])["events"] == by_socket

    live(work)
