"""Partners and places as schema.org data (https://schema.org/Organization)."""

from typing import Any

from network.models import PartnerPage, Place

_TYPES = {
    PartnerPage.Kind.MUNICIPALITY: "GovernmentOrganization",
    PartnerPage.Kind.REGION: "GovernmentOrganization",
    PartnerPage.Kind.NATIONAL: "GovernmentOrganization",
    PartnerPage.Kind.NGO: "NGO",
    PartnerPage.Kind.UNIVERSITY: "CollegeOrUniversity",
    PartnerPage.Kind.EDUCATION: "EducationalOrganization",
}


def organisation(
    partner: PartnerPage, address: str, description: str, themes: list[str]
) -> dict[str, Any]:
    """Return `partner`, whose page is at `address`, as data; only what is known."""
    other = [partner.title, *partner.facets.get("names", {}).values()]
    name = partner.name_in()
    data = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(PartnerPage.Kind(partner.kind), "Organization"),
        "@id": address,
        "name": name,
        "alternateName": [one for one in dict.fromkeys(other) if one != name],
        "description": description,
        "url": partner.website or address,
        "mainEntityOfPage": address,
        "knowsAbout": themes,
        "knowsLanguage": list(partner.languages),
        "location": place_data(partner.place) if partner.place else None,
    }
    return {key: value for key, value in data.items() if value}


def place_data(place: Place) -> dict[str, Any]:
    """Return `place` as data."""
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.name,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
    data: dict[str, Any] = {
        "@type": "City" if place.kind == Place.Kind.CITY else "AdministrativeArea",
        "name": place.name_in(),
        "address": {key: value for key, value in address.items() if value},
    }
    if place.lat is not None and place.lon is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return data
