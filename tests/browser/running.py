"""A demo site of its own for the browser tests: the command that `make demo` runs, in a process.

The tests look at it from outside only, as visitors do. It has its own folder and database, so that
nothing of it is left behind, and nothing of the other tests is in it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.databases import empty_database

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds until the demo must stand; the issue allows `make demo` five minutes


@dataclass(frozen=True)
class Answer:
    """What the site answered: status, headers (names in lower case), text."""

    status: int
    headers: dict[str, str]
    text: str
    bytes: bytes


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Hands a redirect over as the answer that it is."""

    def redirect_request(self, *_args):
        """Return nothing to go to."""
        return None


@dataclass(frozen=True)
class Site:
    """A running demo."""

    url: str
    folder: Path
    environment: dict[str, str]

    def get(self, path: str, **headers: str) -> Answer:
        """Return the answer to a plain GET without cookies; redirects are not followed."""
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310
        try:
            reply = urllib.request.build_opener(NoRedirect).open(request, timeout=30)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            body = reply.read()
        kept = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(reply.status, kept, body.decode("utf-8", "replace"), body)

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the server and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def account(self, role: str) -> tuple[str, str]:
        """Return e-mail address and password of the demo account with that role."""
        users = json.loads((self.folder / "demo-users.json").read_text(encoding="utf-8"))
        user = next(user for user in users if user["role"] == role)
        return user["email"], user["password"]


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Set the demo up in `folder`, serve it on a free port of 127.0.0.1, and end it."""
    url = f"http://127.0.0.1:{_free_port()}"
    log = folder / "demo.log"
    with empty_database("browser") as database:
        site = Site(url, folder, _environment(folder, url, database))
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"],
                cwd=PROJECT,
                env=site.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait(site, process, log)
            yield site
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(site: Site, process: subprocess.Popen, log: Path) -> None:
    """Return when the site answers; raises RuntimeError with its last words when it does not."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            if site.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    last = "\n".join(log.read_text(encoding="utf-8").splitlines()[-30:])
    raise RuntimeError(f"The demo does not answer at {site.url}:\n{last}")


def _environment(folder: Path, url: str, database: str) -> dict[str, str]:
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATA_DIR": str(folder),
        "PORT": str(urlsplit(url).port),
        "SITE_URL": url,
        "DATABASE_URL": database,
        "PYTHONUNBUFFERED": "1",
    }
    # What this machine says about other sites is not about this one.
    silent = ("REDIS_URL", "SEARCH_URL", "EMAIL_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG")
    return {name: value for name, value in os.environ.items() if name not in silent} | own


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]
