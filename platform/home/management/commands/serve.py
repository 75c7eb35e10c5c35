"""Serve the site: pages and sockets on one port, and if asked, timers and mail beside them."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import upkeep

SERVER = [sys.executable, "-m", "config.server"]
# The task worker starts after the site answers, and looks for tasks less often than it would alone.
TASKS = [sys.executable, str(settings.PROJECT / "manage.py"), "db_worker", "--no-reload"]
TASKS += ["--interval", "2", "--verbosity", "0"]
PAUSE = 3.0
WATCH = 0.2
# A server that ends so soon cannot start, and would not the next time either.
SOON = 10.0
# How long a server takes at most to end (see config.server), and a task in hand may take.
LAST_ANSWER, LAST_TASK = 12.0, 8.0
WAITING = 2048
STALLED_SECONDS = 90


class Command(BaseCommand):
    """`manage.py serve`: opens the port, runs the servers and hands them the wish to end, once."""

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
        os.environ["PAGE_THREADS"] = str(options["threads"])
        # The servers find both source roots as this process does; what was there before stays.
        roots = (str(settings.PROJECT), str(settings.PROJECT / "platform"))
        before = filter(None, [os.environ.get("PYTHONPATH")])
        os.environ["PYTHONPATH"] = os.pathsep.join((*roots, *before))
        self.stdout.flush()
        with _port(options["host"]) as port:
            upkeep.start()
            sys.exit(_Site(port, workers, background=options["background"]).run())


def _port(host: str) -> socket.socket:
    """Open the port, for all servers. Raises CommandError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        port = socket.create_server((host, settings.PORT), family=family, backlog=WAITING)
    except OSError as error:
        raise CommandError(f"{host}:{settings.PORT} cannot be opened: {error}") from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Every connection inherits it: who takes nothing for so long, and would otherwise keep
        # what is meant for them in our memory as long as they like, is let go by the system.
        port.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_SECONDS * 1000)
    return port


class _Site:
    """The processes of a site: servers, each started again when it dies, and the task worker.

    A terminal sends Ctrl-C to every process. What is started here is started with Ctrl-C blocked,
    which its own processes inherit, so that only this one answers and each is told to end once.
    """

    def __init__(self, port: socket.socket, workers: int, *, background: bool) -> None:
        self.port = port
        self.servers: list[tuple[subprocess.Popen, float]] = []
        self.workers = workers
        self.tasks: subprocess.Popen | None = None
        self.tasks_from = time.monotonic() + PAUSE if background else None
        self.is_ending = False

    def run(self) -> int:
        """Run until somebody ends it (0), or a server cannot start (its exit code)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        self.servers = [self._server() for _number in range(self.workers)]
        code = 0
        while not self.is_ending and not code:
            time.sleep(WATCH)
            code = self._look_after_servers()
            self._look_after_tasks()
        self._end_all()
        return code

    def _end(self, _number: int, _frame: object) -> None:
        self.is_ending = True

    def _server(self) -> tuple[subprocess.Popen, float]:
        number = self.port.fileno()
        return _start([*SERVER, str(number)], number), time.monotonic()

    def _look_after_servers(self) -> int:
        """Start servers again that died; return the exit code of one that cannot start, else 0."""
        for at, (process, began) in enumerate(self.servers):
            code = process.poll()
            if code is None or self.is_ending:
                continue
            # One that was killed could start, and may have been killed before too.
            if code >= 0 and time.monotonic() - began < SOON:
                return code or 1
            self.servers[at] = self._server()
        return 0

    def _look_after_tasks(self) -> None:
        if self.tasks_from is None or time.monotonic() < self.tasks_from or self.is_ending:
            return
        if self.tasks is None or self.tasks.poll() is not None:
            self.tasks = _start(TASKS)
            self.tasks_from = time.monotonic() + PAUSE

    def _end_all(self) -> None:
        running = [(process, LAST_ANSWER) for process, _began in self.servers]
        if self.tasks is not None:
            running.append((self.tasks, LAST_TASK))
        for process, _patience in running:
            process.terminate()
        for process, patience in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
            if process.poll() is None:
                process.kill()
                process.wait()


def _start(command: list[str], *inherited: int) -> subprocess.Popen:
    """Start a process with Ctrl-C blocked, which gets these open files."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(command, pass_fds=inherited)  # noqa: S603  (arguments are ours)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
