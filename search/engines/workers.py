"""Processes of its own for a large rebuild, which analyse texts on all cores."""

import os
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
    """Return the processes; each calls `begin` first. "spawn": a forked one would share database
    connections and locks with this process."""
    return ProcessPoolExecutor(
        count(), mp_context=get_context("spawn"), initializer=begin, initargs=arguments
    )
