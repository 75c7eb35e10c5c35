"""Reading saved searches: those of a subscriber, and the secretariat's counts."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from alerts.choices import Kind, State
from alerts.models import Letter, SavedSearch, Timer
from alerts.tasks import CLOCK


def searches_of(subscriber: int) -> QuerySet[SavedSearch]:
    """Return the saved searches of the subscriber with that number."""
    return _searches().filter(subscriber=subscriber)


def searches_of_user(user: User) -> QuerySet[SavedSearch]:
    """Return what somebody saved signed in, and without an account for an address of theirs."""
    mine = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    owned = Q(subscriber__user=user) | Q(subscriber__email__in=[one.lower() for one in mine])
    return _searches().filter(owned)


def _searches() -> QuerySet[SavedSearch]:
    return SavedSearch.objects.select_related("subscriber__user").defer("baseline")


@dataclass(frozen=True)
class Counted:
    """How many saved searches and letters there are. Nobody's words and nobody's address."""

    confirmed: int
    unconfirmed: int
    subscribers: int
    rhythms: dict[str, int]
    languages: dict[str, int]
    waiting: int
    sent: int
    given_up: int
    last_run: datetime | None


def counted() -> Counted:
    """Return the counts for the secretariat."""
    confirmed = SavedSearch.objects.filter(confirmed_at__isnull=False).order_by()
    letters = Letter.objects.filter(kind=Kind.DIGEST).aggregate(
        waiting=Count("pk", filter=Q(state__in=[State.WAITING, State.SENDING])),
        sent=Count("pk", filter=Q(state=State.SENT)),
        given_up=Count("pk", filter=Q(state=State.GIVEN_UP)),
    )
    totals = SavedSearch.objects.aggregate(
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
        subscribers=Count("subscriber", distinct=True),
    )
    return Counted(
        rhythms=dict(confirmed.values_list("rhythm").annotate(Count("pk"))),
        languages=dict(confirmed.values_list("language").annotate(Count("pk"))),
        last_run=Timer.objects.filter(name=CLOCK).values_list("ran_at", flat=True).first(),
        **totals,
        **letters,
    )
