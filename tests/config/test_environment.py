"""A wrong value ends the start with one sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment as env

ROOT = Path(env.PROJECT)


@pytest.mark.parametrize(
    ("name", "parse", "value"),
    [
        ("PORT", env.port, "eighty"),
        ("PORT", env.port, "70000"),
        ("DEBUG", env.boolean, "maybe"),
        ("REDIS_URL", env.address("redis", "rediss"), "127.0.0.1:6379"),
        ("SEARCH_URL", env.address("http", "https"), "http://host:notaport"),
        ("DATABASE_URL", env.database, "mysql://user@host/name"),
        ("SECRET_KEY", env.required, "short"),
        ("DATA_DIR", env.folder, "/proc/nobody/can/write"),
    ],
)
def test_a_wrong_value_is_told_with_the_variables_name(monkeypatch, name, parse, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        env.read(name, parse, "")

    sentence = str(ended.value)
    assert sentence.startswith(f"{name} has a wrong value: ")
    assert sentence.count("\n") == 0


def test_an_empty_variable_means_the_default(monkeypatch):
    monkeypatch.setenv("PORT", "")

    assert env.read("PORT", env.port, "8000") == 8000


def test_the_secret_is_made_once_and_kept(tmp_path):
    first = env.kept_secret(tmp_path)

    assert env.kept_secret(tmp_path) == first
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("settings", "variables", "sentence"),
    [
        ("dev", {"PORT": "http"}, "PORT has a wrong value"),
        ("production", {"SECRET_KEY": ""}, "SECRET_KEY has a wrong value"),
    ],
)
def test_a_start_ends_with_the_sentence_and_no_traceback(tmp_path, settings, variables, sentence):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    started = subprocess.run(
        [sys.executable, "manage.py", "check", "--settings", f"config.settings.{settings}"],
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(tmp_path)} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode == 1
    assert sentence in started.stderr
    assert "Traceback" not in started.stderr


def test_mail_kept_as_files_lands_in_the_folder_that_the_address_names():
    assert env.email("filemail:///srv/data/mail")["EMAIL_FILE_PATH"] == "/srv/data/mail"


def test_what_sqlite_has_acknowledged_survives_a_power_cut(tmp_path):
    """F1: the log of a discussion is on the disk before its author hears that it is."""
    asked = "from django.db import connection as c; q = c.cursor().execute; " + "; ".join(
        f"print(q('PRAGMA {name}').fetchone()[0])" for name in ("synchronous", "journal_mode")
    )
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", asked],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    full = "2"
    assert done.stdout.split() == [full, "wal"]
