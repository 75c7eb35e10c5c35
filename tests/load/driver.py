"""Clients of a discussion that keep a record: what was sent, acknowledged and shown.

They follow docs/live-protocol.md and nothing else: another client would do the same.
"""

import json
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from uuid import uuid4

from tests.discussion.live.wire import Closed, Wire, connect

SPREAD = 1.0
SILENCE = 50.0
PACE = 2.1


@dataclass
class Follower(threading.Thread):
    """A reader: applies each number once and in order, and goes on where it was after a cut."""

    url: str
    channel: int
    last: int = 0
    epoch: str = ""
    shown: list[tuple[int, str]] = field(default_factory=list)
    cuts: int = 0
    gaps: int = 0
    resets: int = 0
    lags: list[float] = field(default_factory=list)
    is_over: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Follow until it is over."""
        while not self.is_over:
            try:
                self._follow(connect(self.url))
            except (Closed, OSError):
                self.cuts += 1
                time.sleep(random.uniform(0, SPREAD))

    def _follow(self, wire: Wire) -> None:
        try:
            self._join(wire, "hello")
            heard_at = time.monotonic()
            while not self.is_over:
                try:
                    frame = wire.hear(within=0.5)
                except TimeoutError:
                    if time.monotonic() - heard_at > SILENCE:
                        return
                    continue
                heard_at = time.monotonic()
                self._take(frame, wire)
        finally:
            wire.close()

    def _join(self, wire: Wire, kind: str) -> None:
        cursor = {"epoch": self.epoch, "after": self.last}
        wire.send({"type": kind, "channels": {str(self.channel): cursor}})

    def _take(self, frame: dict, wire: Wire) -> None:
        kind = frame["type"]
        if kind == "events":
            self.epoch = frame["epoch"]
            for one in frame["events"]:
                self._apply(one, wire)
        elif kind == "resync" or (
            kind == "heads" and frame["heads"].get(str(self.channel), 0) > self.last
        ):
            self._join(wire, "join")
        elif kind == "reset":
            self.resets += 1

    def _is_behind(self, frame: dict) -> bool:
        return frame["heads"].get(str(self.channel), 0) > self.last

    def _apply(self, one: dict, wire: Wire) -> None:
        if one["seq"] <= self.last:
            return
        if one["seq"] > self.last + 1:
            self.gaps += 1
            self._join(wire, "join")
            return
        self.last = one["seq"]
        if one["kind"] == "created" and "client_id" in one.get("message", {}):
            self.shown.append((one["seq"], one["message"]["client_id"]))


@dataclass
class Sender(threading.Thread):
    """A writer: keeps each text until it is acknowledged, and sends some again although it was."""

    url: str
    channel: int
    session: str
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    attempts: int = 0
    is_over: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.token = "a" * 32

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Write until it is over; what is on its way is still delivered."""
        while not self.is_over:
            client_id = str(uuid4())
            self.sent.append(client_id)
            while not self._post(client_id):
                time.sleep(random.uniform(0.1, 0.6))
            self.acknowledged.append(client_id)
            if random.random() < 0.3:
                self._post(client_id)
            time.sleep(random.uniform(0.5, 1.5) * PACE)

    def _post(self, client_id: str) -> bool:
        self.attempts += 1
        fields = {"body": f"Message {client_id}", "client_id": client_id, "shown_as": "city"}
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "Accept": "application/json",
        }
        address = f"{self.url}/en/discussion/{self.channel}/"
        request = urllib.request.Request(address, data, headers)  # noqa: S310  (our own)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
                return json.loads(answer.read())["client_id"] == client_id
        except (OSError, ValueError, KeyError):
            return False
