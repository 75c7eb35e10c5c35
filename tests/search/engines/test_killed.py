"""A real server that is killed (SIGKILL) and started again."""

import pytest

from search import actions, upkeep
from search.changes import lag
from search.engines import IndexUnavailable, elastic_bulk, get_engine, provide_lag
from search.queries import read, search
from search.query import Query
from tests.factories.practices import make_practice
from tests.search.engines.own_server import OwnServer

pytestmark = [pytest.mark.django_db, pytest.mark.services("elasticsearch")]


@pytest.fixture
def killable(settings, tmp_path):
    server = OwnServer()
    server.start()
    settings.DATA_DIR = tmp_path
    settings.SEARCH_URL = server.url
    provide_lag(lag.is_behind)
    yield server
    server.remove()


def found(text: str) -> tuple[str, set[str]]:
    results = search(Query(text=read(text)))
    return results.engine, {hit.document.key for hit in results.hits}


def test_a_server_killed_during_search_bulk_and_rebuild_loses_nothing(
    killable, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(elastic_bulk, "WAITS", (0.1,))
    make_practice("one", title="Felinar")
    actions.rebuild()
    engine = get_engine()
    assert found("felinar") == ("elasticsearch", {"practice:one"})

    def documents():
        yield from actions.all_documents()
        killable.kill()

    # During a rebuild.
    with pytest.raises(IndexUnavailable):
        engine.index.rebuild(documents())
    # Before a search (that is not answered from memory), and before the bulk of a change.
    assert found("") == ("embedded", {"practice:one"})
    with django_capture_on_commit_callbacks(execute=True):
        make_practice("two", title="Balcon")
    assert found("balcon") == ("embedded", {"practice:two"})

    killable.start()
    engine.circuit.worked()
    assert found("balcon") == ("embedded", {"practice:two"}), "the server lacks it still"
    upkeep.look_after()
    assert found("felinar") == ("elasticsearch", {"practice:one"})
    assert found("balcon") == ("elasticsearch", {"practice:two"})

    actions.rebuild()
    assert found("balcon") == ("elasticsearch", {"practice:two"})
    assert len(engine.client.indices.get_alias(index=engine.index.names.all)) == 1
