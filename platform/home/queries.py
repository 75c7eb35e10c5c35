"""What the home page reads, each in one query."""

from typing import Any

from django.db.models import Count

from content.permissions import public_pages
from network.models import Place
from practices.models import PracticePage
from practices.queries import public_practices
from vocabulary.queries import labels

MOST_DOTS = 150


def themes_with_counts() -> list[dict[str, Any]]:
    """Return the eight themes with the number of public practices about each."""
    rows = (
        public_pages(PracticePage.objects.order_by())
        .values("themes__notation")
        .annotate(count=Count("pk", distinct=True))
        .values_list("themes__notation", "count")
    )
    counts = dict(rows)
    return [
        {"code": code, "label": words, "count": counts.get(code, 0)}
        for code, words in labels("themes").items()
    ]


def places_with_practices() -> list[Place]:
    """Return the places that have public practices, those with most first, with `count`."""
    public = public_practices().values("pk")
    places = Place.objects.filter(practices__in=public, lat__isnull=False)
    return list(places.annotate(count=Count("practices")).order_by("-count", "name")[:MOST_DOTS])
