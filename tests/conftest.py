"""What every test may ask for."""

import pytest
from django.core.cache import caches
from django.utils import translation

pytest_plugins = ["tests.services", "tests.together"]


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
