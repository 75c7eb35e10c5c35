"""The one place that decides what an anonymous reader may see.

Every surface asks here: page, list, search, facet counts, suggestion, feed, sitemap.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import BooleanField, Func, QuerySet, prefetch_related_objects
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

if TYPE_CHECKING:
    from content.models import SiteDocument

Pages = TypeVar("Pages", bound=QuerySet)


class _NothingAboveIsRestricted(Func):
    """A condition on a page's path. Written out, since it stands in most queries of the site, often
    several times, and to build it costs more than to ask it.

    Each restriction asks for its page, of which there are few. As a join the database may begin
    with the pages instead: all of them for each, once its statistics know of no restriction.
    """

    output_field = BooleanField()
    arity = 1
    _path = f"(SELECT top.path FROM {Page._meta.db_table} top WHERE top.id = shut.page_id)"  # noqa: S608  (a constant)
    template = (
        f"NOT EXISTS (SELECT 1 FROM {PageViewRestriction._meta.db_table} shut"  # noqa: S608
        f" WHERE {_path} = SUBSTR(%(expressions)s, 1, LENGTH({_path})))"
    )


def public_pages(pages: Pages) -> Pages:
    """Narrow `pages` to those that anybody may read: live, and nothing above is restricted.

    One SQL query and nothing remembered: a restriction counts from the moment it is saved.
    """
    return pages.filter(_NothingAboveIsRestricted("path"), live=True)


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
