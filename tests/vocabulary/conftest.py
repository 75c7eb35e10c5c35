"""Labels live in memory: what a test changed and rolled back must not stay there."""

import pytest

from vocabulary.queries import forget_labels


@pytest.fixture(autouse=True)
def fresh_labels():
    """Forget the labels before and after each test."""
    forget_labels()
    yield
    forget_labels()
