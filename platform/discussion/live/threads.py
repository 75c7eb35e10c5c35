"""Where the transport asks the database: threads of its own, so that the loop never waits.

Not `database_sync_to_async`: it closes SQLite's connection around every call (its age is 0), and
all of a process goes through one thread. Here two threads keep one connection each.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connections

Given = ParamSpec("Given")
Made = TypeVar("Made")
THREADS = 2
LOCKED_SECONDS = 2.0

_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None


async def in_thread(
    function: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs
) -> Made:
    """Return what `function` returns, called in a thread that has a database connection."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), lambda: _tidy(function, *args, **kwargs))


def _threads() -> ThreadPoolExecutor:
    global _pool
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        return _pool


def _tidy(function: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
    for one in connections.all(initialized_only=True):
        if one.settings_dict["CONN_MAX_AGE"]:
            one.close_if_unusable_or_obsolete()
    try:
        return _patiently(function, *args, **kwargs)
    except (DatabaseError, InterfaceError):
        # The next call begins with a new connection: the server may have been restarted.
        connections.close_all()
        raise


def _patiently(function: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
    """Call it again while SQLite says that somebody is writing: some of its locks do not wait."""
    end = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            return function(*args, **kwargs)
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)


def close() -> None:
    """End the threads and their connections; the next call begins anew."""
    global _pool
    with _lock:
        ended, _pool = _pool, None
    if ended is None:
        return
    meeting = threading.Barrier(THREADS)

    def leave() -> None:
        # Each thread takes one of these: none takes a second before all are here.
        meeting.wait(5)
        connections.close_all()

    for one in [ended.submit(leave) for _number in range(THREADS)]:
        one.result()
    ended.shutdown()
