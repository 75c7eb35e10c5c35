"""One rebuild at a time, on however many machines."""

import contextlib
from collections.abc import Iterator

from django.db import connection

from search.engines import RebuildRunning

# Any number that nothing else in this database uses.
REBUILD = 0x5EA2C4


@contextlib.contextmanager
def only_rebuild() -> Iterator[None]:
    """Keep other machines from rebuilding. Raises RebuildRunning.

    The engines' own locks keep other processes of this machine away. PostgreSQL frees this one
    when the connection ends, so also when the process is killed.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [REBUILD])
        if not cursor.fetchone()[0]:
            raise RebuildRunning("The search index is being rebuilt already")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [REBUILD])
