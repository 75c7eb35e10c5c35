"""A site in processes of its own, whose workers a test kills; `tests.alerts.story` is what it does.

On SQLite, or on PostgreSQL where DATABASE_URL names it: a database of its own.
"""

import email
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

from tests.databases import empty_database

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


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    """Give a site in that folder, and end it afterwards."""
    with empty_database("alerts") as database:
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
            yield made
        finally:
            made.close()
