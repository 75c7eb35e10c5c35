"""What every test may ask for."""

import pytest
from django.core.cache import caches

pytest_plugins = ["tests.services"]


@pytest.fixture(autouse=True)
def fresh_caches():
    """Start every test with empty caches: they outlive the transaction of a test."""
    for cache in caches.all():
        cache.clear()
