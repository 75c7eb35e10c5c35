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
from django.http import HttpRequest

SITE = "site"


def _key(name: str) -> str:
    return f"{name}-generation"


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / ("generation" if name == SITE else _key(name))


def current(name: str = SITE) -> str:
    """Return the present generation of the site, or of the part of it called `name`."""
    if settings.REDIS_URL:
        return str(cache.get(_key(name), 0))
    try:
        state = os.stat(_file(name))
    except FileNotFoundError:
        return "0"
    return f"{state.st_mtime_ns}-{state.st_size}"


def advance(name: str = SITE) -> None:
    """Move the generation on, now."""
    if settings.REDIS_URL:
        cache.add(_key(name), 0, None)
        cache.incr(_key(name))
        return
    path = _file(name)
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


def answer_for_now(request: HttpRequest) -> None:
    """Say that the answer to a request is of the moment, so that no cache may keep it: a part of
    the site is away, and no generation says when it is back."""
    request.for_now = True  # type: ignore[attr-defined]  # on its way to `is_for_now`


def is_for_now(request: HttpRequest) -> bool:
    """Tell whether `answer_for_now` was said of a request."""
    return getattr(request, "for_now", False)
