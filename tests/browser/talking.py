"""A second server beside the demo's, people who come to a discussion, and what they do there."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.running import PROJECT, Site, _free_port

PRACTICE = "/en/library/cluj-one-stop-shop/"
TALL = {"width": 1280, "height": 1300}
QUICK = 2_000
# As long as a reader may take to come back: the pause after a cut is spread over five seconds.
BACK = 20_000


@dataclass
class Server:
    """A server of its own beside the demo's, on the same data, that may be killed."""

    site: Site
    url: str
    processes: list[subprocess.Popen] = field(default_factory=list)

    def start(self) -> None:
        """Serve, and return when it answers."""
        own = {"PORT": str(urlsplit(self.url).port), "SITE_URL": self.url}
        own |= {"TRANSLATION_PROVIDER": "tests.factories.translation.Small"}
        command = [sys.executable, "manage.py", "serve"]
        with (self.site.folder / "second.log").open("a") as log:
            started = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.site.environment | own,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(started)
        here, end = Site(self.url, self.site.folder, self.site.environment), time.monotonic() + 60
        while time.monotonic() < end and started.poll() is None:
            with contextlib.suppress(OSError):
                if here.get("/healthz").status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError("The second server does not answer")

    def kill(self) -> None:
        """End it as a power cut does: no handler runs, no connection is closed properly."""
        process = self.processes.pop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    """Return a running second server."""
    made = Server(site, f"http://127.0.0.1:{_free_port()}")
    made.start()
    yield made
    while made.processes:
        made.kill()


@pytest.fixture
def come(member, server: Server):
    """Return what opens the discussion of a practice for a role; each page notes its loads."""

    def opened(role: str, path: str = "", **options) -> Page:
        page = member(role, **options)
        page.goto(server.url + (path or door(server)))
        page.evaluate("window.stays = true")
        return page

    return opened


def door(server: Server) -> str:
    """Return the address of the discussion beside the practice."""
    page = Site(server.url, server.site.folder, server.site.environment).get(PRACTICE).text
    found = re.search(r'href="(/en/discussion/of/practice/\d+/)"', page)
    assert found
    return found.group(1)


def rested(server: Server) -> None:
    """Let everybody have written nothing for a while."""
    server.site.manage(
        "shell", "-v0", "-c", "from discussion.models import Pace; Pace.objects.all().delete()"
    )


def send(page: Page, text: str) -> str:
    page.get_by_label("Your message, in any language").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    return text


def message(page: Page, text: str):
    return page.locator("article[data-id]", has_text=text)


def thread(page: Page) -> list[tuple[str, str]]:
    """Return what a page shows: number and text of each message, in order."""
    return [
        tuple(one)
        for one in page.locator("[data-part=thread] article").evaluate_all(
            "all => all.map(e => [e.dataset.id ?? 'not sent', "
            "e.querySelector('.message__body').textContent])"
        )
    ]


def stays(page: Page) -> bool:
    """Tell whether the page is the one that was opened first: nothing navigated or reloaded."""
    return page.evaluate("window.stays === true")


def in_shell(server: Server, code: str) -> str:
    """Run Python beside the server and return what it printed."""
    return server.site.manage("shell", "-v0", "-c", code).strip()


def meeting(server: Server) -> str:
    """Return the address of the discussion of a guiding question, where hands may be raised."""
    code = (
        "from discussion.models import Channel; "
        "print(Channel.objects.filter(kind='question').order_by('pk').first().pk)"
    )
    return f"/en/discussion/{in_shell(server, code)}/"
