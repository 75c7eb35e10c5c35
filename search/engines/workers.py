"""Processes of its own for a large rebuild, which analyse texts on all cores."""

import gc
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import current_process, get_context

# Each holds a thesaurus and the words of ten languages in memory.
MOST = 4


def may_start() -> bool:
    """Tell whether other processes would help, and are allowed: a server's worker can be a
    "daemon", which Python lets have none of its own."""
    return (os.cpu_count() or 1) > 1 and not current_process().daemon


def count() -> int:
    """Return how many there are: one for each core, since whoever starts them mostly waits."""
    return min(MOST, os.cpu_count() or 1)


def pool(begin: Callable[..., None], *arguments: object) -> ProcessPoolExecutor:
    """Return the processes; each calls `begin` with the arguments first. "spawn": a forked one
    would share database connections and locks with this process."""
    # Made into bytes once, and not for each process again.
    packed = pickle.dumps(arguments)
    return ProcessPoolExecutor(
        count(), mp_context=get_context("spawn"), initializer=_begin, initargs=(begin, packed)
    )


def _begin(begin: Callable[..., None], packed: bytes) -> None:
    """What is learned here stays until the process ends: Python's collector, which would look
    through all of it again and again, is told to leave it alone."""
    gc.disable()
    begin(*pickle.loads(packed))  # noqa: S301  bytes of the process that started this one
    gc.freeze()
    gc.enable()
