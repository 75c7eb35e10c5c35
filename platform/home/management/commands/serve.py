"""Serve the site: pages and sockets on one port, and if asked, timers and mail beside them."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search import upkeep

# The worker starts after the site answers, and looks for tasks less often than it would alone.
WORKER = [sys.executable, str(settings.PROJECT / "manage.py"), "db_worker", "--no-reload"]
WORKER += ["--interval", "2", "--verbosity", "0"]
PAUSE = 3.0
LAST_TASK = 8.0


class Command(BaseCommand):
    """`manage.py serve`: runs the server and hands it the wish to end, once."""

    help = (
        "Serve the site on HOST:PORT (default 127.0.0.1) with WORKERS processes (default 1, and "
        "never more without REDIS_URL), each answering THREADS page requests at a time."
    )

    def add_arguments(self, parser: Any) -> None:
        """Offer host and number of workers."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=4)
        parser.add_argument(
            "--background", action="store_true", help="also work off timers and mail (db_worker)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        workers = options["workers"] if settings.REDIS_URL else 1
        if workers < options["workers"]:
            self.stderr.write("One process only: more need REDIS_URL to hear of each other.")
        command = [sys.executable, "-m", "granian", "--interface", "asgi"]
        command += ["--host", options["host"], "--port", str(settings.PORT)]
        command += ["--workers", str(workers)]
        command += ["--workers-kill-timeout", "10", "--log-level", "warning", "--ws"]
        os.environ["PAGE_THREADS"] = str(options["threads"])
        self.stdout.flush()
        beside = WORKER if options["background"] else []
        upkeep.start()
        sys.exit(_run([*command, "config.asgi:application"], beside))


def _run(command: list[str], beside: list[str]) -> int:
    """Run the server until it ends; returns its exit code.

    The command `beside` runs as long as the server does, and is started again when it dies.

    A terminal sends Ctrl-C to every process, and the server's main process then tells its workers
    once more: a worker of granian 2.8 that is told twice hangs for ever. So what is started here
    is started with Ctrl-C blocked, which its own processes inherit, and only this one answers.
    """
    running: list[subprocess.Popen] = []
    ending: list[int] = []

    def end(number: int, _frame: object) -> None:
        ending.append(number)
        for process in running:
            process.terminate()

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    running.append(subprocess.Popen(command))  # noqa: S603  (no shell; arguments are ours)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    while (code := _wait(running[0], PAUSE)) is None:
        if beside and not ending and all(one.poll() is not None for one in running[1:]):
            _replace(running, beside)
    for process in running[1:]:
        if not ending:
            process.terminate()
        if _wait(process, LAST_TASK) is None:
            process.kill()
            process.wait()
    return code


def _replace(running: list[subprocess.Popen], command: list[str]) -> None:
    """Start the command anew, and keep it as the second of those that run."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    running[1:] = [subprocess.Popen(command)]  # noqa: S603
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _wait(process: subprocess.Popen, seconds: float) -> int | None:
    """Return the exit code of a process; None if it still runs after so many seconds."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(seconds)
    return None
