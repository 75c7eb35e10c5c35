"""Real Chromium and a running demo site for the browser tests.

One site for all of them (tests/together.py keeps them in one process, so that the demo is set up
once). Chromium lives as long as a module of tests and no longer: while
Playwright runs, Django refuses the database to the other tests of the process.

BROWSER_SITE=folder keeps the demo in that folder between two runs, for whoever writes tests.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import services
from tests.browser.pages import PageType
from tests.browser.running import Site, running_site
from tests.browser.talking import come, server  # noqa: F401  (fixtures of the discussions' tests)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that none runs without Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the running demo site."""
    kept = os.environ.get("BROWSER_SITE")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("demo")
    with running_site(folder) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return Chromium."""
    with sync_playwright() as playwright:
        path = services.address("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return what opens a tab for a new visitor; the arguments are those of `new_context`."""
    contexts: list[BrowserContext] = []

    def arrive(**options) -> Page:
        context = chromium.new_context(base_url=site.url, locale="en-GB", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def sessions(chromium: Browser, site: Site) -> dict[str, dict]:
    """Return the cookies of demo users who signed in at the door, by role; filled on demand."""
    return {}


@pytest.fixture
def member(visitor, sessions, site: Site) -> Callable[..., Page]:
    """Return what opens a tab for a demo user with a role, who is signed in already."""

    def enter(role: str, **options) -> Page:
        if role not in sessions:
            page = visitor()
            sign_in(page, *site.account(role))
            sessions[role] = page.context.storage_state()
        return visitor(storage_state=sessions[role], **options)

    return enter


@pytest.fixture
def open_type(visitor, member) -> Callable[..., Page]:
    """Return what opens a page of a type, as a visitor or as the member who may see it."""

    def opened(kind: PageType, language: str = "en", **options) -> Page:
        page = member(kind.role, **options) if kind.role else visitor(**options)
        answer = page.goto(kind.address(language))
        assert answer is not None
        assert answer.status == kind.status, f"{kind.address(language)} answers {answer.status}"
        return page

    return opened


def sign_in(page: Page, email: str, password: str) -> None:
    """Go through the door of the site."""
    page.goto("/en/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
