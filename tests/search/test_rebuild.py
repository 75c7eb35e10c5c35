"""The index file: swapped whole, changed safely, repaired when damaged."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from search.engines import IndexUnavailable, RebuildRunning, Request, embedded_rows, embedded_store
from search.engines.embedded import EmbeddedEngine
from tests.search.conftest import thing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(tmp_path):
    return EmbeddedEngine(tmp_path / "index")


def ids(engine) -> list[int]:
    return sorted(document.id for document in engine.search(Request(limit=100)).documents)


def served(engine) -> Path:
    path = engine.files.current()
    assert path is not None
    return path


def test_without_an_index_readers_get_a_plain_notice(engine):
    with pytest.raises(IndexUnavailable, match="not been built"):
        engine.search(Request())
    assert not engine.status().ready
    assert "rebuild_search" in engine.status().problem


def test_a_rebuild_replaces_everything_and_removes_the_old_file(engine):
    assert engine.rebuild([thing(1), thing(2)]) == 2
    before = served(engine)
    assert engine.rebuild([thing(3)]) == 1
    assert ids(engine) == [3]
    assert not before.exists()
    assert len(list(engine.files.folder.glob("*.sqlite"))) == 1


def test_documents_that_come_twice_or_are_not_public_are_left_out(engine):
    assert engine.rebuild([thing(1), thing(1), thing(2, public=False)]) == 1


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


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_litter(engine):
    engine.rebuild([thing(1)])

    def documents():
        yield thing(2)
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        engine.rebuild(documents())
    assert ids(engine) == [1]
    assert not list(engine.files.folder.glob("building-*"))


def test_changes_made_during_a_rebuild_are_kept(engine):
    engine.rebuild([thing(1, body="old"), thing(2), thing(4)])

    def documents():
        yield thing(1, body="old")
        yield thing(2)
        yield thing(4)
        engine.put([thing(1, title="New"), thing(3)])
        engine.delete(["thing:2"])

    engine.rebuild(documents())
    assert ids(engine) == [1, 3, 4]
    assert {d.title for d in engine.search(Request()).documents} >= {"New"}


def test_changes_made_during_the_first_rebuild_are_kept(engine):
    def documents():
        yield thing(1)
        engine.put([thing(2)])
        with pytest.raises(IndexUnavailable):
            engine.search(Request())

    engine.rebuild(documents())
    assert ids(engine) == [1, 2]


def test_changes_before_the_first_rebuild_do_not_pretend_to_be_an_index(engine):
    engine.put([thing(1)])
    assert not engine.status().ready


def test_two_rebuilds_at_once_are_refused(engine):
    def documents():
        yield thing(1)
        with pytest.raises(RebuildRunning):
            EmbeddedEngine(engine.files.folder).rebuild([thing(2)])

    engine.rebuild(documents())
    assert ids(engine) == [1]


def test_a_killed_rebuild_leaves_the_old_index_serving(engine):
    engine.rebuild([thing(1)])
    script = f"""
        import sys, time
        sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "platform")!r}]
        import os
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        import django
        django.setup()
        from pathlib import Path
        from search.concepts import Thesaurus, provide
        from search.engines.embedded import EmbeddedEngine
        from tests.search.conftest import thing
        provide(Thesaurus)
        def documents():
            for number in range(10, 2_000):
                yield thing(number)
                if number == 1_500:
                    print("half", flush=True)
                    time.sleep(60)
        EmbeddedEngine(Path({str(engine.files.folder)!r})).rebuild(documents())
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "half\n"
    assert list(engine.files.folder.glob("building-*"))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert ids(engine) == [1]
    assert engine.rebuild([thing(2)]) == 1
    assert ids(engine) == [2]
    assert not list(engine.files.folder.glob("building-*"))


def test_a_large_rebuild_gives_the_same_index_from_a_second_process(engine, monkeypatch):
    monkeypatch.setattr(embedded_rows, "ALONE", 1)
    documents = [thing(n, body=f"tea word{n}", tags="šola") for n in range(1, 1_001)]
    assert engine.rebuild(documents) == 1_000
    assert engine.known_tokens(["word900", "sola"]) == {
        "word900": ("en_word900",),
        "sola": ("en_sola",),
    }
    assert engine.search(Request(limit=1)).total == 1_000


def test_a_damaged_file_is_noticed_and_set_aside(engine):
    engine.rebuild([thing(n, body="tea " * 50) for n in range(300)])
    path = served(engine)
    size = path.stat().st_size
    with open(path, "r+b") as file:
        for at in range(0, size, 4096):
            file.seek(at)
            file.write(os.urandom(2048))
    fresh = EmbeddedEngine(engine.files.folder)
    with pytest.raises(IndexUnavailable):
        fresh.search(Request())
    assert not fresh.status().ready
    assert fresh.rebuild([thing(1)]) == 1
    assert ids(fresh) == [1]


def test_a_file_that_is_no_database_or_empty_or_gone_is_noticed(engine):
    for spoil in (lambda p: p.write_bytes(b"no database" * 1000), lambda p: p.write_bytes(b""),
                  lambda p: p.unlink()):  # fmt: skip
        engine.rebuild([thing(1)])
        spoil(served(engine))
        fresh = EmbeddedEngine(engine.files.folder)
        assert not fresh.status().ready
        fresh.put([thing(2)])
        assert fresh.rebuild([thing(2), thing(3)]) == 2
        assert ids(fresh) == [2, 3]


def test_an_index_of_another_version_is_not_read(engine, monkeypatch):
    engine.rebuild([thing(1)])
    monkeypatch.setattr(embedded_store, "SCHEMA_VERSION", 99)
    fresh = EmbeddedEngine(engine.files.folder)
    assert "another version" in fresh.status().problem
    fresh.rebuild([thing(2)])
    assert ids(fresh) == [2]


def test_a_change_shows_at_once_in_another_process_and_moves_the_generation(engine):
    other = EmbeddedEngine(engine.files.folder)
    engine.rebuild([thing(1, facets={"theme": ("work",)})])
    assert ids(other) == [1]
    before = other.generation()
    engine.put([thing(2, facets={"theme": ("housing",)})])
    assert ids(other) == [1, 2]
    assert other.generation() != before
    assert set(other.facet_values("theme")) == {"work", "housing"}
    engine.delete(["thing:1", "thing:unknown"])
    assert ids(other) == [2]
    assert set(other.facet_values("theme")) == {"housing"}


def test_an_updated_document_is_found_by_its_new_words_only(engine, settings):
    from search.engines.embedded_match import matching  # noqa: PLC0415

    engine.rebuild([thing(1, body="apples", title="Fruit"), thing(2, body="apples")])
    engine.put([thing(1, body="pears", title="Fruit")])
    with engine._access.reading() as (_, connection):
        assert list(matching(connection, '"en_appl"')) == [2]
        assert list(matching(connection, '"en_pear"')) == [1]
        connection.execute("COMMIT")
        connection.execute("INSERT INTO tokens (tokens) VALUES ('integrity-check')")
        connection.execute("BEGIN")
    assert engine.suggest(("fru",), "thing", 5)[0].label == "Fruit"


def test_documents_are_known_by_all_their_rows(engine):
    engine.rebuild([thing(1, pks=(1, 7)), thing(2)])
    assert [d.id for d in engine.documents_of("thing", 7)] == [1]
    engine.delete(["thing:1"])
    assert engine.documents_of("thing", 7) == []


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
        for number in range(start, start + 15):
            engine.put([thing(number)])
            engine.delete([f"thing:{number}"])

    readers = [threading.Thread(target=attempt, args=(read,)) for _ in range(3)]
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


def test_a_large_index_refreshes_quickly_after_a_change(engine):
    engine.rebuild([thing(n, city=f"City {n % 100}") for n in range(3_000)])
    engine.search(Request())
    engine.put([thing(5000)])
    start = time.perf_counter()
    assert engine.search(Request()).total == 3_001
    assert time.perf_counter() - start < 0.25
