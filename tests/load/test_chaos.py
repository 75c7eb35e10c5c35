"""`make chaos` in small: the program itself and a few people, on a copy of the tests' database."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.browser.running import PROJECT

SECONDS = 240


@pytest.fixture
def site(tmp_path, transactional_db):
    """Return a folder with a database that has all tables: to migrate takes half a minute."""
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL `make chaos` does it: a server of its own is restarted there")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "crocevia.sqlite3")])
    return tmp_path


def test_killed_and_stalled_it_loses_doubles_and_shows_nothing_wrongly(site):
    """I1 to I6, F1, F4, F5: two kills, messages posted twice, a reader who takes nothing."""
    command = [sys.executable, "-m", "tests.load.chaos", "--on", "sqlite", "--site", str(site)]
    silent = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in silent}
    environment["PYTHONPATH"] = f"{PROJECT}{os.pathsep}{PROJECT / 'platform'}"
    done = subprocess.run(
        [*command, "--only", "small"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "small" in done.stdout
