"""Build a new index beside the served one, take over what changed meanwhile, and swap.

The caller's thread reads documents, other processes analyse them (`embedded_rows`), and SQLite
indexes in a thread, outside Python's lock.
"""

import os
import queue
import sqlite3
import threading
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from search.documents import Document
from search.engines import Progress
from search.engines import embedded_store as store
from search.engines.embedded_files import IndexFiles
from search.engines.embedded_rows import BATCH, Numbered, Rows, analysed
from search.packing import unpack

WAITING_BATCHES = 8
# Large enough that the index is written in few pieces which need no merging.
HASH_BYTES = 96 << 20
USUAL_HASH_BYTES = 1 << 20

# Table and one row of it.
INSERTS = {
    "docs": ("INSERT INTO docs VALUES ", "(?, ?, ?, ?, 0, ?)"),
    "tokens": (store.INSERT_TOKENS.removesuffix("(?, ?, ?, ?, ?, ?)"), "(?, ?, ?, ?, ?, ?)"),
    "prominent": (store.INSERT_PROMINENT.removesuffix("(?, ?, ?, ?)"), "(?, ?, ?, ?)"),
    "titles": ("INSERT INTO titles VALUES ", "(?, ?, ?, ?, ?, ?)"),
    "title_words": ("INSERT INTO title_words (rowid, words) VALUES ", "(?, ?)"),
    "parts": ("INSERT OR IGNORE INTO parts VALUES ", "(?, ?, ?)"),
    "words": ("INSERT OR IGNORE INTO words VALUES ", "(?, ?)"),
    "facets": ("INSERT INTO facets VALUES ", "(?, ?, 0, ?)"),
}


def rebuild(files: IndexFiles, documents: Iterable[Document], progress: Progress) -> int:
    """Build, take over and swap; return the number of documents. Needs the rebuild lock.

    Killed at any moment it leaves the served index as it was; the next rebuild cleans up.
    """
    files.remove_leftovers()
    served = files.current()
    since = _last_change(served)
    path = files.new_name("building")
    connection = store.create(path, for_rebuild=True)
    try:
        count = _fill(connection, documents, progress)
        _finish(connection)
    except BaseException:
        connection.close()
        files.remove(path)
        raise
    connection.close()
    _swap(files, path, since)
    return count


def _last_change(served: Path | None) -> int:
    if served is None:
        return 0
    connection = store.connect(served)
    try:
        row = connection.execute("SELECT max(seq) FROM changes").fetchone()
        return int(row[0] or 0)
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, documents: Iterable[Document], progress: Progress) -> int:
    _tune(connection, HASH_BYTES, 0)
    connection.execute("BEGIN")
    writer = _Writer(connection)
    numbered = Numbered(documents)
    try:
        for rows, mentions in analysed(numbered.batches()):
            numbered.note(mentions)
            writer.put(rows)
            progress(len(rows["docs"]))
        writer.put({"facets": list(numbered.facets())})
    finally:
        writer.finish()
    connection.execute("COMMIT")
    return numbered.count


def _tune(connection: sqlite3.Connection, hash_bytes: int, automerge: int) -> None:
    for table in ("tokens", "prominent"):
        for option, value in (("hashsize", hash_bytes), ("automerge", automerge)):
            statement = f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)"  # noqa: S608
            connection.execute(statement, (option, value))


def _finish(connection: sqlite3.Connection) -> None:
    connection.executescript(store.INDEXES)
    _tune(connection, USUAL_HASH_BYTES, 4)
    connection.execute("UPDATE meta SET value = 1 WHERE name = 'complete'")
    connection.execute("PRAGMA journal_mode = WAL")


def _swap(files: IndexFiles, path: Path, since: int) -> None:
    """Repeat on the new index what changed on the old one, while nobody can write to that."""
    served = files.current()
    final = files.new_name("search")
    old = store.connect(served) if served else None
    try:
        if old is not None:
            old.execute("BEGIN IMMEDIATE")
            _take_over(old, path, since)
        _flush(path)
        path.rename(final)
        files.serve(final)
    finally:
        if old is not None:
            old.close()
    if served is not None:
        files.remove(served)


def _take_over(old: sqlite3.Connection, path: Path, since: int) -> None:
    keys = old.execute("SELECT DISTINCT key FROM changes WHERE seq > ?", (since,)).fetchall()
    new = store.connect(path)
    new.execute("BEGIN IMMEDIATE")
    changes = store.Changes(new)
    for (key,) in keys:
        row = old.execute("SELECT packed FROM docs WHERE key = ?", (key,)).fetchone()
        if row is None:
            changes.delete(key)
        else:
            changes.put(unpack(row[0]))
    new.execute("COMMIT")
    new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new.close()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)


class _Writer:
    """Writes rows in a thread of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: queue.Queue[Rows | None] = queue.Queue(WAITING_BATCHES)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="search-rebuild", daemon=True)
        self._thread.start()

    def put(self, rows: Rows) -> None:
        """Hand over rows; waits while too many are waiting. Raises what the thread met."""
        if self._error is None:
            self._waiting.put(rows)
        if self._error is not None:
            raise self._error

    def finish(self) -> None:
        """Wait until all is written. Raises what the thread met."""
        self._waiting.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (rows := self._waiting.get()) is not None:
            if self._error is not None:
                continue
            try:
                self._write(rows)
            except BaseException as error:
                self._error = error

    def _write(self, rows: Rows) -> None:
        """Many rows with one statement: SQLite works through them outside Python's lock, while
        with a statement for each row this thread would wait for the lock at every row."""
        for name, values in rows.items():
            start, row = INSERTS[name]
            for at in range(0, len(values), BATCH):
                batch = values[at : at + BATCH]
                statement = start + ", ".join([row] * len(batch))
                self._connection.execute(statement, list(chain.from_iterable(batch)))
