"""A site of its own for a measurement: database and index in a folder that is thrown away."""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def fresh_site(*commands: str, database: str = "") -> Iterator[Path]:
    """Make a site in a folder of its own and set Django up on it.

    `commands` are run after the migrations: "load_demo". `database` names another database than
    SQLite in that folder; it must be empty.
    """
    with tempfile.TemporaryDirectory(prefix="crocevia-bench-") as folder:
        for name in ("DATABASE_URL", "REDIS_URL", "SEARCH_URL", "EMAIL_URL", "DEBUG"):
            os.environ.pop(name, None)
        if database:
            os.environ["DATABASE_URL"] = database
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        for command in ("migrate", *commands):
            manage(command)
        sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
        # Settings read the environment when they are imported.
        import django  # noqa: PLC0415

        django.setup()
        yield Path(folder)


def manage(*arguments: str) -> None:
    """Run a management command of that site; ends the measurement if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")


def circumstances() -> dict[str, Any]:
    """Return what a reader of a record must know of the machine and the moment."""
    models = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def describe(machine: dict[str, Any]) -> str:
    """Return the circumstances on one line."""
    return (
        f"{machine['when']}, {machine['cores']} cores ({machine['cpu']}), Python"
        f" {machine['python']}, load before: {machine['load_before']}"
    )
