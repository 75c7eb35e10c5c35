"""The demo in one command: set up what is missing, then serve."""

import errno
import hashlib
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.actions import load_demo
from demo.discussions import place_to_talk
from demo.texts import FOLDER
from search.actions import ensure_index

CODE = settings.PROJECT
WATCHED = ("*.py", "*.json", "*.toml", "*.css", "*.js", "*.svg", "*.woff2")


class Command(BaseCommand):
    """`manage.py demo`: database, demo content, index, then the site in the foreground."""

    help = "Set up the demo in DATA_DIR and serve it on PORT until Ctrl-C."

    def add_arguments(self, parser: Any) -> None:
        """Offer to set up without serving."""
        parser.add_argument("--no-serve", action="store_true", help="set up only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up what has changed since the last start, say where the site is, serve it."""
        if not options["no_serve"] and _is_taken(settings.PORT):
            raise CommandError(
                f"Port {settings.PORT} is in use already, perhaps by this demo. End what runs"
                f" there, or choose another port: PORT={settings.PORT + 1} make demo"
            )
        started = time.monotonic()
        stamp = Path(settings.DATA_DIR) / "demo-stamp"
        state = _state()
        if not stamp.exists() or stamp.read_text() != state:
            self._set_up()
            stamp.write_text(state)
        ensure_index()
        self._say(time.monotonic() - started)
        if not options["no_serve"]:
            self.stdout.flush()
            call_command("serve", background=True)

    def _set_up(self) -> None:
        self.stdout.write("Setting up the demo (once; about a minute)")
        self.stdout.write("  Database")
        call_command("migrate", verbosity=0)
        load_demo(lambda step: self.stdout.write(f"  {step}"))
        self.stdout.write("  Styles and scripts")
        call_command("collectstatic", interactive=False, verbosity=0)

    def _say(self, seconds: float) -> None:
        self.stdout.write(f"\nCrocevia is ready after {seconds:.0f} s: {settings.SITE_URL}")
        self.stdout.write(f"Editors' room: {settings.SITE_URL}/admin/")
        path = Path(settings.DATA_DIR) / "demo-users.json"
        if path.exists():
            self.stdout.write(f"Demo accounts (kept in {path}):")
            for user in json.loads(path.read_text()):
                self.stdout.write(f"  {user['role']:14} {user['email']:34} {user['password']}")
        if where := place_to_talk():
            self.stdout.write(
                f"Talk as two people: open {settings.SITE_URL}{where} in two browsers (or one and"
                " a private window), sign in as the reader in one, as the contributor in the other."
            )
        self.stdout.write("Ctrl-C ends it.\n")


def _is_taken(port: int) -> bool:
    """Tell whether somebody listens on this machine's `port`.

    The server itself would start all the same, and share visitors with the other one.
    """
    with socket.socket() as trial:
        # Connections of a server that has just ended do not count.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _state() -> str:
    """Return a value that changes when code, content or styles change; reads no file."""
    seen = hashlib.sha256(sys.version.encode())
    roots = [CODE / name for name in ("platform", "practices", "events", "network", "search")]
    for root in [*roots, FOLDER]:
        for pattern in WATCHED:
            for path in sorted(root.rglob(pattern)):
                stat = path.stat()
                seen.update(f"{path}{stat.st_size}{stat.st_mtime_ns}".encode())
    seen.update(str(settings.DATABASES["default"]["NAME"]).encode())
    seen.update(os.environ.get("DATABASE_URL", "").encode())
    return seen.hexdigest()
