"""/readyz tells what is missing by name (B: every part has a state for when it is down)."""

import pytest

from home.actions import make_house
from search.actions import ensure_index
from tests.services import address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_missing_index_is_named(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "missing": ["index"]}


def test_nothing_is_missing_once_the_index_is_built(client):
    make_house()
    ensure_index()

    assert client.get("/readyz").json() == {"ready": True, "missing": []}


def test_a_bus_that_is_down_is_named(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9"
    ensure_index()

    assert client.get("/readyz").json()["missing"] == ["bus"]


@pytest.mark.services("redis")
def test_a_real_bus_is_ready(client, settings):
    settings.REDIS_URL = address("redis")
    ensure_index()

    assert client.get("/readyz").json()["missing"] == []
