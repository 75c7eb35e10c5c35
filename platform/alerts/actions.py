"""Saving, confirming and changing searches. Each action owns its transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.choices import Kind, next_time
from alerts.criteria import TooMuch, baseline, state_of_index
from alerts.forgetting import forget, forget_if_empty
from alerts.models import Letter, SavedSearch, Subscriber
from alerts.tasks import deliver_letters

__all__ = ["ask", "change_rhythm", "confirm", "forget", "save"]

# Of one subscriber.
MOST_SEARCHES = 50
MOST_UNCONFIRMED = 5
# Mails that somebody else can make us send to one address.
MOST_LETTERS, WITHIN = 3, timedelta(days=1)


def save(user: User, query: str, language: str, rhythm: str) -> SavedSearch:
    """Save a search for somebody who is signed in; one they have already gets the new rhythm.

    Raises TooMuch when it finds too much or they have too many, and IndexUnavailable.
    """
    seen, held = state_of_index(), baseline(query, language)
    with transaction.atomic():
        subscriber = _locked(user=user)
        search = subscriber.searches.filter(query=query).first()
        if search is None:
            if subscriber.searches.count() >= MOST_SEARCHES:
                raise TooMuch(_("You have as many saved searches as we keep. Delete one first."))
            search = SavedSearch(subscriber=subscriber, query=query, baseline=held, seen=seen)
        search.language, search.rhythm = language, rhythm
        _start(search, timezone.now(), user.time_zone)
        search.save()
    return search


def ask(email: str, query: str, language: str, rhythm: str) -> None:
    """Save a search for an address that has yet to confirm it, and have a letter written there.

    Nothing told or raised depends on whether the address is known. Past the limits nothing is
    written. Raises TooMuch when the search finds too much, and IndexUnavailable.
    """
    seen, held = state_of_index(), baseline(query, language)
    with transaction.atomic():
        subscriber = _locked(email=email.lower())
        search = subscriber.searches.filter(query=query).first()
        if _is_too_often(subscriber, search):
            forget_if_empty(subscriber)
            return
        kind = Kind.ALREADY if search and search.confirmed_at else Kind.CONFIRM
        if search is None or kind == Kind.CONFIRM:
            search = search or SavedSearch(subscriber=subscriber, query=query)
            search.language, search.rhythm = language, rhythm
            search.baseline, search.seen = held, seen
            search.asked_at = timezone.now()
            search.save()
        Letter.objects.create(search=search, kind=kind)
        # The worker writes and sends it: an answer takes as long whoever is asked about.
        transaction.on_commit(lambda: deliver_letters.enqueue(), robust=True)


def _is_too_often(subscriber: Subscriber, search: SavedSearch | None) -> bool:
    letters = Letter.objects.filter(search__subscriber=subscriber).exclude(kind=Kind.DIGEST)
    if letters.filter(made_at__gt=timezone.now() - WITHIN).count() >= MOST_LETTERS:
        return True
    if search is not None:
        return False
    unconfirmed = subscriber.searches.filter(confirmed_at=None).count()
    return unconfirmed >= MOST_UNCONFIRMED or subscriber.searches.count() >= MOST_SEARCHES


def confirm(pk: int) -> SavedSearch | None:
    """Begin to tell of what is new; None if that search is gone. Doing it twice changes nothing."""
    with transaction.atomic():
        search = SavedSearch.objects.select_for_update().filter(pk=pk).first()
        if search and not search.confirmed_at:
            _start(search, timezone.now())
            search.save(update_fields=["confirmed_at", "due_at"])
    return search


def change_rhythm(search: SavedSearch, rhythm: str) -> None:
    """Tell of what is new more or less often from now on."""
    search.rhythm = rhythm
    if search.confirmed_at:
        user = search.subscriber.user
        search.due_at = next_time(rhythm, timezone.now(), user.time_zone if user else "")
    search.save(update_fields=["rhythm", "due_at"])


def _start(search: SavedSearch, now: datetime, zone: str = "") -> None:
    search.confirmed_at = search.confirmed_at or now
    search.due_at = next_time(search.rhythm, now, zone)


def _locked(user: User | None = None, email: str = "") -> Subscriber:
    """Return the subscriber, made if new; nobody else changes their searches meanwhile."""
    made, _new = Subscriber.objects.get_or_create(user=user, email=email)
    return Subscriber.objects.select_for_update().get(pk=made.pk)
