"""The one place that decides what an anonymous reader may see.

Every surface asks here: page, list, search, facet counts, suggestion, feed, sitemap.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, F, OuterRef, QuerySet, prefetch_related_objects
from django.db.models.functions import Length, Substr
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

if TYPE_CHECKING:
    from content.models import SiteDocument

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


def public_documents(documents: "Iterable[SiteDocument | None]") -> "list[SiteDocument]":
    """Return those of `documents` that are in no private collection: what may be named, and not
    only downloaded. At most two queries; none where there is no document."""
    found = [one for one in documents if one]
    if not found:
        return []
    prefetch_related_objects(found, "collection")
    private = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return [one for one in found if not one.collection.path.startswith(private)]
