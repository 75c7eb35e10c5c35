"""Attempts are counted in the cache: each test starts from none."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempts():
    """Forget the attempts of other tests."""
    cache.clear()
