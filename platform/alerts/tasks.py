"""What the worker does: a run of the clock each half minute, and letters that cannot wait for it.

Tasks carry no state: what is to be done stands in the tables, so a task that dies or runs twice
loses and doubles nothing. Each run of the clock enters the next one into the queue in the same
transaction in which it takes its turn; a worker that starts sees to it that there is a next run.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from alerts import delivery, digests, forgetting
from alerts.models import Timer
from search.actions import work_off_outbox

log = logging.getLogger(__name__)
BACKGROUND = "background"
CLOCK = "alerts"
KEPT_RUNS, KEPT_UNENDED = timedelta(hours=1), timedelta(days=1)
KEPT_LETTERS = timedelta(days=30)

_steps: list[Callable[[datetime], object]] = []


def register(step: Callable[[datetime], object]) -> None:
    """Have `step(now)` done at each run of the clock, before letters are sent."""
    if step not in _steps:
        _steps.append(step)


@task(backend=BACKGROUND)
def tick() -> None:
    """Do all that is to be done now, unless another run of the same moment does it."""
    if take_turn():
        work()


@task(backend=BACKGROUND)
def deliver_letters() -> None:
    """Send the letters that wait."""
    delivery.deliver()


def keep_ticking() -> None:
    """Enter the next run into the queue if there is none; a second one would do nothing."""
    clock, _new = Timer.objects.get_or_create(name=CLOCK)
    if not _runs().filter(task_path=tick.module_path, status=TaskResultStatus.READY).exists():
        tick.using(run_after=max(clock.due_at, timezone.now())).enqueue()


def take_turn() -> bool:
    """Tell whether this run is the one to work, and if so, enter the next one."""
    now = timezone.now()
    then = now + timedelta(seconds=settings.TIMER_SECONDS)
    with transaction.atomic():
        Timer.objects.get_or_create(name=CLOCK, defaults={"due_at": now})
        if not Timer.objects.filter(name=CLOCK, due_at__lte=now).update(due_at=then, ran_at=now):
            return False
        tick.using(run_after=then).enqueue()
    return True


def work() -> None:
    """Do everything once. A step that fails is logged and does not keep the others waiting."""
    now = timezone.now()
    steps: list[Callable[[], object]] = [
        work_off_outbox,
        lambda: forgetting.forget_unconfirmed(now),
        lambda: digests.prepare_due(now),
        *(partial(step, now) for step in _steps),
        delivery.deliver,
        lambda: clear(now),
    ]
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("A step of the timer failed")


def clear(now: datetime) -> None:
    """Delete the records of runs that ended, and of letters that are done with."""
    _runs().filter(finished_at__lt=now - KEPT_RUNS).delete()
    # A worker that was killed leaves a run behind that seems to go on.
    _runs().filter(finished_at=None, started_at__lt=now - KEPT_UNENDED).delete()
    delivery.clear(now - KEPT_LETTERS)


def _runs() -> "QuerySet[DBTaskResult]":
    paths = [tick.module_path, deliver_letters.module_path]
    return DBTaskResult.objects.filter(task_path__in=paths)
