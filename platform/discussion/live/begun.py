"""Work that is begun at once, and becomes a task only if it has to wait."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any


def begin(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None] | None":
    """Do of `work` what can be done now. Return None if that was all of it, else a task that does
    the rest. Raises what the first part raises; what the rest raises is the task's.

    A task of its own would begin with the loop's next turn and costs several times as much as it
    takes to hand a frame to a line that is free. Python 3.12 has eager tasks for this.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    return asyncio.create_task(_finish(_Rest(work, waits_for)))


async def _finish(rest: "_Rest") -> None:
    await rest


class _Rest:
    """What is left of a coroutine that waits for something already."""

    def __init__(self, work: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self.work = work
        self.waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        """Let the task wait for what the coroutine waits for, and pass on to it what comes."""
        waits_for = self.waits_for
        go_on: Callable[[], Any]
        while True:
            try:
                yield waits_for
            except BaseException as error:
                go_on = partial(self.work.throw, error)
            else:
                go_on = partial(self.work.send, None)
            try:
                waits_for = go_on()
            except StopIteration:
                return
