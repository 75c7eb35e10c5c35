"""The site's generation: a number that moves on whenever something public changes.

What is kept in caches carries the generation in its key, so moving it on makes all of it stale
at once, in every process. With Redis it is a counter there; without, a small file in DATA_DIR,
read by its time of change (a microsecond), so that a command in another process counts too.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

_KEY = "site-generation"


def _file() -> Path:
    return Path(settings.DATA_DIR) / "generation"


def current() -> str:
    """Return the present generation."""
    if settings.REDIS_URL:
        return str(cache.get(_KEY, 0))
    try:
        state = os.stat(_file())
    except FileNotFoundError:
        return "0"
    return f"{state.st_mtime_ns}-{state.st_size}"


def advance() -> None:
    """Move the generation on, now."""
    if settings.REDIS_URL:
        cache.add(_KEY, 0, None)
        cache.incr(_KEY)
        return
    path = _file()
    try:
        # The size changes as well, for file systems with coarse times.
        size = path.stat().st_size if path.exists() else 0
        path.write_text("." * (size % 64 + 1))
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(".")


def advance_on_commit() -> None:
    """Move the generation on once the present transaction is committed."""
    transaction.on_commit(advance, robust=True)
