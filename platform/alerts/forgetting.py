"""Deleting saved searches, and with the last one whatever is known of an address."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from alerts.links import CONFIRM_WITHIN
from alerts.models import SavedSearch, Subscriber


def forget(search: SavedSearch) -> None:
    """Delete a saved search with all that was kept of it, and the address with its last one."""
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(pk=search.subscriber_id).first()
        search.delete()
        if subscriber is not None:
            forget_if_empty(subscriber)


def forget_unconfirmed(now: datetime) -> None:
    """Delete what nobody confirmed within its time."""
    for search in SavedSearch.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN):
        forget(search)


def forget_addresses(emails: Iterable[str]) -> None:
    """Delete everything of these addresses."""
    wanted = {email.lower() for email in emails} - {""}
    Subscriber.objects.filter(email__in=wanted).delete()


def forget_if_empty(subscriber: Subscriber) -> None:
    """Delete a subscriber, locked by the caller, who has no search left."""
    if not subscriber.searches.exists():
        subscriber.delete()
