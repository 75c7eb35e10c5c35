"""Work that is begun at once, and becomes a task only if it has to wait."""

import asyncio

import pytest

from discussion.live.begun import begin


async def _work(done: list[str], *waits: "asyncio.Future[str]") -> None:
    done.append("begun")
    for one in waits:
        done.append(await one)


def test_what_need_not_wait_is_done_without_a_task():
    async def work():
        done: list[str] = []
        assert begin(_work(done)) is None
        assert done == ["begun"]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(work())


def test_what_waits_goes_on_as_often_as_it_has_to():
    async def work():
        first, second = (asyncio.get_running_loop().create_future() for _at in range(2))
        done: list[str] = []
        task = begin(_work(done, first, second))
        assert done == ["begun"]
        first.set_result("first")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not task.done()
        second.set_result("second")
        await task
        assert done == ["begun", "first", "second"]

    asyncio.run(work())


def test_an_error_at_once_is_raised_and_a_later_one_is_the_tasks():
    async def fails(wait: "asyncio.Future[None] | None") -> None:
        if wait is not None:
            await wait
        raise OSError("gone")

    async def work():
        with pytest.raises(OSError, match="gone"):
            begin(fails(None))
        wait = asyncio.get_running_loop().create_future()
        task = begin(fails(wait))
        wait.set_result(None)
        with pytest.raises(OSError, match="gone"):
            await task

    asyncio.run(work())


def test_to_cancel_it_cancels_the_work_and_what_it_waits_for():
    async def work():
        wait = asyncio.get_running_loop().create_future()
        seen: list[str] = []

        async def waits() -> None:
            try:
                await wait
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise

        task = begin(waits())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert seen == ["cancelled"]
        assert wait.cancelled()

    asyncio.run(work())
