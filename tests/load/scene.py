"""One fault: a channel of its own, a crowd, and how long everybody needed to be current again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.load.crowd import Crowd
from tests.load.invariants import Forbidden, broken
from tests.load.lean import ask
from tests.load.stage import Stage

# Nobody shows a text for longer than this after the right to it was taken away.
WITHDRAWN = 2.0
AT_THE_END = 30.0
WRITERS = 6


@dataclass
class Row:
    """A line of the table. `current` is the longest that anybody waited after a fault had ended,
    `limit` the longest that is allowed; `more` are figures of this fault alone."""

    fault: str
    readers: int = 0
    attempts: int = 0
    acknowledged: int = 0
    cuts: int = 0
    lost: int = 0
    doubled: int = 0
    holes: int = 0
    other_order: int = 0
    seen_wrongly: int = 0
    unexplained: int = 0
    current: float = 0.0
    limit: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing happened that must not."""
        counts = (self.lost, self.doubled, self.holes, self.other_order, self.seen_wrongly)
        return not any(counts) and not self.unexplained and not self.wrong and self.is_in_time

    @property
    def is_in_time(self) -> bool:
        """Tell whether everybody was current in time."""
        return 0 <= self.current <= self.limit


class Scene:
    """A channel that people read and write while something goes wrong."""

    def __init__(self, stage: Stage, fault: str, limit: float = 10.0) -> None:
        self.stage, self.row = stage, Row(fault, limit=limit)
        self.channel = stage.channel()
        self.forbidden: list[Forbidden] = []
        self.late: list[tuple[str, float]] = []
        self.crowd = Crowd()
        for server in stage.servers:
            if server.process is None or server.process.poll() is not None:
                server.start()

    def readers(self, count: int = 20, group: str = "readers", **values: Any) -> None:
        """Let readers come."""
        self._come("read", count=count, group=group, **values)

    def writers(self, count: int = WRITERS, *, roles: Sequence[str] = (), **values: Any) -> None:
        """Let people come who write."""
        sessions = self.stage.people(count, roles=list(roles))
        self._come("write", sessions=sessions, **values)

    def _come(self, what: str, **values: Any) -> None:
        self.crowd.ask(what, urls=self.stage.urls, channel=self.channel, **values)

    def catch_up(self, *, within: float | None = None, group: str = "") -> float:
        """Wait until everybody has what is in the log at this moment, and note how long it took."""
        limit = self.row.limit if within is None else within
        head = self.stage.head(self.channel)
        seconds = self.crowd.ask("current", head=head, within=limit, group=group)
        if seconds < 0:
            self.row.wrong.append(f"not current at {head} within {limit:g} s")
        if within is None:
            self.row.current = max(self.row.current, limit if seconds < 0 else seconds)
        return seconds

    def forbid(self, group: str, client_ids: Sequence[str], after: float) -> None:
        """Say what a group may not be sent (any more)."""
        self.forbidden.append(Forbidden(group, frozenset(client_ids), after))

    def forbid_later(self, group: str, since: float) -> None:
        """Say that a group may not be sent what is written more than two seconds later."""
        self.late.append((group, since + WITHDRAWN))

    def post(self, path: str, session: str, **fields: Any) -> int:
        """Post something as somebody; returns the status."""
        status, _data = asyncio.run(ask(self.stage.urls[0], path, session, fields))
        return status

    def end(self) -> Row:
        """Let everything that is on its way arrive, and judge what was recorded."""
        if left := self.crowd.ask("hush"):
            self.row.wrong.append(f"{left} writers never got an answer")
        self.catch_up(within=AT_THE_END)
        stored = self.stage.stored(self.channel)
        record = self.crowd.ask("record")
        self.crowd.end()
        for group, moment in self.late:
            written = [key for key, when in record["began"].items() if when > moment]
            self.forbid(group, written, 0.0)
        for name, count in broken(stored, record, self.forbidden).items():
            setattr(self.row, name, count)
        self.row.readers = sum(view["readers"] for view in record["views"])
        self.row.attempts, self.row.cuts = record["attempts"], record["cuts"]
        self.row.acknowledged = len(record["acknowledged"])
        self.row.more |= {"changes": len(record["deeds"]), "resets": record["resets"]}
        if not self.row.acknowledged:
            self.row.wrong.append("nothing was written")
        return self.row


def wait(seconds: float) -> None:
    """Let time pass: a fault lasts so long."""
    time.sleep(seconds)
