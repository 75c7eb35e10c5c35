"""Serve the site: page requests by WSGI workers."""

import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py serve`: runs the server and hands it the wish to end, once."""

    help = "Serve the site on HOST:PORT (default 127.0.0.1) with WORKERS processes (default 1)."

    def add_arguments(self, parser: Any) -> None:
        """Offer host and number of workers."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        command += ["--host", options["host"], "--port", str(settings.PORT)]
        command += ["--workers", str(options["workers"])]
        command += ["--blocking-threads", str(options["threads"])]
        command += ["--workers-kill-timeout", "10", "--log-level", "warning", "--no-ws"]
        self.stdout.flush()
        sys.exit(_run([*command, "config.wsgi:application"]))


def _run(command: list[str]) -> int:
    """Run the server until it ends; returns its exit code.

    A terminal sends Ctrl-C to every process, and the server's main process then tells its workers
    once more: a worker of granian 2.8 that is told twice hangs for ever. So the server is started
    with Ctrl-C blocked, which its workers inherit, and only this process answers to it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    server = subprocess.Popen(command)  # noqa: S603  (no shell; arguments are ours)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return server.wait()
