"""What may go wrong, each as a function that does it to a scene, all of them bounded in time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.load.scene import Scene, wait

MOST_QUESTIONS = 3.0


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    kills: int = 20
    crowd: int = 500
    minute: float = 60.0
    rounds: int = 3


def kill(scene: Scene, sizes: Sizes) -> None:
    """Servers are killed at random moments, one or all of them at a time."""
    scene.readers(20)
    scene.writers(changes=0.2)
    servers = scene.stage.servers
    for _at in range(sizes.kills):
        wait(random.uniform(0.5, 3))
        victims = random.sample(servers, random.randint(1, len(servers)))
        for one in victims:
            one.kill()
        wait(random.uniform(0, 1))
        for one in victims:
            one.start()
    scene.catch_up()


def rolling(scene: Scene, sizes: Sizes) -> None:
    """Servers are ended as a new version is brought out, one after the other."""
    scene.readers(40)
    scene.writers(changes=0.2)
    for _at in range(sizes.rounds):
        for one in scene.stage.servers:
            wait(random.uniform(0.5, 2))
            one.end()
            one.start()
            scene.catch_up()


def five_times(scene: Scene, sizes: Sizes) -> None:
    """Every message is posted five times at once."""
    scene.readers(20)
    scene.writers(copies=5, pace=3.0)
    wait(5.0 * sizes.rounds)
    scene.catch_up()


def stalled(scene: Scene, sizes: Sizes) -> None:
    """One reader in twenty takes nothing for a while; nobody else may notice."""
    scene.readers(95)
    scene.readers(5, group="stalled", takes=4096)
    scene.writers(16, length=3500)
    wait(3)
    scene.crowd.ask("listen", group="stalled", on=False)
    end = time.monotonic() + 9.0 * sizes.rounds
    slowest = 0.0
    while time.monotonic() < end:
        wait(2)
        slowest = max(slowest, scene.catch_up(within=5, group="readers"))
    scene.row.more["others"] = slowest
    scene.crowd.ask("listen", group="stalled", on=True)
    scene.catch_up()


def crowd(scene: Scene, sizes: Sizes) -> None:
    """Everybody is cut off and comes back at the same moment, half of them signed in."""
    sessions = scene.stage.people(sizes.crowd // 10)
    half = sizes.crowd // 2
    scene.readers(half, spread=0.05)
    signed_in = [sessions[at % len(sessions)] for at in range(sizes.crowd - half)]
    scene.readers(group="signed in", sessions=signed_in, spread=0.05)
    scene.writers()
    scene.catch_up(within=30)
    worst = 0.0
    for _at in range(sizes.rounds):
        wait(2)
        before = scene.stage.asked()
        scene.crowd.ask("drop")
        wait(0.1)
        scene.catch_up()
        worst = max(worst, (scene.stage.asked() - before) / sizes.crowd)
    scene.row.more["questions each"] = round(worst, 2)
    if worst > MOST_QUESTIONS:
        scene.row.wrong.append(f"{worst:.1f} questions to the database for each replay")


def sleeping(scene: Scene, sizes: Sizes) -> None:
    """Messages are changed, deleted and hidden while some readers are away."""
    moderator = scene.stage.people(1, roles=["Editors"])[0]
    scene.readers(20)
    scene.readers(5, group="sleepers")
    scene.readers(5, group="long sleepers")
    scene.writers(changes=0.5)
    wait(5)
    before = scene.stage.head(scene.channel)
    scene.crowd.ask("sleep", group="sleepers")
    scene.crowd.ask("sleep", group="long sleepers")
    wait(4.0 * sizes.rounds)
    news = scene.stage.latest(scene.channel, before, 6)
    _hide(scene, news, moderator, "sleepers", "long sleepers")
    _hide(scene, scene.stage.latest(scene.channel, 0, 3), moderator)
    scene.crowd.ask("wake", group="sleepers")
    scene.catch_up(group="sleepers")
    # So much that whoever missed it begins anew.
    scene.stage.write(scene.channel, 520)
    scene.crowd.ask("wake", group="long sleepers")
    scene.catch_up()


def _hide(scene: Scene, messages: list[tuple[int, str]], moderator: str, *asleep: str) -> None:
    """Hide messages. Those who slept all the while may never be sent them, others not later."""
    for pk, client_id in messages:
        fields = {"verb": "hide", "rule": "other", "reason": "Not about the question."}
        status = scene.post(f"/en/discussion/message/{pk}/moderate/", moderator, **fields)
        # Its author may have deleted it meanwhile.
        if status == 302:
            scene.forbid("", [client_id], time.time() + 1.5)
            for group in asleep:
                scene.forbid(group, [client_id], 0.0)


def rights(scene: Scene, sizes: Sizes) -> None:
    """Sessions end, accounts are closed, a channel is closed to others; nobody tells the server."""
    stage = scene.stage
    ended, closed, people = (stage.people(5) for _at in range(3))
    scene.readers(group="ended", sessions=ended)
    scene.readers(group="closed", sessions=closed)
    scene.readers(group="people", sessions=people)
    scene.readers(10, group="strangers")
    scene.readers(group="moderators", sessions=stage.people(3, roles=["Editors"]))
    scene.writers(roles=["Editors"], pace=2.1)
    scene.catch_up(within=30)
    wait(2)
    scene.forbid_later("ended", stage.sign_out(ended))
    wait(4.0)
    scene.forbid_later("closed", stage.close_accounts(closed))
    wait(4.0)
    _expect_out(scene, 10)
    since = stage.let_read(scene.channel, "members")
    for group in ("people", "strangers"):
        scene.forbid_later(group, since)
    wait(6.0)
    _expect_out(scene, 25)
    scene.catch_up()


def _expect_out(scene: Scene, count: int) -> None:
    found = scene.crowd.ask("state")["out"]
    if found != count:
        scene.row.wrong.append(f"{found} were shown out, not {count}")


def redis_cut(scene: Scene, sizes: Sizes) -> None:
    """The line to Redis is cut for a moment."""
    _redis_away(scene, 1.5)


def redis_cut_long(scene: Scene, sizes: Sizes) -> None:
    """The line to Redis is cut for a minute. Nobody waits until it is back."""
    _redis_away(scene, sizes.minute)


def _redis_away(scene: Scene, seconds: float) -> None:
    line = scene.stage.line
    assert line is not None
    scene.readers(40)
    scene.writers(changes=0.2)
    wait(4)
    before = scene.crowd.ask("state")["acknowledged"]
    end = time.monotonic() + seconds
    line.cut()
    slowest = 0.0
    while (left := end - time.monotonic()) > 0:
        wait(min(5, left))
        if seconds > 10:
            slowest = max(slowest, scene.catch_up(within=10))
    written = scene.crowd.ask("state")["acknowledged"] - before
    scene.row.more |= {"meanwhile": slowest, "written meanwhile": written}
    line.mend()
    scene.catch_up()
    wait(3)
    scene.catch_up()


def redis_emptied(scene: Scene, sizes: Sizes) -> None:
    """Redis is killed and starts with nothing."""
    redis = scene.stage.redis
    assert redis is not None
    scene.readers(40)
    scene.writers(changes=0.2)
    for _at in range(sizes.rounds):
        wait(3)
        redis.stop()
        wait(random.uniform(0, 2))
        redis.start()
        scene.catch_up()


def postgres_restarted(scene: Scene, sizes: Sizes) -> None:
    """PostgreSQL is restarted: as an administrator does it, then as a crash does."""
    postgres = scene.stage.postgres
    assert postgres is not None
    scene.readers(40)
    scene.writers(changes=0.2)
    for mode in ("fast", "immediate") * sizes.rounds:
        wait(random.uniform(2, 4))
        scene.stage.refresh()
        postgres.stop(mode)
        wait(random.uniform(0, 2))
        postgres.start()
        scene.catch_up()


def small(scene: Scene, sizes: Sizes) -> None:
    """A little of everything, for the test suite."""
    scene.readers(8)
    scene.readers(1, group="stalled", takes=4096)
    scene.writers(4, copies=2, changes=0.2, pace=1.5)
    wait(1)
    scene.crowd.ask("listen", group="stalled", on=False)
    for _at in range(2):
        wait(random.uniform(0.5, 1.5))
        for one in scene.stage.servers:
            one.kill()
            one.start()
    scene.catch_up(group="readers")
    scene.crowd.ask("listen", group="stalled", on=True)
    scene.catch_up()


# In this order; the second says that the fault needs PostgreSQL and Redis.
FAULTS: dict[str, tuple[Callable[[Scene, Sizes], None], bool]] = {
    "kill": (kill, False),
    "rolling": (rolling, False),
    "five times": (five_times, False),
    "stalled": (stalled, False),
    "crowd": (crowd, False),
    "sleeping": (sleeping, False),
    "rights": (rights, False),
    "redis 1.5 s": (redis_cut, True),
    "redis 60 s": (redis_cut_long, True),
    "redis emptied": (redis_emptied, True),
    "postgres": (postgres_restarted, True),
}
SMALL = {"small": (small, False)}
