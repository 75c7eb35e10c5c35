"""The one place that decides what an anonymous reader may see.

Every surface asks here: page, list, search, facet counts, suggestion, feed, sitemap.
"""

from typing import TypeVar

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction

Pages = TypeVar("Pages", bound=QuerySet)


def public_pages(pages: Pages) -> Pages:
    """Narrow `pages` to those that anybody may read: live, and nothing above is restricted.

    One SQL query and nothing remembered: a restriction counts from the moment it is saved.
    """
    restricted = PageViewRestriction.objects.annotate(depth=Length("page__path")).filter(
        page__path=Substr(OuterRef("path"), 1, F("depth"))
    )
    return pages.filter(~Exists(restricted), live=True)


def is_public(page: Page) -> bool:
    """Tell whether anybody may read `page`: live, and neither it nor an ancestor restricted."""
    return public_pages(Page.objects.filter(pk=page.pk)).exists()
