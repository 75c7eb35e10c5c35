"""Addresses in answers: always whole, so that they can be followed from anywhere."""

from urllib.parse import quote

from django.conf import settings
from wagtail.models import Page

from content.languages import active_language

BASE = "/api/v1"


def page_address(page: Page) -> str:
    """Return the address of a page that exists once for all languages; no query."""
    path = page.url_path.split("/", 2)[2]
    return on_site(f"/{active_language()}/{path}")


def on_site(path: str) -> str:
    """Return the whole address of a path."""
    return f"{settings.SITE_URL}{path}"


def record(kind: str, key: str) -> str:
    """Return the address of a record: `record("practices", "one-desk")`."""
    return on_site(f"{BASE}/{kind}/{quote(key, safe='')}")


def concept_uri(notation: str) -> str:
    """Return the lasting address of a concept."""
    return on_site(f"/concepts/{quote(notation, safe='')}")
