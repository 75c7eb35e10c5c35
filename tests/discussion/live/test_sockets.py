"""Sockets of readers: who gets in, what they hear, and what they never hear."""

import asyncio
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from discussion import actions, moderation, queries
from discussion.choices import Audience, Policy
from discussion.live import door, reading, routing
from discussion.live.protocol import Close
from discussion.models import Channel, Event
from discussion.permissions import Access
from tests.discussion.live.conftest import SITE, Socket, in_thread, opened, sign_in
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, rested

SECRET = "kept from readers"


def make_moderator():
    """Return somebody who moderates everything. The roles are gone after a transactional test."""
    return UserFactory(is_superuser=True)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "https://localhost:8000",
        "http://localhost:8001",
        "http://localhost",
        "http://localhost:8000.evil.example",
        "http://localhost:8000/",
    ],
)
def test_a_socket_from_another_page_is_refused_before_it_opens(live, origin):
    """W2: missing, foreign, https for http, other ports."""

    async def work():
        assert await Socket(origin=origin).open() == (False, Close.FOREIGN_ORIGIN)

    live(work)


def test_a_socket_from_a_plain_page_of_an_encrypted_site_is_refused(live, settings):
    """W2: http for https."""
    settings.SITE_URL = "https://crocevia.eu"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["crocevia.eu"]

    async def work():
        assert not (await Socket(origin="http://crocevia.eu").open())[0]
        assert (await Socket(origin="https://crocevia.eu").open())[0]

    live(work)


def test_a_host_that_is_not_ours_makes_no_origin_ours(live, settings):
    settings.ALLOWED_HOSTS = ["crocevia.eu"]
    settings.SITE_URL = "http://crocevia.eu"

    async def work():
        assert not (await Socket(origin=SITE).open())[0]

    live(work)


def test_other_addresses_have_no_socket(live):
    async def work():
        assert not (await Socket(path="/live/x").open())[0]

    live(work)


def test_a_reader_hears_what_was_before_and_what_comes(live):
    channel, author = make_channel(), UserFactory()
    make_message(channel, "First", author=author)

    async def work():
        socket = await opened()
        await socket.join(channel)
        before = await socket.events(1)
        assert (await socket.hear("heads"))["heads"] == {str(channel.pk): 1}
        await in_thread(make_message, channel, "Second", author=author)
        after = await socket.events(2)
        assert [one["message"]["html"] for one in before + after] == [
            "<p>First</p>",
            "<p>Second</p>",
        ]

    live(work)


def test_a_cursor_in_the_middle_brings_only_the_rest(live):
    channel = make_channel()
    for number in range(5):
        make_message(channel, f"Number {number}")

    async def work():
        socket = await opened()
        await socket.join(channel, 3, str(channel.epoch))
        assert [one["seq"] for one in await socket.events(5)] == [4, 5]

    live(work)


def test_the_same_message_posted_five_times_arrives_once(live):
    """I2, N4."""
    channel, author, client_id = make_channel(), UserFactory(), uuid4()

    def post():
        rested(author)
        actions.send(channel=channel.pk, author=author, client_id=client_id, body="Once")

    async def work():
        socket = await opened()
        await socket.join(channel)
        await socket.hear("heads")
        for _at in range(5):
            await in_thread(post)
        assert [one["message"]["client_id"] for one in await socket.events(1)] == [str(client_id)]
        await socket.nothing()

    live(work)


@pytest.mark.parametrize(
    ("after", "epoch", "reason"),
    [(0, "another", "epoch"), (99, "", "unknown"), (0, "", "behind")],
)
def test_who_cannot_go_on_is_told_to_begin_anew(live, after, epoch, reason):
    channel = make_channel()
    make_message(channel)
    if reason == "behind":
        Channel.objects.filter(pk=channel.pk).update(last_seq=502)

    async def work():
        socket = await opened()
        await socket.join(channel, after, epoch)
        frame = await socket.hear("reset")
        assert (frame["reason"], frame["epoch"]) == (reason, str(channel.epoch))
        await in_thread(make_message, channel)
        await socket.nothing()
        fresh = await in_thread(Channel.objects.get, pk=channel.pk)
        await socket.join(channel, fresh.last_seq, str(fresh.epoch))
        await socket.hear("heads")
        await in_thread(make_message, channel)
        assert [one["seq"] for one in await socket.events(fresh.last_seq + 1)] == [
            fresh.last_seq + 1
        ]

    live(work)


def test_several_hundred_events_come_in_parts_and_without_a_hole(live):
    channel, message = make_channel(), make_message()
    Event.objects.bulk_create(
        Event(channel=channel, seq=seq, kind="created", message=message) for seq in range(1, 451)
    )
    Channel.objects.filter(pk=channel.pk).update(last_seq=450)

    async def work():
        socket = await opened()
        await socket.join(channel)
        assert [one["seq"] for one in await socket.events(450)] == [*range(1, 451)]

    live(work)


def test_what_is_hidden_never_reaches_a_reader_live_or_later(live):
    """I5. Hidden while it is on the way, and hidden before somebody comes."""
    channel, moderator = make_channel(), make_moderator()
    author = UserFactory()

    async def work():
        reader, boss, writer = await opened(), await opened(moderator), await opened(author)
        for one in (reader, boss, writer):
            await one.join(channel)
            await one.hear("heads")
        hidden = await in_thread(make_message, channel, SECRET, author=author)
        await reader.events(1)
        await in_thread(moderation.hide, message=hidden, moderator=moderator, reason="Rude")
        late = await opened()
        await late.join(channel)
        assert SECRET not in str(await late.events(2)) and SECRET not in str(late.heard)
        assert "html" not in (await reader.events(2))[-1]["message"]
        for one in (boss, writer):
            assert SECRET in str((await one.events(2))[-1])

    live(work)


def test_what_waits_for_a_moderator_reaches_author_and_moderator_only(live):
    """I5."""
    channel, moderator = make_channel(policy=Policy.PRE_MODERATED), make_moderator()
    author, other = UserFactory(), UserFactory()

    async def work():
        sockets = [await opened(one) for one in (None, other, author, moderator)]
        for one in sockets:
            await one.join(channel)
            await one.hear("heads")
        await in_thread(make_message, channel, SECRET, author=author)
        got = [(await one.events(1))[0] for one in sockets]
        assert [one["kind"] for one in got] == ["skip", "skip", "created", "created"]
        assert not any(SECRET in str(one.heard) for one in sockets[:2])

    live(work)


def test_replay_live_and_page_say_the_same_to_everybody(live):
    """V5. Reader, author and moderator, over every way a message may be."""
    channel, moderator, author = make_channel(), make_moderator(), UserFactory()
    seen = make_message(channel, "Seen", author=author)
    hidden = make_message(channel, SECRET, author=author)
    moderation.hide(message=hidden, moderator=moderator, reason="Rude")
    actions.delete(message=make_message(channel, "Gone", author=author), author=author)
    actions.edit(message=seen, author=author, body="Seen again")
    moderation.set_policy(channel=channel, moderator=moderator, policy="pre_moderated", reason="No")
    make_message(channel, "Waits", author=author)
    last = Channel.objects.get(pk=channel.pk).last_seq
    items = reading.items_after(channel.pk, 0, last)
    assert [one.seq for one in items] == [*range(1, last + 1)]

    async def work():
        for person, moderates in ((None, False), (author, False), (moderator, True)):
            seer = Access(person and person.pk, reads=True, moderates=moderates)
            wanted = await in_thread(queries.events_after, channel, 0, person, seer=seer)
            socket = await opened(person)
            await socket.join(channel)
            assert await socket.events(last) == wanted

    live(work)


def test_a_channel_that_is_not_for_somebody_is_as_if_it_were_not_there(live):
    channel = make_channel(read_by=Audience.SIGNED_IN)
    make_message(channel, SECRET)

    async def work():
        socket = await opened()
        await socket.send(
            {"type": "hello", "channels": {str(channel.pk): {"after": 0}, "99999": {"after": 0}}}
        )
        for _at in range(2):
            assert (await socket.hear())["type"] == "denied"
        await in_thread(make_message, channel, SECRET)
        await socket.nothing()
        assert SECRET not in str(socket.heard)

    live(work)


def test_a_channel_that_is_closed_to_somebody_is_silent_before_two_seconds_are_over(live):
    """R4. Nobody tells: the row is changed behind the site's back."""
    channel, author, boss = make_channel(), UserFactory(), make_moderator()

    async def work():
        socket = await opened()
        await socket.join(channel)
        await socket.hear("heads")
        await in_thread(make_message, channel, "Open", author=author)
        await socket.events(1)
        rows = Channel.objects.filter(pk=channel.pk)
        await in_thread(rows.update, read_by=Audience.MEMBERS)
        await asyncio.sleep(2)
        await in_thread(make_message, channel, SECRET, author=boss)
        assert (await socket.hear("denied"))["channel"] == channel.pk
        assert SECRET not in str(socket.heard)

    live(work)


@pytest.mark.parametrize("how", ["logout", "closed", "password", "behind the site's back"])
def test_somebody_who_is_no_longer_signed_in_hears_nothing_more(live, how):
    """R4, A6."""
    channel, person = make_channel(read_by=Audience.SIGNED_IN), UserFactory()

    def leave():
        fresh = get_user_model().objects.get(pk=person.pk)
        if how == "logout":
            for one in Session.objects.all():
                one.delete()
        elif how == "closed":
            fresh.is_active = False
            fresh.save()
        elif how == "password":
            fresh.set_password("another one 77")
            fresh.save()
        else:
            get_user_model().objects.filter(pk=person.pk).update(is_active=False)

    async def work():
        socket = await opened(person)
        await socket.join(channel)
        await socket.hear("heads")
        await in_thread(leave)
        if how == "behind the site's back":
            await asyncio.sleep(2)
            await in_thread(make_message, channel, SECRET)
        assert await socket.closed() == Close.SIGNED_OUT
        assert SECRET not in str(socket.heard)

    live(work)


def test_a_moderator_who_is_none_any_more_gets_what_readers_get(live):
    """R4."""
    channel, moderator = make_channel(policy=Policy.PRE_MODERATED), make_moderator()

    async def work():
        socket = await opened(moderator)
        await socket.join(channel)
        await socket.hear("heads")
        await in_thread(make_message, channel, "Waits")
        assert (await socket.events(1))[0]["kind"] == "created"
        await in_thread(get_user_model().objects.filter(pk=moderator.pk).update, is_superuser=False)
        await asyncio.sleep(1.6)
        await in_thread(make_message, channel, SECRET)
        assert (await socket.events(2))[0]["kind"] == "skip"

    live(work)


def test_one_person_has_ten_sockets_and_no_more(live):
    person = UserFactory()

    async def work():
        sockets = [await opened(person) for _at in range(10)]
        more = Socket(await in_thread(sign_in, person))
        assert (await more.open())[0]
        assert await more.closed() == Close.TOO_MANY
        await sockets[0].wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await sockets[0].wire.wait(2)
        await opened(person)

    live(work)


def test_nonsense_is_answered_in_words_and_ends_with_a_code(live):
    """W1: garbage, binary, a megabyte, deep nesting, frames in no order."""

    async def work():
        socket = await opened()
        for data in ("garbage", b"\x00\xff", "[" * 5000, {"type": "leave", "channels": [7]}):
            await socket.send(data)
        assert [(await socket.hear())["code"] for _at in range(3)] == ["bad_frame"] * 3
        await socket.send({"type": "ping"})
        await socket.hear("pong")
        for _at in range(7):
            await socket.send("{")
        assert await socket.closed() == Close.BAD_FRAMES
        big = await opened()
        await big.send("x" * 1_000_000)
        assert await big.closed() == Close.TOO_BIG

    live(work)


def test_a_flood_is_answered_once_in_the_readers_language_and_then_closed(live):
    async def work():
        socket = Socket()
        socket.wire.scope["query_string"] = b"lang=it"
        await socket.open()
        await socket.hear("welcome")
        for _at in range(60):
            await socket.send({"type": "ping"})
        error = await socket.hear("error")
        assert error["code"] == "too_fast" and "Too many" not in error["message"]
        assert await socket.closed() == Close.TOO_FAST
        assert sum(one["type"] == "error" for one in socket.heard) == 1

    live(work)


def test_presence_is_a_number_and_typing_is_for_small_rooms(live):
    channel, person = make_channel(), UserFactory()

    async def work():
        first, second = await opened(), await opened(person)
        for one in (first, second):
            await one.join(channel)
        while (await first.hear("presence"))["people"] != 2:
            pass
        await second.send({"type": "typing", "channel": channel.pk})
        await first.send({"type": "typing", "channel": channel.pk})
        assert (await first.hear("typing"))["people"] == 1
        await second.send({"type": "leave", "channels": [channel.pk]})
        while (await first.hear("presence"))["people"] != 1:
            pass

    live(work)


def test_when_the_server_ends_sockets_hear_it(live):
    channel = make_channel()

    async def work():
        socket = await opened()
        await socket.join(channel)
        await socket.hear("heads")
        await door.close()
        assert await socket.closed() == Close.GOING_AWAY

    live(work)


def test_nothing_of_a_socket_is_left_when_it_is_cut(live):
    channel = make_channel()

    async def work():
        socket = await opened()
        await socket.join(channel)
        await socket.hear("heads")
        await socket.wire.send_input({"type": "websocket.disconnect", "code": 1006})
        await socket.wire.wait(2)
        assert not door.hub().seats and not door.hub().rooms

    live(work)


def test_the_routing_leaves_other_addresses_to_the_site():
    scope = {"path": "/en/discussion/3/events", "query_string": b"after=1"}
    assert routing.http_application(scope) is None
    assert routing.http_application(scope | {"query_string": b"after=1&wait=25"}) is not None
    assert routing.http_application(scope | {"path": "/en/discussion/3/"}) is None
