"""Serve the site: page requests by WSGI workers."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py serve`: replaces this process by the server, so Ctrl-C and signals reach it."""

    help = "Serve the site on HOST:PORT (default 127.0.0.1) with WORKERS processes (default 1)."

    def add_arguments(self, parser: Any) -> None:
        """Offer host and number of workers."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the server."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        command += ["--host", options["host"], "--port", str(settings.PORT)]
        command += ["--workers", str(options["workers"])]
        command += ["--blocking-threads", str(options["threads"])]
        command += ["--log-level", "warning", "--no-ws", "config.wsgi:application"]
        self.stdout.flush()
        os.execv(command[0], command)  # noqa: S606  (no shell; arguments are ours)
