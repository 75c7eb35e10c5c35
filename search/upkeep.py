"""What keeps the indexes well without anybody's asking: built, and up to date.

A thread of the process that starts the server (`manage.py serve`). It looks every few seconds; a
site whose workers are started in another way calls `look_after` from a timer or a task. Each
worker also gets ready for its first question (`prepare`).
"""

import gc
import logging
import os
import sys
import threading
import time
from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections, connections

from search import analysis, changes
from search.actions import rebuild_store, work_off_outbox
from search.concepts import thesaurus
from search.engines import IndexUnavailable, RebuildRunning, Store, get_engine
from search.everyday import senses

log = logging.getLogger(__name__)
EVERY_SECONDS = 3.0
FIRST_PAGE_SECONDS = 2.0
# After a rebuild that failed.
PATIENCE_SECONDS = 30.0
# On a core that is wanted by both, who reads and writes comes first (nice, from 0 to 19).
MAKES_WAY = 10


def start() -> None:
    """Look after the indexes in the background until this process ends."""
    if settings.SEARCH_UPKEEP:
        threading.Thread(target=_run, name="search-upkeep", daemon=True).start()


def prepare() -> threading.Thread | None:
    """Learn in the background what the first question to this process would have to wait for:
    thesaurus and everyday words of all languages, which take some seconds.

    Returns the thread that learns; None where the site says that nothing runs in the background.
    """
    if not settings.SEARCH_UPKEEP:
        return None
    thread = threading.Thread(target=_prepare, name="search-prepare", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    # The page that the worker was started for comes first.
    time.sleep(FIRST_PAGE_SECONDS)
    try:
        for code in analysis.LANGUAGES:
            thesaurus().matcher(code)
            senses(code)
        thesaurus().has_word("")
        get_engine().status()
        # What was learned stays: Python's collector would look through all of it again and again,
        # a quarter of a second in the middle of somebody's question.
        gc.freeze()
    except Exception:
        log.exception("Search could not get ready; the first question will take longer")
    finally:
        connections.close_all()


def _run() -> None:
    _make_way()
    while True:
        try:
            close_old_connections()
            pause = EVERY_SECONDS if look_after() else PATIENCE_SECONDS
        except Exception:
            log.exception("Looking after the search indexes failed; it is tried again")
            pause = PATIENCE_SECONDS
        finally:
            connections.close_all()
        time.sleep(pause)


def _make_way() -> None:
    """Let readers and writers go first: this thread alone makes way, and the processes that it
    starts for a rebuild. Only on Linux does a thread have a priority of its own."""
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    with suppress(OSError):
        before = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(before, MAKES_WAY))


def look_after() -> bool:
    """Build each index that is missing, of another version, lost, or older than names of terms,
    and work off the outbox.

    Returns False if an index could not be built. Never raises IndexUnavailable.
    """
    built = [_build_if_needed(store) for store in get_engine().stores()]
    work_off_outbox()
    return all(built)


def _build_if_needed(store: Store) -> bool:
    name = store.name
    if not (store.is_missing() or changes.is_lost(name) or changes.are_labels_stale(name)):
        return True
    log.info("Building the index of %s", store.name)
    try:
        count = rebuild_store(store)
    except RebuildRunning:
        return True
    except IndexUnavailable as error:
        log.warning("The index of %s could not be built: %s", store.name, error)
        return False
    log.info("Built the index of %s: %s documents", store.name, count)
    return True
