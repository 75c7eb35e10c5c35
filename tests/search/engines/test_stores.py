"""What every engine keeps: rebuilds that nobody notices, changes that are not lost."""

import threading

import pytest

from search.documents import Document
from search.engines import (
    Engine,
    IndexUnavailable,
    RebuildRunning,
    Request,
    _engine,
    get_engine,
)
from search.expansion import Option, Plan, Words
from tests.search.conftest import thing

EVERYTHING = Plan()
TEA = Plan(groups=((Option(Words("tea", (("en_tea",),))),),))


@pytest.fixture
def engine(engine_name, things) -> Engine:
    return get_engine()


def ids(engine: Engine, plan: Plan = EVERYTHING) -> list[int]:
    answer = engine.search(Request(plan=plan, limit=100))
    assert (answer.engine, answer.reduced) == (engine.name, False)
    return sorted(document.id for document in answer.documents)


def another_process() -> Engine:
    """Return an engine that remembers nothing of what the first one did."""
    _engine.cache_clear()
    return get_engine()


def test_without_an_index_readers_get_a_plain_notice(engine):
    with pytest.raises(IndexUnavailable, match="not been built"):
        engine.search(Request())
    assert not engine.status().ready
    assert all(store.is_missing() for store in engine.stores())


def test_a_rebuild_replaces_everything(engine):
    assert engine.rebuild([thing(1), thing(2)]) == 2
    assert engine.rebuild([thing(3)]) == 1
    assert ids(engine) == [3]
    assert engine.status().documents == 1
    assert all(store.built() for store in engine.stores())


def test_documents_that_come_twice_or_are_not_public_are_left_out(engine):
    assert engine.rebuild([thing(1), thing(1), thing(2, public=False)]) == 1
    assert ids(engine) == [1]


def test_readers_see_the_old_index_until_the_new_one_is_complete(engine):
    engine.rebuild([thing(1)])
    seen = []

    def documents():
        yield thing(2)
        seen.append(ids(engine))
        yield thing(3)

    engine.rebuild(documents())
    assert seen == [[1]]
    assert ids(engine) == [2, 3]


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    engine.rebuild([thing(1)])

    def documents():
        yield thing(2)
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        engine.rebuild(documents())
    assert ids(engine) == [1]


def test_changes_made_during_a_rebuild_are_kept(engine):
    engine.rebuild([thing(1, body="old tea"), thing(2, body="tea"), thing(4, body="tea")])

    def documents():
        yield thing(1, body="old tea")
        yield thing(2, body="tea")
        yield thing(4, body="tea")
        engine.put([thing(1, body="coffee"), thing(3, body="tea")])
        engine.delete(["thing:2"])

    engine.rebuild(documents())
    assert ids(engine) == [1, 3, 4]
    assert ids(engine, TEA) == [3, 4]


def test_what_is_deleted_before_a_rebuild_stores_it_stays_deleted(engine):
    engine.rebuild([thing(1)])

    def documents():
        engine.put([thing(1, public=False)])
        yield thing(1)

    engine.rebuild(documents())
    assert ids(engine) == []


def test_changes_made_during_the_first_rebuild_are_kept(engine):
    def documents():
        yield thing(1)
        engine.put([thing(2)])

    engine.rebuild(documents())
    assert ids(engine) == [1, 2]


def test_two_rebuilds_at_once_are_refused(engine):
    def documents():
        yield thing(1)
        with pytest.raises(RebuildRunning):
            another_process().rebuild([thing(2)])

    engine.rebuild(documents())
    assert ids(engine) == [1]


def test_a_change_shows_at_once_in_another_process(engine):
    engine.rebuild([thing(1, facets={"theme": ("work",)})])
    other = another_process()
    assert ids(other) == [1]
    before = other.generation()
    engine.put([thing(2, facets={"theme": ("housing",)})])
    assert ids(other) == [1, 2]
    assert other.generation() != before
    assert set(other.facet_values("theme")) == {"work", "housing"}
    engine.delete(["thing:1", "thing:unknown"])
    assert ids(other) == [2]
    assert set(other.facet_values("theme")) == {"housing"}


def test_a_document_is_found_by_its_new_words_only(engine):
    engine.rebuild([thing(1, body="tea"), thing(2, body="tea")])
    engine.put([thing(1, body="coffee")])
    assert ids(engine, TEA) == [2]


def test_a_document_that_is_no_longer_public_is_gone(engine):
    engine.rebuild([thing(1, body="tea"), thing(2, body="tea")])
    engine.put([thing(1, body="tea", public=False)])
    assert ids(engine, TEA) == ids(engine) == [2]


def test_documents_are_known_by_all_their_rows_in_every_store(engine):
    engine.rebuild([thing(1, pks=(1, 7)), thing(2)])
    for store in engine.stores():
        assert [d.id for d in store.documents_of("thing", 7)] == [1]
    engine.delete(["thing:1"])
    for store in engine.stores():
        assert store.documents_of("thing", 7) == []


def test_every_store_gives_back_what_it_holds(engine):
    whole = thing(1, body="tea", city="Roma", checked=None, row={"summaries": {"it": "Tè"}})
    engine.rebuild([whole, thing(2)])
    for store in engine.stores():
        held = {document.key: document for document in store.contents()}
        assert held.keys() == {"thing:1", "thing:2"}
        assert held["thing:1"].texts == whole.texts
        assert held["thing:1"].row == whole.row


def test_the_longest_address_is_no_trouble(engine):
    long = Document(key=f"thing:{'ω' * 300}", type="thing", id=1, language="el", title="Τσάι")
    engine.rebuild([])
    engine.put([long])
    assert ids(engine) == [1]
    engine.delete([long.key])
    assert ids(engine) == []


def test_readers_and_writers_in_many_threads_agree(engine):
    engine.rebuild([thing(n) for n in range(1, 51)])
    errors: list[BaseException] = []
    stop = threading.Event()

    def attempt(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    def read():
        while not stop.is_set():
            answer = engine.search(Request(limit=5, counts=("language",)))
            assert sum(count for _, count in answer.counts["language"]) == answer.total

    def write(start):
        for number in range(start, start + 5):
            engine.put([thing(number)])
            engine.delete([f"thing:{number}"])

    readers = [threading.Thread(target=attempt, args=(read,)) for _ in range(2)]
    writers = [threading.Thread(target=attempt, args=(lambda s=s: write(s),)) for s in (1000, 2000)]
    rebuilder = threading.Thread(
        target=attempt, args=(lambda: engine.rebuild([thing(n) for n in range(1, 51)]),)
    )
    for thread in (*readers, *writers, rebuilder):
        thread.start()
    for thread in (*writers, rebuilder):
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert errors == []
    assert ids(engine) == list(range(1, 51))
