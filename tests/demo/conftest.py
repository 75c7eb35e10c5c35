"""The demo, loaded once for all tests of this folder and taken back by the database.

tests/together.py has one process run these tests, so that it is loaded there alone.
"""

import pytest
from django.db import transaction

from demo.actions import load_demo


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Load the demo in a transaction around all tests of the folder; return its users."""
    with django_db_blocker.unblock(), transaction.atomic():
        users = load_demo(lambda _step: None)
        yield users
        transaction.set_rollback(True)
