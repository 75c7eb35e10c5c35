"""Databases for tests whose site is a process of its own."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

# So often is tried, a second apart, to drop a database that the server is tidying up.
TRIES = 120


@contextmanager
def empty_database(purpose: str, server: str = "") -> Iterator[str]:
    """Make an empty database where `server` names a PostgreSQL, and drop it afterwards.

    `server`: URL of a database there, by default DATABASE_URL. Yields the URL of the new one; an
    empty text for SQLite, where a site makes its own file.
    """
    given = server or os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield ""
        return
    import psycopg  # noqa: PLC0415  (only where it is used)

    name = f"crocevia_{purpose}_{secrets.token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            _drop(server, name)


def _drop(server: Any, name: str) -> None:
    """Drop a database, whoever is connected. Autovacuum belongs to the administrator, and only
    they may end it; it ends by itself."""
    from psycopg.errors import InsufficientPrivilege, ObjectInUse  # noqa: PLC0415

    for left in reversed(range(TRIES)):
        try:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        except (InsufficientPrivilege, ObjectInUse):
            if not left:
                raise
            time.sleep(1)
        else:
            return
