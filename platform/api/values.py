"""Small parts of records, made from what the domains keep."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from api import links
from api.schemas.shared import Source, Term, Value, WholePlace
from content.languages import active_language
from network.models import Place
from vocabulary.queries import label


def coded(thing: models.Model, name: str) -> Value | None:
    """Return the value of a field with choices, with its words; None where nothing is known."""
    value = getattr(thing, name)
    if not value:
        return None
    return Value(value=value, label=str(getattr(thing, f"get_{name}_display")()))


def term(notation: str) -> Term:
    """Return a concept with its name in the language asked for."""
    return Term(value=notation, label=label(notation), uri=links.concept_uri(notation))


def terms(notations: Iterable[str]) -> list[Term]:
    """Return concepts with their names in the language asked for."""
    return [term(one) for one in notations]


def whole_place(place: Place) -> WholePlace:
    """Return a place with its names."""
    return WholePlace(
        id=place.slug,
        kind=place.kind,
        city=place.name,
        label=place.name_in(),
        country=place.country,
        country_label=place.country_in(),
        region=place.region,
        nuts=place.nuts,
        lat=place.lat,
        lon=place.lon,
        url=links.on_site(f"/{active_language()}/places/{place.slug}/"),
    )


def sources(stream: Any) -> list[Source]:
    """Return the links of a stream of sources or links."""
    values = (block.value for block in stream)
    return [Source(title=one.get("title") or "", url=one.get("url") or "") for one in values]
