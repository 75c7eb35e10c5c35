"""`python -m tests.load.crowd`: readers and writers in one event loop, in a process of its own.

Each line of its input is a command in JSON, each line of its output the answer. Commands that take
time end by themselves. `Crowd` is the other end of that line, for a program that causes faults.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.load.reader import Reader
from tests.load.writer import Writer

ROOT = Path(__file__).resolve().parents[2]
ENDING = 60.0


class Inside:
    """The process: readers by group, writers, and a method for each command."""

    def __init__(self) -> None:
        self.readers: list[Reader] = []
        self.writers: list[Writer] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.writing: list[asyncio.Task[None]] = []

    def _group(self, group: str = "") -> list[Reader]:
        return [one for one in self.readers if group in ("", one.group)]

    async def read(self, count: int = 1, sessions: Sequence[str] = (), **values: Any) -> int:
        """Let `count` readers come, or one for each session."""
        for session in sessions or [""] * count:
            reader = Reader(session=session, **values)
            self.readers.append(reader)
            self.tasks.append(asyncio.create_task(reader.live()))
        return len(self.readers)

    async def write(self, sessions: Sequence[str], **values: Any) -> int:
        """Let a writer come for each session."""
        for session in sessions:
            writer = Writer(session=session, **values)
            self.writers.append(writer)
            self.writing.append(asyncio.create_task(writer.live()))
        return len(self.writers)

    async def hush(self) -> int:
        """Let writers end; what is on its way is still delivered. Returns how many did not."""
        for one in self.writers:
            one.is_over = True
        if self.writing:
            await asyncio.wait(self.writing, timeout=ENDING)
        return sum(not task.done() for task in self.writing)

    async def current(self, head: int, within: float, group: str = "") -> float:
        """Return after how many seconds all who may read were at `head`; -1: not in time."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if all((one.is_here and one.last >= head) or one.is_out for one in self._group(group)):
                return round(time.monotonic() - began, 2)
            await asyncio.sleep(0.02)
        return -1

    async def drop(self, group: str = "") -> int:
        """Cut all lines at once."""
        for one in self._group(group):
            one.drop()
        return len(self._group(group))

    async def sleep(self, group: str) -> int:
        """Let readers go away until they are woken."""
        for one in self._group(group):
            one.awake.clear()
            one.drop()
        return len(self._group(group))

    async def wake(self, group: str) -> int:
        """Let readers who sleep come back."""
        for one in self._group(group):
            one.awake.set()
        return len(self._group(group))

    async def listen(self, group: str, on: bool) -> int:
        """Let readers take nothing of what is sent to them, or go on."""
        for one in self._group(group):
            one.listen(on)
        return len(self._group(group))

    async def state(self) -> dict[str, Any]:
        """Return how far all are."""
        return {
            "least": min((one.last for one in self.readers if not one.is_out), default=0),
            "out": sum(one.is_out for one in self.readers),
            "acknowledged": sum(len(one.acknowledged) for one in self.writers),
        }

    async def record(self) -> dict[str, Any]:
        """End everything and return what was sent, acknowledged, shown and heard."""
        for one in self.readers:
            one.end()
        for task in [*self.tasks, *self.writing]:
            task.cancel()
        views: dict[str, dict[str, Any]] = {}
        for one in self.readers:
            view = {
                "group": one.group,
                "is_out": one.is_out,
                "floor": one.floor,
                "shown": one.shown,
                "view": list(one.view.values()),
            }
            # Most readers end with the same.
            key = json.dumps(view, sort_keys=True)
            views.setdefault(key, {**view, "readers": 0})["readers"] += 1
        return {
            "views": list(views.values()),
            "heard": self._heard(),
            "began": {key: when for one in self.writers for key, when in one.began.items()},
            "acknowledged": [key for one in self.writers for key in one.acknowledged],
            "deeds": [deed for one in self.writers for deed in one.deeds],
            "attempts": sum(one.attempts for one in self.writers),
            "refused": sum(one.refused for one in self.writers),
            "cuts": sum(one.cuts for one in self.readers),
            "gaps": sum(one.gaps for one in self.readers),
            "resets": sum(one.resets for one in self.readers),
        }

    def _heard(self) -> dict[str, dict[str, float]]:
        """Return when somebody of each group was sent each text for the last time."""
        found: dict[str, dict[str, float]] = {}
        for one in self.readers:
            own = found.setdefault(one.group, {})
            for key, when in one.heard.items():
                own[key] = max(when, own.get(key, 0.0))
        return found


async def main() -> None:
    """Do what is asked for on the input until it ends."""
    inside = Inside()
    reader = asyncio.StreamReader(limit=2**24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        command = json.loads(line)
        answer = await getattr(inside, command.pop("do"))(**command)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class Crowd:
    """The other end: `crowd.ask("read", count=20, …)` does it and returns the answer."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.crowd"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, what: str, **values: Any) -> Any:
        """Let the crowd do something; returns the answer. Raises RuntimeError where it died."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": what, **values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the crowd died")
        return json.loads(line)

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


if __name__ == "__main__":
    asyncio.run(main())
