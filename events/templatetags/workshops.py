"""Words for a workshop's dates, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.translation import gettext

from events.dates import span
from events.models import WorkshopPage

register = template.Library()


@register.simple_tag
def dates_of(*, workshop: WorkshopPage) -> str:
    """Return the dates of `workshop` as words, or say that they are not stated."""
    words = span(workshop.start, workshop.end, workshop.date_precision)
    return words or gettext("Date not stated")


@register.simple_tag
def dates_of_result(*, row: Mapping[str, str]) -> str:
    """Return the dates of a search result as words; they come as the index holds them."""
    start, end = (date.fromisoformat(row[name]) if row[name] else None for name in ("start", "end"))
    return span(start, end, row["date_precision"]) or gettext("Date not stated")
