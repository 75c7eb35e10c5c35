"""The files and the feed of a list of results, offered beside it."""

from typing import Any

from django import template

from search.exports.addresses import address_for
from search.exports.views import MOST_ROWS
from search.listing import Listing

register = template.Library()


@register.inclusion_tag("search/_exports.html")
def export_links(*, results: Listing) -> dict[str, Any]:
    """Offer a list as files and as a feed; say so when the files do not hold all of it."""
    files = (("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json"))
    return {
        "files": [{"title": title, "url": address_for(results, form)} for title, form in files],
        "feed": address_for(results, "atom"),
        "most": MOST_ROWS if results.total > MOST_ROWS else 0,
    }


@register.inclusion_tag("search/_feed_link.html")
def feed_link(*, results: Listing) -> dict[str, Any]:
    """Tell feed readers, in a page's head, where the feed of the list is."""
    return {"feed": "" if results.unavailable else address_for(results, "atom")}
