"""Which servers and tools are here, for the tests that need them: a plugin of the test suite.

A test says what it needs with `@pytest.mark.services("redis")`, or with `@pytest.mark.browser` for
Chromium, and asks `address("redis")` where it is. On a laptop the tests whose service is missing
are skipped, all with one reason and so in one line; in CI (CI=true) nothing may be missing.
"""

import os
import shutil
import socket
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ADDRESSES = Path(__file__).resolve().parent.parent / "var" / "services.env"
VARIABLES = {
    "chromium": "SERVICES_CHROMIUM",
    "html checker": "SERVICES_HTML_CHECKER",
    "postgres": "SERVICES_DATABASE_URL",
    "redis": "SERVICES_REDIS_URL",
    "elasticsearch": "SERVICES_SEARCH_URL",
}


@cache
def written_addresses() -> dict[str, str]:
    """Return what `make services` wrote into var/services.env; nothing where it never ran."""
    if not ADDRESSES.exists():
        return {}
    lines = ADDRESSES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


@cache
def address(name: str) -> str:
    """Return the URL of a server or the path of a tool; empty where it is not here.

    `name` is a key of VARIABLES, anything else raises KeyError.
    """
    variable = VARIABLES[name]
    place = os.environ.get(variable) or written_addresses().get(variable, "")
    if not place and name == "chromium":
        place = shutil.which("chromium") or ""
    return place if place and answers(place) else ""


def answers(place: str) -> bool:
    """Tell whether a file exists, or somebody listens at the port of a URL."""
    if "://" not in place:
        return Path(place).exists()
    url = urlsplit(place)
    try:
        socket.create_connection((url.hostname, url.port), timeout=1).close()
    except OSError:
        return False
    return True


@cache
def missing() -> tuple[str, ...]:
    """Return the names of all that is not here."""
    return tuple(name for name in VARIABLES if not address(name))


def needs(item: pytest.Item) -> set[str]:
    """Return the names of what this test needs."""
    named = {name for mark in item.iter_markers("services") for name in mark.args}
    return named | {"chromium"} if item.get_closest_marker("browser") else named


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to start in CI when something is missing: a skipped test there proves nothing."""
    if os.environ.get("CI") == "true" and missing():
        raise pytest.UsageError(f"CI needs these services too: {', '.join(missing())}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose service is missing; one reason for all, so that they fold into one line."""
    if needs(item) & set(missing()):
        pytest.skip(f"not here: {', '.join(missing())} (make services brings them)")
