"""The demo, loaded once for a module and taken back by the database.

`xdist_group`: with `--dist loadgroup` one process runs these tests, and loads it alone.
"""

from pathlib import Path

import pytest
from django.db import transaction

from demo.actions import load_demo

HERE = Path(__file__).parent


# First: xdist reads the groups in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder together."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Load the demo in a transaction around all tests of the module; return its users."""
    with django_db_blocker.unblock(), transaction.atomic():
        users = load_demo(lambda _step: None)
        yield users
        transaction.set_rollback(True)
