"""The one hub of this process, and the door through which the rest of the site tells it something.

`tell` may be called from any thread and never raises: what it tells of is committed, and clients
find it themselves when nobody tells them.
"""

import asyncio
import json
import logging
import threading
import time
from typing import Any

import redis
from django.conf import settings

from discussion.live import threads
from discussion.live.bus import PATIENCE, TOPIC, RedisBus
from discussion.live.hub import Hub
from discussion.live.presence import NOBODY_HERE, Here

log = logging.getLogger(__name__)
# After Redis did not answer a process without a hub.
PAUSE = 10.0

_hub: Hub | None = None
_lock = threading.Lock()
_mouth: redis.Redis | None = None
_quiet_until = 0.0


def hub() -> Hub:
    """Return the hub of this process, which begins with the first call. In the event loop only."""
    global _hub
    loop = asyncio.get_running_loop()
    if _hub is None or _hub.loop is not loop:
        _hub = Hub()
        if settings.REDIS_URL:
            _hub.bus = RedisBus(settings.REDIS_URL, _hub.hear, _hub.refresh)
            _hub.bus.start()
        _hub.start()
    return _hub


def presence(channel_id: int) -> Here | None:
    """Return who follows a channel in all processes, as they last told. None where nobody does, or
    where this process has heard of none. From any thread."""
    there = _hub
    here = there.company.here(channel_id) if there is not None else NOBODY_HERE
    return here if here.people else None


async def close() -> None:
    """End the hub of this process: sockets are closed, clients go to another process."""
    global _hub
    ended = _hub
    if ended is None or ended.is_ending:
        return
    await ended.stop()
    _hub = None
    if ended.bus is not None:
        await ended.bus.stop()
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


def tell(told: dict[str, Any]) -> None:
    """Tell the hubs of all processes of an event or of rights that changed."""
    try:
        there = _hub
        if there is not None and not there.loop.is_closed():
            there.loop.call_soon_threadsafe(_tell_here, there, told)
        elif settings.REDIS_URL:
            _tell_directly(told)
    except Exception:
        log.exception("The live hub was not told")


def _tell_here(there: Hub, told: dict[str, Any]) -> None:
    there.hear(told)
    if there.bus is not None:
        there.bus.send(told)


def _tell_directly(told: dict[str, Any]) -> None:
    """Tell from a process without a hub: a command, a task. Not again soon where Redis is away."""
    global _mouth, _quiet_until
    with _lock:
        if time.monotonic() < _quiet_until:
            return
        try:
            _mouth = _mouth or redis.Redis.from_url(
                settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
            )
            _mouth.publish(TOPIC, json.dumps(told))
        except redis.RedisError:
            _quiet_until = time.monotonic() + PAUSE
            raise
