"""A worker is really killed between its steps, and every new entry is still told once.

On SQLite, or on PostgreSQL where DATABASE_URL names it: a database of its own, in which other
processes work. docs/decisions/0010 tells why each of these ends well.
"""

import email
import os
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.alerts.mail_server import MailServer

PROJECT = Path(__file__).resolve().parents[2]
STORY = [sys.executable, "-m", "tests.alerts.story"]
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


class Site:
    """A site in a folder and a database of its own; `tests.alerts.story` says what it can do."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.log = (folder / "log").open("w+")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            STORY, cwd=PROJECT, env=environment, stdin=pipe, stdout=pipe, stderr=self.log, text=True
        )

    def begin(self, line: str) -> int:
        """Begin a command; return the number of the process that does it."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        word, pid = self.next()
        assert word == "pid", self.said()
        return int(pid)

    def next(self) -> list[str]:
        """Return the words of the next thing it says."""
        return self.process.stdout.readline().split()

    def said(self) -> str:
        """Return what went wrong."""
        return Path(self.log.name).read_text()[-4000:]

    def run(self, line: str) -> None:
        """Do a command to its end."""
        pid = self.begin(line)
        assert self.next() == ["ended", str(pid), "0"], self.said()

    def kill(self, pid: int) -> None:
        """End a process with no time for last words."""
        os.kill(pid, signal.SIGKILL)
        assert self.next() == ["ended", str(pid), str(-signal.SIGKILL)]

    def kill_at(self, step: str, way: str = "") -> None:
        """Let a worker work until it comes to that step, and kill it there."""
        pid = self.begin(f"{way} work {step}")
        assert self.next() == ["at", step], self.said()
        self.kill(pid)

    def workers(self, count: int) -> None:
        """Let several workers work at the same time until each ends by itself."""
        for _ in range(count):
            self.process.stdin.write("work\n")
        self.process.stdin.flush()
        said = [self.next() for _ in range(2 * count)]
        assert [words[2] for words in said if words[0] == "ended"] == ["0"] * count, self.said()

    def mails(self) -> list[Message]:
        """Return all mails in the folder."""
        texts = [file.read_bytes() for file in sorted((self.folder / "mail").glob("*.log"))]
        parts = [part for text in texts for part in text.split(END_OF_MAIL) if part.strip()]
        return [email.message_from_bytes(part) for part in parts]

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=60)
        self.log.close()


def told(mails: list[Message], title: str) -> list[str]:
    """Return to whom `title` was told, as often as it was."""
    texts = [(one["To"], one.get_payload()[0].get_payload(decode=True).decode()) for one in mails]
    return [to for to, text in texts if f"House {title}" in text.splitlines()]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with _database() as database:
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "platform")]),
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
        }
        silent = ("REDIS_URL", "SEARCH_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DEBUG")
        rest = {name: value for name, value in os.environ.items() if name not in silent}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=PROJECT, env=rest | own, check=True)
        made = Site(folder, rest | own)
        try:
            made.run("begin ada@example.org bo@example.org cy@example.org")
            yield made
        finally:
            made.close()


ALL = ["ada@example.org", "bo@example.org", "cy@example.org"]


@pytest.mark.parametrize(
    "step", ["turn", "found", "intended", "claimed", "written", "sent", "marked"]
)
def test_killed_between_two_steps_the_next_worker_tells_everybody_once(site, step):
    site.run(f"publish {step.title()}")
    site.kill_at(step)
    site.run("recover")
    assert sorted(told(site.mails(), step.title())) == ALL
    ids = Counter(one["Message-ID"] for one in site.mails())
    assert set(ids.values()) == {1}


def test_killed_again_and_again_it_is_still_told_once(site):
    site.run("publish Often")
    for step in ("found", "intended", "turn"):
        site.kill_at(step)
    site.run("recover")
    site.run("recover")
    assert sorted(told(site.mails(), "Often")) == ALL


def test_three_workers_at_once_tell_everybody_once(site):
    site.run("publish Crowd Throng")
    site.workers(3)
    site.run("recover")
    for title in ("Crowd", "Throng"):
        assert sorted(told(site.mails(), title)) == ALL


def test_killed_while_the_mail_server_listens_the_mail_is_taken_once(site):
    site.run("publish Listen")
    with MailServer() as server:
        server.silent_at_the_end = True
        pid = site.begin(f"EMAIL_URL={server.url} work")
        assert server.heard.wait(60), site.said()
        site.kill(pid)
        server.silent_at_the_end = False
        assert server.taken == []
        site.run(f"EMAIL_URL={server.url} recover")
        assert sorted(told(server.taken, "Listen")) == ALL


def test_killed_after_the_mail_server_took_it_the_second_copy_bears_the_same_message_id(site):
    """The one moment nobody can know of: see docs/decisions/0010."""
    site.run("publish Doubt")
    with MailServer() as server:
        site.kill_at("sent", f"EMAIL_URL={server.url}")
        site.run(f"EMAIL_URL={server.url} recover")
        first = server.taken[0]
        copies = [one for one in server.taken if one["Message-ID"] == first["Message-ID"]]
        assert len(copies) == 2
        once = {one["Message-ID"]: one for one in server.taken}
        assert sorted(told(list(once.values()), "Doubt")) == ALL


def _database():
    from contextlib import contextmanager, nullcontext  # noqa: PLC0415

    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return nullcontext("")

    @contextmanager
    def made() -> Iterator[str]:
        import psycopg  # noqa: PLC0415  (only where it is used)

        name = f"crocevia_alerts_{secrets.token_hex(4)}"
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield urlsplit(given)._replace(path=f"/{name}").geturl()
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return made()
