"""How processes hear of each other's events: references only, a channel and a number.

Without Redis there is one process and nothing to do. With Redis each hub has two connections of its
own, one that listens and one that tells. Pub/Sub loses what is told while a line is cut, without
an error; so the bus tells itself something every few seconds, and when that does not come back, it
subscribes anew and the hub reads from the database where its channels are.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import redis
import redis.asyncio
from redis.asyncio.client import PubSub

log = logging.getLogger(__name__)
TOPIC = "crocevia-live"
SELF_BEAT = 5.0
# A line that hangs must not hang what is behind it.
PATIENCE = 2.0
END_SECONDS = 0.5
MOST_WAITING = 10_000

Told = dict[str, Any]


class RedisBus:
    """Tells other hubs what happens here, and the hub of this process what happens elsewhere.

    `hear` takes a reference; `missed` is awaited after something may have been lost.
    """

    def __init__(
        self,
        url: str,
        hear: Callable[[Told], None],
        missed: Callable[[], Awaitable[None]],
        *,
        topic: str = TOPIC,
        beat: float = SELF_BEAT,
    ) -> None:
        self.hear, self.missed, self.topic, self.beat = hear, missed, topic, beat
        self.process = uuid.uuid4().hex
        # The listener waits as long as it takes: a socket timeout would end an idle one.
        self._ear = redis.asyncio.Redis.from_url(url, socket_connect_timeout=PATIENCE)
        self._mouth = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        )
        self._waiting: asyncio.Queue[Told] = asyncio.Queue(MOST_WAITING)
        self._listening = asyncio.Event()
        self._has_listened = self._is_ending = False
        self._heard_self = asyncio.Event()
        self._ear_task: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen, to tell and to beat."""
        loop = asyncio.get_running_loop()
        self._ear_task = loop.create_task(self._listen())
        self._tasks = [loop.create_task(self._talk()), loop.create_task(self._watch())]

    async def stop(self) -> None:
        """End all of it."""
        tasks = [*self._tasks, *([self._ear_task] if self._ear_task else [])]
        self._is_ending = True
        left = set(tasks)
        while left:
            # Again, until all have ended: a line that breaks at that moment can swallow one.
            for task in left:
                task.cancel()
            _ended, left = await asyncio.wait(left, timeout=END_SECONDS)
        await asyncio.gather(*tasks, return_exceptions=True)
        for one in (self._ear, self._mouth):
            with suppress(redis.RedisError, OSError):
                await one.aclose()

    def send(self, told: Told) -> None:
        """Let something be told. It is lost where Redis is away; the database has it."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait({**told, "process": self.process})

    async def ready(self) -> None:
        """Return once the bus listens."""
        await self._listening.wait()

    async def _talk(self) -> None:
        while not self._is_ending:
            told = await self._waiting.get()
            try:
                await self._mouth.publish(self.topic, json.dumps(told))
            except (redis.RedisError, OSError) as error:
                log.warning("The bus could not tell: %s", error)

    async def _listen(self) -> None:
        """Listen until the end; a line that breaks is opened again."""
        while not self._is_ending:
            ear = self._ear.pubsub(ignore_subscribe_messages=False)
            try:
                await ear.subscribe(self.topic)
                await self._hear_all(ear)
            except (redis.RedisError, OSError) as error:
                log.warning("The bus hears nothing: %s", error)
            finally:
                self._listening.clear()
                with suppress(Exception):
                    await ear.aclose()
            await asyncio.sleep(min(1.0, self.beat))

    async def _hear_all(self, ear: PubSub) -> None:
        async for message in ear.listen():
            if message["type"] == "subscribe":
                # A line that broke is open again: redis-py did it by itself and says so only by
                # this, or `_listen` did, maybe between two beats that both came back.
                is_back, self._has_listened = self._has_listened, True
                self._listening.set()
                if is_back:
                    await self._look()
            elif message["type"] == "message":
                self._take(message["data"])

    def _take(self, raw: bytes) -> None:
        try:
            told = json.loads(raw)
            if told.get("process") == self.process:
                if told.get("kind") == "beat":
                    self._heard_self.set()
                return
            self.hear(told)
        except Exception:
            log.exception("The bus heard something that it does not understand")

    async def _watch(self) -> None:
        """Beat; when the last beat did not come back, something may be lost."""
        was_well = False
        while not self._is_ending:
            self._heard_self.clear()
            self.send({"kind": "beat"})
            try:
                async with asyncio.timeout(self.beat):
                    await self._heard_self.wait()
                if not was_well:
                    # What was told before this line was open was not heard.
                    await self._look()
                was_well = True
                await asyncio.sleep(self.beat)
            except TimeoutError:
                was_well = False
                await self._look()
                self._listen_anew()

    def _listen_anew(self) -> None:
        if self._is_ending:
            return
        if self._ear_task is not None:
            self._ear_task.cancel()
        self._ear_task = asyncio.get_running_loop().create_task(self._listen())

    async def _look(self) -> None:
        try:
            await self.missed()
        except Exception:
            log.exception("The hub could not find out what it missed")
