"""A writer in a discussion: keeps each text until it is acknowledged, as a browser does."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.load.lean import ask

# A person may write five times in ten seconds.
PACE = 2.1
LETTERS = "crossing roads and meeting people "


@dataclass
class Writer:
    """Writes, and now and then changes or deletes what it wrote (`changes`: how often, 0 to 1).

    Each message is posted `copies` times at once. `began` says when the first attempt to send a
    message was made, `acknowledged` are those whose client id came back.
    """

    urls: Sequence[str]
    channel: int
    session: str
    pace: float = PACE
    copies: int = 1
    changes: float = 0.0
    length: int = 0
    began: dict[str, float] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)
    deeds: list[tuple[str, int, str]] = field(default_factory=list)
    attempts: int = 0
    refused: int = 0
    is_over: bool = False

    async def live(self) -> None:
        """Write until it is over; what is on its way is still delivered."""
        await asyncio.sleep(random.uniform(0, self.pace))
        while not self.is_over:
            client_id = str(uuid4())
            self.began[client_id] = time.time()
            while not await self._post_all(client_id):
                await asyncio.sleep(random.uniform(0.1, 0.6))
            self.acknowledged.append(client_id)
            if random.random() < 0.2:
                # The answer was lost, so the browser sends it again.
                await self._post(client_id)
            await asyncio.sleep(random.uniform(0.6, 1.4) * self.pace)
            if self.own and not self.is_over and random.random() < self.changes:
                await self._change(random.choice(list(self.own)))
                await asyncio.sleep(self.pace)

    async def _post_all(self, client_id: str) -> bool:
        return any(await asyncio.gather(*(self._post(client_id) for _at in range(self.copies))))

    async def _post(self, client_id: str) -> bool:
        more = (LETTERS * (self.length // len(LETTERS) + 1))[: self.length]
        fields = {"body": f"Message {client_id} {more}", "client_id": client_id, "shown_as": "city"}
        _status, data = await self._ask(f"/en/discussion/{self.channel}/", fields)
        if data is None or data.get("client_id") != client_id:
            return False
        self.own[client_id] = data["message"]["id"]
        return True

    async def _ask(self, path: str, fields: dict[str, Any]) -> tuple[int, Any]:
        self.attempts += 1
        try:
            status, data = await ask(random.choice(self.urls), path, self.session, fields)
        except (OSError, EOFError, TimeoutError, ValueError):
            return 0, None
        self.refused += status >= 400
        return status, data

    async def _change(self, client_id: str) -> None:
        """Change or delete a message; noted once the server says that it is done."""
        what = random.choice(("edit", "edit", "delete"))
        pk, mark = self.own[client_id], uuid4().hex
        fields = {"body": f"Changed {mark}"} if what == "edit" else {}
        for _at in range(20):
            status, _data = await self._ask(f"/en/discussion/message/{pk}/{what}/", fields)
            if status == 200:
                self.deeds.append((what, pk, mark))
            if status not in (0, 429, 500, 503):
                break
            await asyncio.sleep(random.uniform(0.3, 0.8))
        if what == "delete":
            self.own.pop(client_id, None)
