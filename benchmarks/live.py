"""Measure the live discussion beside a plain chat on Channels, on the same machine in one run.

    python -m benchmarks.live                 PostgreSQL and Redis of its own, then SQLite
    python -m benchmarks.live --quick         less of everything

The server has one core, everything else (clients, PostgreSQL, Redis) the other. Both keep what is
written. Ours is written to by POST, with a session, rights and limits; the plain chat over its
sockets, by anybody.
"""

import argparse
import asyncio
import gc
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from benchmarks.audience import Audience, OurChat, PlainChat  # noqa: E402
from benchmarks.testbed import circumstances, describe  # noqa: E402
from tests.browser.running import _free_port  # noqa: E402
from tests.load.machines import missing  # noqa: E402
from tests.load.stage import Stage  # noqa: E402

GOALS = {500: 10, 1000: 12, 2000: 18}
PEOPLE = 900
SERVERS, CLIENTS = {0}, {1}
LENGTHS = (1_000, 100_000)
# How long a server may take to have learned what it needs, in seconds.
REST_AT_MOST = 60.0


@contextmanager
def pinned(stage: Stage) -> Iterator[str]:
    """Run the first server of a stage on its core; yields its address."""
    server = stage.servers[0]
    os.sched_setaffinity(0, SERVERS)
    try:
        # What is started here inherits the core.
        server.start()
    finally:
        os.sched_setaffinity(0, CLIENTS)
    try:
        yield server.site.url
    finally:
        server.kill()


@contextmanager
def plain(database: str, redis: str) -> Iterator[str]:
    """Run the plain chat on that core; yields its address."""
    port = _free_port()
    environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis}
    environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.plain_chat.settings"
    command = [sys.executable, "-m", "uvicorn", "benchmarks.plain_chat.asgi:application"]
    command += ["--port", str(port), "--log-level", "warning", "--ws", "websockets"]
    command += ["--ws-per-message-deflate", "false", "--lifespan", "off"]
    os.sched_setaffinity(0, SERVERS)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    os.sched_setaffinity(0, CLIENTS)
    try:
        time.sleep(5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def memory(leader: int) -> int:
    """Return how many bytes the processes of a session hold for themselves."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if os.getsid(int(place.name)) == leader:
                text = (place / "smaps_rollup").read_text()
                lines = (line for line in text.splitlines() if line.startswith("Private"))
                total += sum(int(line.split()[1]) * 1024 for line in lines)
    return total


async def saturated(chat: Any, sockets: int, seconds: float) -> dict[str, Any]:
    """Write as fast as everything is stored."""
    audience = Audience(chat)
    await audience.come(sockets)
    # The first messages find nothing prepared.
    await audience.talk(1)
    gc.collect()
    figures = (await audience.talk(seconds)).figures(sockets)
    audience.go()
    return figures | {"closed": audience.closed}


async def paced(chat: OurChat, sockets: int, rate: float, seconds: float) -> dict[str, Any]:
    """Write so many messages a second."""
    audience = Audience(chat)
    await audience.come(sockets)
    await audience.talk(2, rate)
    gc.collect()
    figures = (await audience.talk(seconds, rate)).figures(sockets)
    audience.go()
    return figures | {"closed": audience.closed}


async def at_rest(leader: int) -> int:
    """Return how many bytes they hold once that stands still: a server that was just started goes
    on learning what it needs for searching, which is no socket's."""
    held, end = memory(leader), time.monotonic() + REST_AT_MOST
    while time.monotonic() < end:
        before = held
        await asyncio.sleep(4)
        held = memory(leader)
        if abs(held - before) < 1024 * 1024:
            break
    return held


async def held(stage: Stage, chat: OurChat, sockets: int) -> float:
    """Return how many KB of the server's memory a socket takes."""
    leader = stage.servers[0].running.pid
    audience = Audience(chat)
    await audience.come(20)
    before = await at_rest(leader)
    await audience.come(sockets)
    after = memory(leader)
    audience.go()
    return round((after - before) / sockets / 1024, 1)


def our_chat(stage: Stage, url: str) -> OurChat:
    """Return our chat in a new channel."""
    chat = OurChat(url, stage.channel(), stage.people(PEOPLE))
    asyncio.run(chat.begin())
    return chat


def long_channel(stage: Stage, lengths: tuple[int, ...]) -> dict[str, Any]:
    """Return what it costs to open channels of different lengths: questions to the database, and
    the middle of 20 times, for the page and for its data."""
    from django.test import Client  # noqa: PLC0415  after the setup

    found: dict[str, Any] = {}
    for length in lengths:
        channel = stage.channel()
        stage.fill(channel, length)
        browser = Client(HTTP_HOST="127.0.0.1")
        browser.cookies["sessionid"] = stage.people(1)[0]
        address = f"/en/discussion/{channel}/"
        found[str(length)] = {
            "page": opened(browser, address, "text/html"),
            "data": opened(browser, address, "application/json"),
        }
    return found


def opened(browser: Any, address: str, accept: str) -> dict[str, Any]:
    """Open a page again and again; returns how often it asks the database and how long it takes."""
    from django.db import connection  # noqa: PLC0415  after the setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    browser.get(address, headers={"accept": accept})
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address, headers={"accept": accept}).status_code == 200
    # Counted now: the next request empties the list.
    questions = len(asked)
    times = []
    for _at in range(20):
        began = time.perf_counter()
        browser.get(address, headers={"accept": accept})
        times.append((time.perf_counter() - began) * 1000)
    return {"questions": questions, "median_ms": round(statistics.median(times), 1)}


def large(record: dict[str, Any], sizes: list[int], seconds: float) -> None:
    """Measure on PostgreSQL and Redis, the plain chat beside ours."""
    with tempfile.TemporaryDirectory(prefix="crocevia-live-") as folder:
        Path(folder).chmod(0o755)
        stage = Stage(Path(folder), is_large=True, is_counted=False)
        try:
            assert stage.postgres and stage.redis
            for count in sizes:
                row = record["sizes"][str(count)] = {}
                with pinned(stage) as url:
                    chat = our_chat(stage, url)
                    row["ours"] = asyncio.run(saturated(chat, count, seconds))
                with plain(stage.postgres.url, stage.redis.url) as url:
                    row["plain"] = asyncio.run(saturated(PlainChat(url), count, seconds))
                row["times"] = round(row["ours"]["a_second"] / max(1, row["plain"]["a_second"]), 1)
                show_pair(count, row)
            with pinned(stage) as url:
                chat = our_chat(stage, url)
                record["memory_kb"] = asyncio.run(held(stage, chat, 1000))
                record["paced"] = asyncio.run(paced(chat, 1000, 5, seconds))
            show_paced("1,000 sockets, 5 messages a second", record["paced"], 40)
            print(f"memory: {record['memory_kb']} KB a socket (goal: at most 60)")
        finally:
            stage.close()


def small(record: dict[str, Any], seconds: float, lengths: tuple[int, ...]) -> None:
    """Measure the embedded default: SQLite, one process, nothing else."""
    with tempfile.TemporaryDirectory(prefix="crocevia-live-") as folder:
        stage = Stage(Path(folder), is_large=False, is_counted=False)
        try:
            with pinned(stage) as url:
                chat = our_chat(stage, url)
                figures = asyncio.run(paced(chat, 300, 5, seconds))
            figures["locked"] = stage.servers[0].log.read_text().count("database is locked")
            record["embedded"] = figures
            title = "embedded default, 300 sockets, 5 messages a second"
            show_paced(title, figures, 100)
            print(f"  said 'database is locked' {figures['locked']} times")
            record["long"] = long_channel(stage, lengths)
            for length, row in record["long"].items():
                cells = (
                    f"{name} {one['questions']} questions {one['median_ms']} ms"
                    for name, one in row.items()
                )
                print(f"channel of {int(length):,} messages: {', '.join(cells)}")
        finally:
            stage.close()


def show_pair(count: int, row: dict[str, Any]) -> None:
    """Print the two side by side."""
    goal = GOALS.get(count)
    print(f"{count:,} sockets: {row['times']} times{f' (goal: {goal})' if goal else ''}")
    for name in ("ours", "plain"):
        one = row[name]
        print(
            f"  {name:6}{one['a_second']:8,} deliveries a second, {one['messages']:,} messages,"
            f" p50 {one['p50_ms']} p95 {one['p95_ms']} ms, missing {one['missing']},"
            f" refused {one['refused']}",
            flush=True,
        )


def show_paced(title: str, one: dict[str, Any], goal: int) -> None:
    """Print how long deliveries took."""
    print(
        f"{title}: p50 {one['p50_ms']} p95 {one['p95_ms']} max {one['max_ms']} ms"
        f" (goal: p95 at most {goal}), {one['deliveries']:,} deliveries, missing {one['missing']}",
        flush=True,
    )


def main() -> int:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sockets", type=int, nargs="*", default=list(GOALS))
    parser.add_argument("--part", choices=("large", "small"), help="one of the two only")
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    if missing():
        print(f"not here: {', '.join(missing())} (make services brings them)")
        return 1
    if (os.cpu_count() or 1) < 2:
        print("needs two cores")
        return 1
    os.sched_setaffinity(0, CLIENTS)
    # Told to end, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(1))
    record: dict[str, Any] = {"machine": circumstances(), "sizes": {}}
    seconds = 4.0 if options.quick else 15.0
    if options.part == "large":
        large(record, options.sockets[:1] if options.quick else options.sockets, seconds)
    elif options.part == "small":
        small(record, seconds, (200, 1_000) if options.quick else LENGTHS)
    else:
        print(describe(record["machine"]), flush=True)
        for part in ("large", "small"):
            record |= beside(part)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")
    return 0


def beside(part: str) -> dict[str, Any]:
    """Run a part in a process of its own: Django takes its settings once in each. Returns what it
    found; ends the measurement if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "part.json"
        command = [sys.executable, "-m", "benchmarks.live", *sys.argv[1:]]
        done = subprocess.run([*command, "--part", part, "--json", str(target)], cwd=ROOT)
        if done.returncode:
            raise SystemExit(done.returncode)
        found = json.loads(target.read_text())
    return {name: one for name, one in found.items() if one and name != "machine"}


if __name__ == "__main__":
    sys.exit(main())
