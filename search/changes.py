"""The outbox: which rows an index must look at again, and which state of them is newer."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Max, Min, Q
from django.utils import timezone

from content import generation
from search.models import Change, Version

Row = tuple[str, int]
BATCH = 500
# In the place of a model: everything, so the index must be made anew.
EVERYTHING = ""
# In the place of a model: names of terms, so what texts mention must be found anew. The index
# serves on meanwhile, and an editor's next change is waited for.
LABELS = "labels"
QUIET = timedelta(seconds=30)
NO_ROWS = (EVERYTHING, LABELS)
SERVER = "elasticsearch"
# Changes that are younger are being worked off: the index is not behind because of them.
OVERDUE = timedelta(seconds=3)
LOOK_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far an index is behind: changes, the oldest one's time, what went wrong last."""

    changes: int
    since: datetime | None
    problem: str


def note(rows: Sequence[Row], stores: Collection[str]) -> list[int]:
    """Write down that these stores must look at these rows; return the sequence numbers.

    Belongs into the transaction of the change. A site without the search server remembers that
    there was a change: an index from an earlier time must not answer when the server is back.
    """
    lines = [Change(store=store, model=model, row=row) for store in stores for model, row in rows]
    if SERVER not in stores:
        _mark_as_lost()
    return [line.pk for line in Change.objects.bulk_create(lines, batch_size=BATCH)]


def _mark_as_lost() -> None:
    Change.objects.get_or_create(store=SERVER, model=EVERYTHING, row=0)


def is_lost(store: str) -> bool:
    """Tell whether an index missed changes that nobody noted for it: only a rebuild helps."""
    return Change.objects.filter(store=store, model=EVERYTHING).exists()


def note_labels(stores: Collection[str]) -> None:
    """Write down that names of terms have changed: texts that use them must be read again."""
    Change.objects.bulk_create([Change(store=store, model=LABELS, row=0) for store in stores])


def are_labels_stale(store: str) -> bool:
    """Tell whether names of terms have changed since an index was made, and no more just now."""
    newest = Change.objects.filter(store=store, model=LABELS).aggregate(at=Max("noted_at"))["at"]
    return newest is not None and newest < timezone.now() - QUIET


def take(
    store: str, limit: int, only: Sequence[int] | None = None, overdue: bool = False
) -> list[Change]:
    """Return up to `limit` changes that a store must still do, those that never failed first."""
    found = Change.objects.filter(store=store).exclude(model__in=NO_ROWS)
    if only is not None:
        found = found.filter(pk__in=only)
    if overdue:
        found = found.filter(_overdue())
    return list(found.order_by("tries", "pk")[:limit])


def lines_of(store: str, model: str, rows: Sequence[int], among: Sequence[int]) -> list[Change]:
    """Return what was noted of these rows for a store, among the sequence numbers given."""
    if not among:
        return []
    found = Change.objects.filter(store=store, model=model, row__in=list(rows))
    return list(found.filter(pk__gte=min(among), pk__lte=max(among)))


def _overdue() -> Q:
    return Q(tries__gt=0) | Q(noted_at__lt=timezone.now() - OVERDUE)


def done(lines: Iterable[Change]) -> None:
    """Cross out changes. One that was noted again meanwhile has a line of its own."""
    Change.objects.filter(pk__in=[line.pk for line in lines]).delete()


def failed(lines: Iterable[Change], problem: str) -> None:
    """Keep changes for later, with what went wrong."""
    pks = [line.pk for line in lines]
    Change.objects.filter(pk__in=pks).update(tries=F("tries") + 1, problem=problem[:2000])


def give_up_for_others(stores: Collection[str]) -> None:
    """Drop what was noted for stores that this site no longer has; they are lost."""
    others = Change.objects.exclude(store__in=stores).exclude(model__in=NO_ROWS)
    if others.delete()[0]:
        _mark_as_lost()


def numbers(store: str) -> list[int]:
    """Return the sequence numbers of all that a store must still do. A rebuild that begins
    afterwards does all of it."""
    return list(Change.objects.filter(store=store).values_list("pk", flat=True))


def forget(pks: Sequence[int]) -> None:
    """Cross out changes by their numbers."""
    for at in range(0, len(pks), BATCH):
        Change.objects.filter(pk__in=pks[at : at + BATCH]).delete()


def waiting(store: str) -> Waiting:
    """Return how far a store is behind."""
    lines = Change.objects.filter(store=store).exclude(model__in=NO_ROWS)
    problem = lines.exclude(problem="").order_by("-tries").values_list("problem", flat=True)
    return Waiting(lines.count(), lines.aggregate(at=Min("noted_at"))["at"], problem.first() or "")


def draw_version() -> int:
    """Return a version higher than all before: draw it first, then read the rows.

    Microseconds, but never less than the last one, whichever machine's clock that was from. So of
    two states the one that was read after the later change has the higher version.
    """
    with transaction.atomic():
        held, _made = Version.objects.select_for_update().get_or_create(pk=1)
        held.last = max(held.last + 1, time.time_ns() // 1000)
        held.save(update_fields=["last"])
    return held.last


class _Lag:
    """What this process knows of the server's lag. Looked up when the site changed, or after a
    while."""

    def __init__(self) -> None:
        self._of = ""
        self._until = 0.0
        self._behind = False

    def is_behind(self) -> bool:
        now = generation.current()
        if now != self._of or time.monotonic() > self._until:
            self._behind = _is_behind()
            self._of, self._until = now, time.monotonic() + LOOK_AGAIN_SECONDS
        return self._behind


def _is_behind() -> bool:
    late = (_overdue() & ~Q(model=LABELS)) | Q(model=EVERYTHING)
    try:
        return Change.objects.filter(late, store=SERVER).exists()
    except DatabaseError:
        # Better an answer of the embedded index than one that may hold what is hidden.
        return True


lag = _Lag()
