"""Connections to the served index: one consistent view to read, one transaction to write.

Whatever goes wrong with the file ends here as IndexUnavailable; a damaged file is set aside.
"""

import contextlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from search.engines import IndexNotBuilt, IndexUnavailable
from search.engines import embedded_store as store
from search.engines.embedded_files import IndexFiles

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
MISSING = "The search index has not been built yet (manage.py rebuild_search)"
OUTDATED = "The search index was made by another version (manage.py rebuild_search)"


@dataclass(frozen=True)
class Held:
    """A thread's open connection. SQLite forbids its use in another process."""

    path: Path
    connection: sqlite3.Connection
    process: int


_inherited: list[Held] = []


class Access:
    """Opens the served index for each thread, and notices when another is served."""

    def __init__(self, files: IndexFiles) -> None:
        self.files = files
        self._local = threading.local()
        self._checked: tuple[Path, str] | None = None

    @contextlib.contextmanager
    def reading(self, even_incomplete: bool = False) -> Iterator[tuple[Path, sqlite3.Connection]]:
        """Give one consistent view of the served index. Raises IndexUnavailable."""
        path, connection = self._open_served()
        with self._noticing_damage(path):
            if connection.in_transaction:
                yield path, connection
                return
            connection.execute("BEGIN")
            try:
                if not even_incomplete and self._checked != (path, store.version()):
                    _check(connection)
                    self._checked = (path, store.version())
                yield path, connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextlib.contextmanager
    def changing(self) -> Iterator[store.Changes]:
        """Give a write transaction on the index that is served when it begins."""
        path, connection = self._begin_writing()
        with self._noticing_damage(path):
            try:
                yield store.Changes(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _begin_writing(self) -> tuple[Path, sqlite3.Connection]:
        while True:
            path = self.current_for_writing()
            try:
                connection = self._connection(path)
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.DatabaseError as error:
                if self.files.current() == path:
                    self._give_up(path, error)
                continue
            # A rebuild may have put another file in place while this one waited for the lock.
            if self.files.current() == path:
                return path, connection
            connection.execute("ROLLBACK")

    def current_for_writing(self) -> Path:
        """Return the served index. Where there is none, an empty one notes changes until the
        first rebuild takes them over; readers are not shown it."""
        path = self.files.current()
        if path is not None and self._is_usable(path):
            return path
        with self.files.lock("create", wait=True):
            path = self.files.current()
            if path is None or not self._is_usable(path):
                path = self.files.new_name("search")
                store.create(path).close()
                self.files.serve(path)
        return path

    def _is_usable(self, path: Path) -> bool:
        try:
            return store.meta(self._connection(path), "version") == store.version()
        except sqlite3.DatabaseError as error:
            self._close()
            # A passing trouble (locked, too many open files) must not cost the site its index.
            lost = not path.exists() or "no such table" in str(error) or _is_damage(error)
            return not lost

    def _open_served(self) -> tuple[Path, sqlite3.Connection]:
        while True:
            path = self.files.current()
            if path is None:
                raise IndexNotBuilt(MISSING)
            try:
                return path, self._connection(path)
            except sqlite3.DatabaseError as error:
                # A rebuild may have replaced and removed the file between the two steps.
                if self.files.current() == path:
                    self._give_up(path, error)

    def _connection(self, path: Path) -> sqlite3.Connection:
        """Return this thread's connection to `path`."""
        held: Held | None = getattr(self._local, "held", None)
        if held is not None:
            if held.path == path and held.process == os.getpid():
                return held.connection
            self._close()
        connection = store.connect(path)
        self._local.held = Held(path, connection, os.getpid())
        return connection

    def _close(self) -> None:
        held: Held | None = getattr(self._local, "held", None)
        self._local.held = None
        if held is None:
            return
        if held.process != os.getpid():
            # Opened before this process was forked: closing it would drop the parent's locks.
            _inherited.append(held)
            return
        with contextlib.suppress(sqlite3.Error):
            held.connection.close()

    @contextlib.contextmanager
    def _noticing_damage(self, path: Path) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, zlib.error) as error:
            self._give_up(path, error)

    def _give_up(self, path: Path, error: Exception) -> NoReturn:
        self._close()
        if _is_damage(error):
            self.files.set_aside(path)
            raise IndexUnavailable(f"The search index was damaged: {error}") from error
        raise IndexUnavailable(f"The search index does not answer: {error}") from error


def _is_damage(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, zlib.error) or (code is not None and code & 0xFF in DAMAGED)


def _check(connection: sqlite3.Connection) -> None:
    if store.meta(connection, "version") != store.version():
        raise IndexUnavailable(OUTDATED)
    if not store.meta(connection, "complete"):
        raise IndexUnavailable(MISSING)
