"""A library with an index of its own, and a reader of the API."""

from typing import Any

import pytest
from django.test import Client

from search.actions import rebuild


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """Keep the index of each test apart."""
    settings.DATA_DIR = tmp_path
    settings.SEARCH_URL = ""


@pytest.fixture
def indexed():
    """Put what is published into the index: `indexed()`."""
    return lambda: rebuild()


@pytest.fixture
def get(client: Client):
    """Read an address below /api/v1 and return what it says: `get("/search?q=desk")`."""

    def read(address: str, status: int = 200, **headers: str) -> Any:
        response = client.get(f"/api/v1{address}", headers=headers)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return read
