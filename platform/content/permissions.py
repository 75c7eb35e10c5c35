"""The one place that decides what an anonymous reader may see.

Every surface asks here: page, list, search, facet counts, suggestion, feed, sitemap.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import (
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Length, Substr
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

if TYPE_CHECKING:
    from content.models import SiteDocument

Pages = TypeVar("Pages", bound=QuerySet)


def public_pages(pages: Pages) -> Pages:
    """Narrow `pages` to those that anybody may read: live, and nothing above is restricted.

    One SQL query and nothing remembered: a restriction counts from the moment it is saved.
    """
    # Each restriction asks for its page, of which there are few. As a join the database may begin
    # with the pages instead: all of them for each, once its statistics know of no restriction.
    root = Page.objects.filter(pk=OuterRef("page_id")).values("path")
    restricted = PageViewRestriction.objects.annotate(root=Subquery(root)).filter(
        root=Substr(OuterRef("path"), 1, Length(F("root")))
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
