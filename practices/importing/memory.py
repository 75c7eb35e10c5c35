"""Keeping an import small, however large the file is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

SQLITE_BYTES = 16 * 1024 * 1024


@contextmanager
def small_sqlite() -> Iterator[None]:
    """Let SQLite keep fewer pages in memory, in the database and in the search index together.

    A server's worth of page cache helps readers; someone who writes everything once gains little
    from it. The limit is one for the whole process, so any connection can set it.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        before = connection.execute("PRAGMA soft_heap_limit").fetchone()[0]
        connection.execute(f"PRAGMA soft_heap_limit = {SQLITE_BYTES}")
        try:
            yield
        finally:
            connection.execute(f"PRAGMA soft_heap_limit = {before}")
