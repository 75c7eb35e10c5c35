"""A practice as schema.org data (https://schema.org/Article)."""

from typing import Any

from django.conf import settings

from practices.models import PracticePage


def article(page: PracticePage, address: str) -> dict[str, Any]:
    """Return `page` as a schema.org Article at `address`; only what is known."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "url": address,
        "headline": page.title,
        "abstract": page.summary,
        "inLanguage": page.language,
        "datePublished": _day(page.first_published_at),
        "dateModified": _day(page.last_published_at),
        "license": page.licence,
        "keywords": ", ".join(page.facets.get("tags", [])),
        "author": {"@type": "Organization", "name": page.lead_label} if page.lead_label else None,
        "publisher": {"@type": "Organization", "name": "Crocevia", "url": settings.SITE_URL},
        "contentLocation": _place(page),
        "citation": [block.value["url"] or block.value["title"] for block in page.sources],
    }
    return {name: value for name, value in data.items() if value}


def _day(moment) -> str:
    return moment.date().isoformat() if moment else ""


def _place(page: PracticePage) -> dict[str, Any]:
    place = page.place
    data: dict[str, Any] = {
        "@type": "Place",
        "name": place.name,
        "address": {"@type": "PostalAddress", "addressCountry": place.country},
    }
    if place.lat is not None and place.lon is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return data
