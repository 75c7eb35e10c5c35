"""The one place that decides what an anonymous reader may see.

Every surface asks here: page, list, search, facet counts, suggestion, feed, sitemap.
"""

from typing import TypeVar

from django.db.models import QuerySet
from wagtail.models import Page

Pages = TypeVar("Pages", bound=QuerySet)


def public_pages(pages: Pages) -> Pages:
    """Narrow `pages` to those that anybody may read: live, and no view restriction above."""
    return pages.live().public()  # type: ignore[attr-defined]


def is_public(page: Page) -> bool:
    """Tell whether anybody may read `page`: live, and neither it nor an ancestor restricted."""
    return bool(page.live) and not page.get_view_restrictions().exists()
