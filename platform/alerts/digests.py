"""Find what is new for each saved search, and write down who is to be told of it: the intention.

What is written down here in one transaction is sent by `alerts.delivery`.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from alerts.choices import UNDERWAY, Kind, Rhythm, next_time
from alerts.criteria import hits, mark, marks_in, names, names_of, state_of_index
from alerts.models import Letter, SavedSearch, Told
from search.documents import Document
from search.engines import IndexUnavailable

log = logging.getLogger(__name__)


def prepare_due(now: datetime) -> int:
    """Look at every search whose time has come; return for how many there is something new."""
    try:
        seen = state_of_index()
    except IndexUnavailable:
        log.warning("Saved searches wait: the search index does not answer")
        return 0
    return sum(_prepared(search, seen, now) for search in due(now, seen).iterator(chunk_size=100))


def due(now: datetime, seen: str) -> QuerySet[SavedSearch]:
    """Return the confirmed searches to look at; not while an earlier letter is on its way, and
    those of every moment only when the index is not as they `seen` it last."""
    underway = Letter.objects.filter(kind=Kind.DIGEST, state__in=UNDERWAY).values("search")
    return (
        SavedSearch.objects.filter(due_at__lte=now, confirmed_at__isnull=False)
        .filter(Q(subscriber__user=None) | Q(subscriber__user__is_active=True))
        .exclude(rhythm=Rhythm.IMMEDIATE, seen=seen)
        .exclude(pk__in=underway)
        .select_related("subscriber__user")
        .order_by("due_at")
    )


def _prepared(search: SavedSearch, seen: str, now: datetime) -> bool:
    try:
        return prepare(search, seen, now) is not None
    except IndexUnavailable:
        return False
    except Exception:
        # One that cannot be read must not keep the others waiting.
        log.exception("Saved search %s cannot be looked at", search.pk)
        return False


def prepare(search: SavedSearch, seen: str, now: datetime) -> Letter | None:
    """Write down the letter about what is new in `search`; None if nothing is.

    `seen` is the state of the index before anything was read from it. Raises IndexUnavailable.
    """
    found = [] if search.seen == seen else hits(search.query, search.language)
    user = search.subscriber.user
    then = next_time(search.rhythm, now, user.time_zone if user else "")
    with transaction.atomic():
        # Of two workers that found the same, the one whose change comes first writes it down.
        mine = SavedSearch.objects.filter(pk=search.pk, due_at=search.due_at, seen=search.seen)
        if not mine.update(due_at=then, seen=seen):
            return None
        fresh = list(_new(search, found))
        if not fresh:
            return None
        letter = Letter.objects.create(search=search, kind=Kind.DIGEST, made_at=now)
        Told.objects.bulk_create(
            Told(search=search, letter=letter, key=one.key, row=one.id) for one in fresh
        )
    return letter


def _new(search: SavedSearch, found: Iterable[Document]) -> Iterable[Document]:
    """Yield what was not there when the search was saved and was not told since."""
    old = marks_in(search.baseline)
    rows = search.told.values_list("key", "row")
    told = {name for key, row in rows for name in names(key, key.partition(":")[0], [row])}
    for document in found:
        mine = names_of(document)
        if told.isdisjoint(mine) and old.isdisjoint(map(mark, mine)):
            told |= mine
            yield document
