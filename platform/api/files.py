"""Documents that anybody may download."""

from collections.abc import Iterable

from api import links
from api.schemas.shared import File
from content.models import SiteDocument
from content.permissions import public_documents


def public_files(documents: Iterable[SiteDocument | None]) -> list[File]:
    """Return those of `documents` that are in no private collection; no query for none."""
    return [
        File(title=one.title, url=links.on_site(one.url), lang=one.language, licence=one.licence)
        for one in public_documents(documents)
    ]
