"""Build a new index beside the served one, take over what changed meanwhile, and swap.

Python analyses in the calling thread while SQLite indexes in another, outside Python's lock: two
cores are used without a second process.
"""

import os
import queue
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from search import analysis
from search.documents import Document, pack, unpack
from search.engines import Progress
from search.engines import embedded_store as store
from search.engines.embedded_files import IndexFiles

BATCH = 250
WAITING_BATCHES = 8
# Large enough that the index is written in few pieces which need no merging.
HASH_BYTES = 96 << 20
USUAL_HASH_BYTES = 1 << 20
Rows = dict[str, list[tuple[Any, ...]]]

STATEMENTS = {
    "docs": "INSERT INTO docs VALUES (?, ?, ?, ?, 0, ?)",
    "tokens": f"INSERT INTO tokens {store.TOKEN_COLUMNS}",
    "titles": "INSERT INTO titles VALUES (?, ?, ?, ?, ?, ?)",
    "title_words": "INSERT INTO title_words (rowid, words) VALUES (?, ?)",
    "parts": "INSERT OR IGNORE INTO parts VALUES (?, ?, ?)",
    "words": "INSERT OR IGNORE INTO words VALUES (?, ?)",
    "facets": "INSERT INTO facets VALUES (?, ?, 0, ?)",
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
    connection.execute("INSERT INTO tokens (tokens, rank) VALUES ('hashsize', ?)", (HASH_BYTES,))
    connection.execute("INSERT INTO tokens (tokens, rank) VALUES ('automerge', 0)")
    connection.execute("BEGIN")
    writer = _Writer(connection)
    collector = _Collector()
    try:
        for document in documents:
            if collector.add(document) and len(collector.rows["docs"]) >= BATCH:
                writer.put(collector.take())
                progress(BATCH)
        progress(len(collector.rows["docs"]))
        writer.put(collector.take_last())
    finally:
        writer.finish()
    connection.execute("COMMIT")
    return collector.count


def _finish(connection: sqlite3.Connection) -> None:
    connection.executescript(store.INDEXES)
    connection.execute(
        "INSERT INTO tokens (tokens, rank) VALUES ('hashsize', ?)", (USUAL_HASH_BYTES,)
    )
    connection.execute("INSERT INTO tokens (tokens, rank) VALUES ('automerge', 4)")
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


class _Collector:
    """Analyses documents into rows, and gathers the facets of all of them."""

    def __init__(self) -> None:
        self.count = 0
        self.rows = self._no_rows()
        self._keys: set[str] = set()
        self._facets: dict[tuple[str, str], array[int]] = {}
        self._analysers: dict[str, analysis.Analyser] = {}

    def add(self, document: Document) -> bool:
        """Take one document in; False if readers must not find it or it came before."""
        if not document.public or document.key in self._keys:
            return False
        self._keys.add(document.key)
        self.count += 1
        doc_id, rows = self.count, self.rows
        newest, checked = store.day_number(document.newest), store.day_number(document.checked)
        rows["docs"].append((doc_id, document.key, newest, checked, pack(document)))
        rows["tokens"].append((doc_id, *store.token_columns(document, self._analysers)))
        title = store.title_row(doc_id, document)
        rows["titles"].append(title)
        rows["title_words"].append((doc_id, title[5]))
        rows["parts"].extend((document.type, pk, doc_id) for pk in document.row_ids())
        for pair in store.facet_pairs(document):
            self._facets.setdefault(pair, array("I")).append(doc_id)
        return True

    def take(self) -> Rows:
        """Return the rows so far; words too, before an analyser forgets them."""
        rows, self.rows = self.rows, self._no_rows()
        for analyser in self._analysers.values():
            if len(analyser.known) > analysis.CACHE_SIZE * 3 // 4:
                rows["words"].extend(self._words(analyser))
                analyser.known.clear()
        return rows

    def take_last(self) -> Rows:
        """Return the remaining rows with all words and facets."""
        rows = self.take()
        for analyser in self._analysers.values():
            rows["words"].extend(self._words(analyser))
        for (facet, value), ids in self._facets.items():
            bitmap = BitMap(ids)
            bitmap.run_optimize()
            rows["facets"].append((facet, value, bitmap.serialize()))
        return rows

    @staticmethod
    def _words(analyser: analysis.Analyser) -> list[tuple[str, str]]:
        pairs = {(analysis.fold(word), token) for word, token in analyser.known.items() if token}
        return sorted(pairs)

    @staticmethod
    def _no_rows() -> Rows:
        return {name: [] for name in STATEMENTS}


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
                self._write(rows, self._connection.executemany)
            except BaseException as error:
                self._error = error

    @staticmethod
    def _write(rows: Rows, executemany: Callable[[str, list[tuple[Any, ...]]], Any]) -> None:
        for name, values in rows.items():
            if values:
                executemany(STATEMENTS[name], values)
