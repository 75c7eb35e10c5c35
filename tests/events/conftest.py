"""Every test begins with an English reader, whatever the request before it left behind."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Read in English unless a test says otherwise."""
    with translation.override("en"):
        yield
