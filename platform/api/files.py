"""Documents that anybody may download."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from wagtail.models import CollectionViewRestriction

from api import links
from api.schemas.shared import File
from content.models import SiteDocument


def public_files(documents: Iterable[SiteDocument | None]) -> list[File]:
    """Return those of `documents` that are in no private collection; no query for none."""
    found = [one for one in documents if one]
    if not found:
        return []
    prefetch_related_objects(found, "collection")
    private = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return [
        File(title=one.title, url=links.on_site(one.url), lang=one.language, licence=one.licence)
        for one in found
        if not one.collection.path.startswith(private)
    ]
