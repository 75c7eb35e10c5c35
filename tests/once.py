"""Tests of search that need no database run once, on SQLite, and not again on PostgreSQL.

Both engines keep indexes of their own, whatever the database of the site is; the parts of search
that touch the database (outbox, thesaurus, labels) are marked `django_db` and run on both.
"""

import os

import pytest

FOLDERS = ("tests/search/", "tests/retrieval/")
DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_report_header() -> list[str]:
    """Say so in one line."""
    return ["only on SQLite: tests of search that need no database"] if _elsewhere() else []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has nothing to do with the database that is tested."""
    if not _elsewhere():
        return
    left_out = [item for item in items if _needs_none(item)]
    items[:] = [item for item in items if not _needs_none(item)]
    config.hook.pytest_deselected(items=left_out)


def _elsewhere() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def _needs_none(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return (
        item.nodeid.startswith(FOLDERS)
        and item.get_closest_marker("django_db") is None
        and not DATABASE & fixtures
    )
