"""The real server: one process and one port for pages and sockets, killed, ended, come back."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.running import PROJECT, Site, _environment, _free_port
from tests.discussion.live.serving import Process
from tests.discussion.live.wire import Closed, Wire, connect

SET_UP = """
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message
author = UserFactory()
channel = make_channel()
make_message(channel, "First", author=author)
print("made", channel.pk, author.pk)
"""
WRITE = """
from accounts.models import User
from discussion.rows import channels
from tests.factories.discussion import make_message
make_message(channels().get(pk={channel}), {text!r}, author=User.objects.get(pk={author}))
"""


class Server(Process):
    """`manage.py serve` on data of its own."""

    def __init__(self, folder: Path) -> None:
        self.wires: list[Wire] = []
        self.url = f"http://127.0.0.1:{_free_port()}"
        environment = _environment(folder, self.url, "")
        environment["PYTHONPATH"] = str(PROJECT)
        super().__init__(Site(self.url, folder, environment))
        self.site.manage("migrate", "--verbosity", "0")
        self.site.manage("collectstatic", "--no-input", "--verbosity", "0")
        made = self.site.manage("shell", "--no-imports", "-c", SET_UP)
        self.channel, self.author = map(int, made.split("made ")[1].split())

    def write(self, text: str) -> None:
        """Write a message from another process, which cannot tell the server."""
        values = {"channel": self.channel, "author": self.author, "text": text}
        self.site.manage("shell", "--no-imports", "-c", WRITE.format(**values))

    def follow(self, after: int = 0) -> Wire:
        """Return a socket that follows the channel."""
        wire = connect(self.url)
        self.wires.append(wire)
        wire.hear("welcome")
        wire.send({"type": "hello", "channels": {str(self.channel): {"after": after}}})
        return wire


@pytest.fixture(scope="module")
def one_server(tmp_path_factory):
    """Start a server for all tests of this file."""
    made = Server(tmp_path_factory.mktemp("live"))
    made.start()
    yield made
    made.kill()


@pytest.fixture
def server(one_server):
    """Return a server that runs; a test may end it, and starts it again."""
    yield one_server
    while one_server.wires:
        one_server.wires.pop().close()


def test_pages_files_and_sockets_come_from_one_port(server):
    page = server.site.get("/en/", **{"Accept-Encoding": "gzip"})
    assert page.status == 200 and page.headers["etag"]
    assert server.site.get("/en/", **{"If-None-Match": page.headers["etag"]}).status == 304
    text = server.site.get("/en/").text
    style = text.split('rel="stylesheet" href="')[1].split('"')[0]
    file = server.site.get(style)
    assert file.status == 200 and file.headers["content-type"].startswith("text/css")
    assert server.site.get("/en/nowhere/").status == 404
    export = server.site.get("/en/library/export.csv")
    assert export.status in (200, 404)
    wire = server.follow()
    assert wire.hear("events")["events"][0]["message"]["html"] == "<p>First</p>"
    wire.close()


def test_a_page_says_that_its_own_socket_may_be_opened(server):
    policy = server.site.get("/en/").headers["content-security-policy"]
    assert "default-src 'self'" in policy and "connect-src" not in policy


@pytest.mark.parametrize("origin", [None, "http://evil.example", "https://{}", "http://{}1"])
def test_other_origins_get_no_socket_from_the_real_server(server, origin):
    """W2."""
    place = urlsplit(server.url).netloc
    with pytest.raises(ConnectionRefusedError, match="403"):
        connect(server.url, origin=origin and origin.format(place))


@pytest.mark.parametrize(
    ("payload", "opcode", "code"),
    [(b"x" * 1_000_000, 1, 4413), (b"\x00" * 1_000_000, 2, None), (b"[" * 60_000, 1, None)],
)
def test_hostile_frames_end_at_worst_the_socket_they_came_on(server, payload, opcode, code):
    """W1."""
    other, wire = server.follow(), server.follow()
    wire.hear("heads")
    wire.send_raw(payload, opcode)
    if code:
        with pytest.raises(Closed) as closed:
            wire.hear("error")
        assert closed.value.code == code
    else:
        assert wire.hear("error")["code"] == "bad_frame"
    other.send({"type": "ping"})
    assert other.hear("pong")


def test_a_stream_brings_its_first_event_at_once(server):
    address = f"{server.url}/en/discussion/{server.channel}/stream?after=0"
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  (our own)
        lines = [answer.readline().decode() for _at in range(5)]
    assert lines[3] == "event: event\n" and json.loads(lines[4][6:])["seq"] == 1


def test_many_who_wait_take_no_thread_from_pages(server):
    address = f"/en/discussion/{server.channel}/events?after=9999&wait=20"
    assert server.site.get(address).status == 200
    waiting = [server.follow() for _at in range(40)]
    began = time.monotonic()
    assert server.site.get("/en/").status == 200
    assert time.monotonic() - began < 5
    for wire in waiting:
        wire.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sockets_hear_that_the_server_ends_and_it_ends_in_seconds(server, number):
    """N5."""
    wires = [server.follow() for _at in range(20)]
    for wire in wires:
        wire.hear("heads")
    assert server.end(number) < 6
    for wire in wires:
        with pytest.raises(Closed) as closed:
            wire.hear("reset")
        assert closed.value.code == 1001
    server.start()


def test_a_process_that_dies_is_started_again(server):
    """F1: nobody has to notice."""
    children = Path(f"/proc/{server.running.pid}/task/{server.running.pid}/children")
    # The second time as soon as it is there again: one that was killed can start.
    for _time in range(2):
        wire = server.follow()
        wire.hear("heads")
        (child,) = children.read_text().split()
        os.kill(int(child), signal.SIGKILL)
        with pytest.raises((Closed, OSError)):
            wire.hear("reset")
        assert server.site.get("/healthz").status == 200
        assert children.read_text().split() != [child]
    again = server.follow()
    assert again.hear("heads")


def test_a_port_that_is_taken_is_named(server):
    command = [sys.executable, "manage.py", "serve"]
    done = subprocess.run(
        command, cwd=PROJECT, env=server.site.environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"127.0.0.1:{urlsplit(server.url).port} cannot be opened" in done.stderr


def test_killed_between_two_messages_it_loses_and_doubles_nothing(server):
    """F1."""
    wire = server.follow()
    last = wire.hear("heads")["heads"][str(server.channel)]
    server.kill()
    with pytest.raises((Closed, OSError)):
        wire.hear("events")
    server.write("While nobody listened")
    server.start()
    wire = server.follow(after=last)
    events = wire.hear("events")["events"]
    assert [one["seq"] for one in events] == [last + 1]
    assert events[0]["message"]["html"] == "<p>While nobody listened</p>"


def test_what_another_process_writes_arrives_with_the_next_beat(server):
    """N2: the last message, after which nothing follows."""
    wire = server.follow()
    last = wire.hear("heads")["heads"][str(server.channel)]
    server.write("From elsewhere")
    events = wire.hear("events", within=30)["events"]
    while events[-1]["seq"] <= last:
        events = wire.hear("events", within=30)["events"]
    assert [one["seq"] for one in events] == [last + 1]
