"""The way from a list of results to saving it."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from alerts.criteria import pairs_of
from search.listing import Listing

register = template.Library()


@register.simple_tag
def save_search_url(*, results: Listing) -> str:
    """Return where the search behind this list is saved; empty while there is no list."""
    if results.unavailable:
        return ""
    pairs = urlencode(pairs_of(results))
    return f"{reverse('alerts:new')}?{pairs}" if pairs else reverse("alerts:new")
