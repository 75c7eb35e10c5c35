"""The search server is away, slow, full or broken off: readers always get an answer, and nothing
is missing or visible too long afterwards.

Between the site and the real server is a wire that the tests cut.
"""

import io
import time
from dataclasses import replace

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from practices.models import PracticePage
from practices.search import document_for
from search import actions, changes, upkeep
from search.changes import lag
from search.engines import (
    IndexNotBuilt,
    IndexUnavailable,
    Request,
    elastic_bulk,
    elastic_guard,
    get_engine,
    provide_lag,
)
from search.expansion import Plan
from search.models import Change
from search.queries import read, search
from search.query import Query
from tests.factories.practices import make_practice
from tests.search.engines.proxy import Proxy
from tests.services import address

pytestmark = [pytest.mark.django_db, pytest.mark.services("elasticsearch")]


@pytest.fixture
def wire(settings, server):
    """A wire to the server, instead of the direct way."""
    proxy = Proxy(address("elasticsearch"))
    settings.SEARCH_URL = proxy.url
    provide_lag(lag.is_behind)
    yield proxy
    proxy.cut()


@pytest.fixture
def committed(wire, django_capture_on_commit_callbacks):
    """A site with one practice on both indexes; work inside `with committed():` is committed."""
    make_practice("one", title="Felinar")
    actions.rebuild()
    return lambda: django_capture_on_commit_callbacks(execute=True)


def ask(text: str = ""):
    return search(Query(text=read(text), wanted_facets=("theme",)))


def found(text: str = "") -> tuple[str, set[str]]:
    """Return who answered, and the keys of what was found."""
    results = ask(text)
    assert results.reduced == (results.engine == "embedded")
    return results.engine, {hit.document.key for hit in results.hits}


def wait_for_the_circuit() -> None:
    get_engine().circuit.worked()


def test_all_is_well_over_the_wire(committed):
    assert found("felinar") == ("elasticsearch", {"practice:one"})


def test_a_server_that_is_gone_is_answered_for_at_once(committed, wire):
    wire.cut()
    start = time.monotonic()
    for _ in range(20):
        assert found("felinar") == ("embedded", {"practice:one"})
    assert time.monotonic() - start < 2
    assert get_engine().status().ready
    assert get_engine().status().reduced


def test_a_server_that_goes_in_the_middle_of_a_search_is_answered_for(committed, wire):
    wire.dies_at = b"/_msearch"
    assert found("felinar") == ("embedded", {"practice:one"})


def test_a_slow_server_costs_a_reader_a_second_and_is_then_left_alone(committed, wire):
    wire.delay = 2.0
    start = time.monotonic()
    assert found("felinar") == ("embedded", {"practice:one"})
    assert time.monotonic() - start < 1.8
    # Each page asks several times: after a failure the server rests.
    start = time.monotonic()
    assert found("felinar") == ("embedded", {"practice:one"})
    assert time.monotonic() - start < 0.5


def test_after_three_failures_the_server_is_not_asked_for_ten_seconds(committed, wire):
    now = [100.0]
    get_engine().circuit._now = lambda: now[0]
    wire.dies_at = b"/_msearch"
    for _ in range(3):
        wire.mend()
        wire.dies_at = b"/_msearch"
        found("felinar")
        now[0] += elastic_guard.REST_SECONDS + 0.1
    wire.mend()
    asked = wire.asked
    assert found("felinar")[0] == "embedded"
    now[0] += elastic_guard.OPEN_SECONDS - 2
    assert found("felinar")[0] == "embedded"
    assert wire.asked == asked
    now[0] += 2
    assert found("felinar") == ("elasticsearch", {"practice:one"})


def test_what_is_published_while_the_server_is_away_is_found_and_not_missing_afterwards(
    committed, wire
):
    wire.cut()
    with committed():
        make_practice("two", title="Balcon")
    assert found("balcon") == ("embedded", {"practice:two"})
    wire.mend()
    wait_for_the_circuit()
    assert found("balcon") == ("embedded", {"practice:two"}), "the server does not know it yet"
    upkeep.look_after()
    assert found("balcon") == ("elasticsearch", {"practice:two"})
    assert not Change.objects.exists()


def test_the_next_change_makes_up_for_the_ones_before(committed, wire):
    wire.cut()
    with committed():
        make_practice("two", title="Balcon")
    wire.mend()
    wait_for_the_circuit()
    with committed():
        make_practice("three", title="Fereastra")
    assert found("balcon") == ("elasticsearch", {"practice:two"})
    assert found("fereastra") == ("elasticsearch", {"practice:three"})


def test_a_page_made_private_while_the_server_is_away_never_shows_when_it_is_back(committed, wire):
    page = make_practice("two", title="Balcon")
    actions.rebuild()
    assert found("balcon") == ("elasticsearch", {"practice:two"})
    wire.cut()
    with committed():
        PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
        )
    wire.mend()
    wait_for_the_circuit()
    assert found() == ("embedded", set())
    upkeep.look_after()
    assert found() == ("elasticsearch", set())
    assert not any(ask().counts.values())


def test_a_full_disk_makes_changes_wait_and_readers_do_not_notice(committed):
    engine = get_engine()
    index = engine.index.written()[0]
    block = {"index.blocks.read_only_allow_delete": True}
    engine.client.indices.put_settings(index=index, settings=block)
    with committed():
        make_practice("two", title="Balcon")
    assert found("balcon") == ("embedded", {"practice:two"})
    assert "read-only" in changes.waiting("elasticsearch").problem
    engine.client.indices.put_settings(
        index=index, settings={"index.blocks.read_only_allow_delete": None}
    )
    assert actions.work_off_outbox() == 1
    assert found("balcon") == ("elasticsearch", {"practice:two"})


def test_a_server_that_goes_in_the_middle_of_a_bulk_gets_the_change_later(committed, wire):
    wire.dies_at = b"/_bulk"
    with committed():
        make_practice("two", title="Balcon")
    assert found("balcon") == ("embedded", {"practice:two"})
    wire.mend()
    wait_for_the_circuit()
    upkeep.look_after()
    assert found("balcon") == ("elasticsearch", {"practice:two"})


def test_a_server_that_goes_in_the_middle_of_a_rebuild_keeps_the_old_index(
    committed, wire, monkeypatch
):
    monkeypatch.setattr(elastic_bulk, "WAITS", (0.1,))
    make_practice("two", title="Balcon")
    wire.dies_at = b"/_bulk"
    with pytest.raises(IndexUnavailable):
        actions.rebuild()
    assert found("balcon") == ("embedded", {"practice:two"})
    wire.mend()
    wait_for_the_circuit()
    assert found("felinar") == ("elasticsearch", {"practice:one"})
    actions.rebuild()
    assert found("balcon") == ("elasticsearch", {"practice:two"})
    indexes = get_engine().client.indices.get_alias(index=get_engine().index.names.all)
    assert len(indexes) == 1, "what the broken rebuild left is gone"


def test_a_rebuild_outlasts_a_short_interruption(committed, wire, monkeypatch):
    monkeypatch.setattr(elastic_bulk.time, "sleep", lambda seconds: wire.mend())
    make_practice("two", title="Balcon")
    wire.dies_at = b"/_bulk"
    assert actions.rebuild() == 2
    assert found("balcon") == ("elasticsearch", {"practice:two"})


def test_an_address_given_to_a_site_with_content_needs_no_command(settings, server):
    url, settings.SEARCH_URL = settings.SEARCH_URL, ""
    make_practice("one", title="Felinar")
    actions.rebuild()
    settings.SEARCH_URL = url
    assert found("felinar") == ("embedded", {"practice:one"})
    assert get_engine().status().ready
    upkeep.look_after()
    assert found("felinar") == ("elasticsearch", {"practice:one"})


def test_a_server_without_an_index_is_no_trouble_and_is_asked_again(server):
    for _ in range(elastic_guard.FAILURES + 1):
        with pytest.raises(IndexNotBuilt):
            server._search(Request(plan=Plan()))
    assert server.circuit.state == "closed"


def test_an_index_from_before_a_time_without_the_server_is_not_shown(settings, committed, wire):
    provide_lag(lag.is_behind)
    settings.SEARCH_URL = ""
    with committed():
        make_practice("two", title="Balcon")
    settings.SEARCH_URL = wire.url
    assert found("balcon") == ("embedded", {"practice:two"})
    upkeep.look_after()
    assert found("balcon") == ("elasticsearch", {"practice:two"})


def test_a_late_job_does_not_overwrite_a_newer_state(committed):
    engine = get_engine()
    early = changes.draw_version()
    old = list(engine.index.contents())
    with committed():
        page = PracticePage.objects.get(slug="one")
        page.title = "Balcon"
        page.save_revision().publish()
        make_practice("two", title="Fereastra")
    engine.index.put(old, early)
    engine.index.delete(["practice:two"], early)
    assert found("balcon") == ("elasticsearch", {"practice:one"})
    assert found("fereastra") == ("elasticsearch", {"practice:two"})
    with committed():
        page.unpublish()
    engine.index.put(old, early)
    assert found() == ("elasticsearch", {"practice:two"})


def test_the_embedded_index_being_damaged_does_not_silence_the_server(committed):
    engine = get_engine()
    path = engine.embedded.files.current()
    path.write_bytes(b"no database" * 1000)
    engine.embedded._access._close()
    assert found("felinar") == ("elasticsearch", {"practice:one"})
    upkeep.look_after()
    assert engine.embedded.status().ready


def status(*options: str) -> tuple[str, bool]:
    """Return what the command says, and whether it calls all well."""
    out = io.StringIO()
    try:
        call_command("search_status", *options, stdout=out, stderr=io.StringIO())
    except SystemExit:
        return out.getvalue(), False
    return out.getvalue(), True


def test_the_status_is_well_after_a_rebuild(committed):
    said, is_well = status()
    assert is_well, said
    assert said.count("documents      1") == 2
    assert "Readers are answered by elasticsearch" in said


def test_the_status_tells_differences_and_mends_them_on_both(committed):
    page = make_practice("two", title="Balcon")
    engine = get_engine()
    for store in engine.stores():
        store.delete(["practice:one"])
        store.put([page_document(page, title="Old title"), page_document(page, key="practice:no")])
    said, is_well = status()
    assert not is_well
    assert said.count("missing        1: practice:one") == 2
    assert said.count("superfluous    1: practice:no") == 2
    assert said.count("outdated       1: practice:two") == 2
    said, is_well = status("--repair")
    assert is_well, said
    assert said.count("mended         yes") == 2
    assert found() == ("elasticsearch", {"practice:one", "practice:two"})


def page_document(page, **given):
    return replace(document_for(page.pk), **given)


def test_the_status_says_what_waits_and_why(committed, wire):
    wire.cut()
    with committed():
        make_practice("two", title="Balcon")
    said, is_well = status("--quick")
    assert not is_well
    assert "the embedded index in its place" in said
    assert "1 changes, the oldest since" in said
    assert "last failure   The search server does not answer" in said
    wire.mend()
    wait_for_the_circuit()
    said, is_well = status("--repair")
    assert is_well, said


def test_readiness_names_what_stands_in(committed, wire, client):
    assert client.get("/readyz").json() == {"ready": True, "missing": []}
    wire.cut()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "missing": [], "reduced": ["index"]}
