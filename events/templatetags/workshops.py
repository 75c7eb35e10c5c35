"""Words for a workshop's dates, in the reader's language."""

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
