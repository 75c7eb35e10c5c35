"""What every test may ask for."""

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation

pytest_plugins = ["tests.once", "tests.services", "tests.together"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests empty the log of moderation between them: on SQLite that is a deletion, which the
    database refuses. tests/discussion/test_accountability.py puts the guard back for itself."""
    from discussion import triggers  # noqa: PLC0415  after the setup of Django

    sender = apps.get_app_config("discussion")
    assert post_migrate.disconnect(dispatch_uid="discussion-triggers", sender=sender)
    with django_db_blocker.unblock():
        triggers.drop(connection)


@pytest.fixture(autouse=True)
def fresh_caches():
    """Start every test with empty caches: they outlive the transaction of a test."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def english():
    """Read in English unless a test says otherwise: the test client leaves its last language."""
    with translation.override("en"):
        yield
