"""What changes places and partners."""

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii
from wagtail.search.backends import get_search_backend

from accounts.actions import join
from accounts.models import User
from accounts.permissions import CONTRIBUTOR
from content.languages import LANGUAGES
from network.choices import State, country_code
from network.models import Membership, PartnerIndexPage, PartnerPage, Place, PlaceName
from network.queries import PlaceFinder, Point, forget_place_labels, names_of, spelling_key
from vocabulary.models import THEMES
from vocabulary.queries import concepts_by_notation

SUMMARY_LENGTH = 140
_LONGEST_NAME = Place._meta.get_field("name").max_length or 0


# ---------------------------------------------------------------- places


def derive_place(place: Place) -> None:
    """Bring names, spellings and address of `place` up to date before it is saved.

    An address once given stays, whatever the place is called later.
    """
    names = list(place.names.all())
    place.labels = {one.language: one.name for one in names if one.language}
    every = [place.name, *(one.name for one in names)]
    place.spellings = "\n".join(dict.fromkeys([*every, *map(spelling_key, every)]))
    if not place.slug:
        place.slug = _free_slug(place, Place.objects.values_list("slug", flat=True))


def _free_slug(place: Place, taken: Any) -> str:
    """Return an address that no other place has: gr-heraklion, it-toscana, de-neustadt-2."""
    latin = any("a" <= sign <= "z" for sign in place.name.casefold())
    name = place.name if latin else place.labels.get("en", place.name)
    stem = slugify(f"{place.country}-{string_to_ascii(name)}")[:150].rstrip("-")
    numbered = (f"{stem}-{number}" for number in range(2, 10_000))
    candidates = chain((stem, f"{stem}-{place.kind}"), numbered)
    used = set(taken.filter(slug__startswith=stem)) if hasattr(taken, "filter") else taken
    return next(one for one in candidates if one not in used)


def find_or_make_place(
    name: str,
    country: str,
    region: str = "",
    lat: float | None = None,
    lon: float | None = None,
    *,
    places: PlaceFinder | None = None,
    kind: str = Place.Kind.CITY,
) -> Place:
    """Return the place of that name in `country`; a new one is saved where there is none.

    `places` holds what is known already: give the same one to every call of an import, which
    then costs no query per known place. Any spelling finds a place, whatever its kind.
    Raises ValueError for an empty or too long name, a bad country code or coordinates off the
    globe.
    """
    name, country = _clean(name, "name"), country_code(country)
    region = _clean(region, "region") if region else ""
    point = _point(lat, lon)
    places = PlaceFinder() if places is None else places
    place = places.find(name, country, region=region, point=point)
    if place is None:
        place = _new_place(name, country, region, point, kind, places)
        place.save()
        places.add(place)
    return place


def _new_place(
    name: str, country: str, region: str, point: Point | None, kind: str, places: PlaceFinder
) -> Place:
    place = Place(kind=kind, name=name, country=country, region=region)
    place.lat, place.lon = point or (None, None)
    place.slug = _free_slug(place, places.slugs)
    return place


Wanted = tuple[str, str, str, float | None, float | None]


def make_places(wanted: Iterable[Wanted], places: PlaceFinder) -> None:
    """Make those of the `wanted` places (name, country, region, lat, lon) that `places` does not
    know, all at once; it knows them afterwards. Raises ValueError like `find_or_make_place`.
    """
    new = []
    for name, country, region, lat, lon in wanted:
        name, country = _clean(name, "name"), country_code(country)
        region, point = _clean(region, "region") if region else "", _point(lat, lon)
        if places.find(name, country, region=region, point=point) is None:
            place = _new_place(name, country, region, point, Place.Kind.CITY, places)
            place.names = []
            derive_place(place)
            places.add(place)
            new.append(place)
    if new:
        Place.objects.bulk_create(new)
        get_search_backend().add_bulk(Place, new)
        forget_place_labels()


def _clean(text: str, what: str) -> str:
    clean = " ".join(text.replace("\x00", "").split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise ValueError(f"the {what} of a place has 1 to {_LONGEST_NAME} letters: {text[:40]!r}")
    return clean


def _point(lat: float | None, lon: float | None) -> Point | None:
    if lat is None or lon is None:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"{lat}, {lon} is not on the globe")
    return Point(float(lat), float(lon))


@transaction.atomic
def load_places(rows: Iterable[Mapping[str, Any]]) -> PlaceFinder:
    """Make or update the places in `rows`; return a finder that knows them all.

    A row: name, kind, country, region, lat, lon, nuts, names {language: name}, aliases [name].
    Loading the same rows again writes nothing. Raises KeyError for a row without name or
    country, ValueError for bad values.
    """
    places = PlaceFinder()
    for row in rows:
        kind = Place.Kind(row.get("kind", Place.Kind.CITY))
        name, point = _clean(row["name"], "name"), _point(row.get("lat"), row.get("lon"))
        region = row.get("region", "")
        place = places.find(name, row["country"], kind=kind, region=region, point=point)
        place = place or Place(kind=kind, country=country_code(row["country"]))
        if _fill_place(place, row, point):
            place.save()
            places.add(place)
    return places


def _fill_place(place: Place, row: Mapping[str, Any], point: Point | None) -> bool:
    """Write a row into `place`; tell whether anything changed."""
    values = {
        "name": _clean(row["name"], "name"),
        "region": row.get("region", ""),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "nuts": row.get("nuts", ""),
        "population": row.get("population"),
    }
    names = [(code, name) for code, name in row.get("names", {}).items() if code in LANGUAGES]
    names += [("", alias) for alias in row.get("aliases", ())]
    before = {(one.language, one.name) for one in place.names.all()} if place.pk else set()
    if place.pk and before == set(names) and _same(place, values):
        return False
    for field, value in values.items():
        setattr(place, field, value)
    place.names = [PlaceName(language=code, name=name) for code, name in dict.fromkeys(names)]
    return True


def _same(thing: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(thing, field) == value for field, value in values.items())


# ---------------------------------------------------------------- memberships


def settle_contributor(user: User) -> None:
    """Put `user` among the contributors while a partner has them as member, else take them out."""
    if Membership.objects.filter(user=user, state=State.CONFIRMED).exists():
        join(user, CONTRIBUTOR)
    else:
        user.groups.remove(*user.groups.filter(name=CONTRIBUTOR))


# ---------------------------------------------------------------- partners


def derive_partner(partner: PartnerPage) -> None:
    """Bring `facets` of `partner` up to date before it is saved: themes, names, first lines."""
    texts = [block.value for block in partner.texts]
    names = {partner.own_language: partner.own_name} if partner.own_name else {}
    names |= {text["language"]: text["name"] for text in texts if text["name"]}
    names.pop("", None)
    themes = sorted(partner.themes.all(), key=lambda one: (one.position, one.notation))
    partner.facets = {
        "themes": [concept.notation for concept in themes],
        "names": names,
        "summaries": {
            text["language"]: first_lines(text["text"]) for text in texts if text["text"].strip()
        },
    }


def first_lines(text: str, length: int = SUMMARY_LENGTH) -> str:
    """Return the beginning of `text` on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


@transaction.atomic
def publish_partner(
    facts: Mapping[str, Any],
    index: PartnerIndexPage,
    places: PlaceFinder,
    aliases: Iterable[str] = (),
) -> PartnerPage:
    """Make or update the partner described by `facts` under `index`, and publish it.

    `facts`: id (its slug), name, original_name, type, role, role_it, city, country, region, lat,
    lon, website, website_checked, languages, themes, a description per language code, source.
    `aliases` are further names for it. Publishing the same facts again writes nothing.
    Raises KeyError for missing facts, ValueError for an unknown type, ValidationError for values
    that an editor could not have written either.
    """
    found = PartnerPage.objects.child_of(index).filter(slug=facts["id"]).first()
    partner = found or PartnerPage(slug=facts["id"], live=False)
    before = _state(partner)
    _fill_partner(partner, facts, places, aliases)
    if found and found.live and _state(partner) == before:
        return partner
    if not found:
        index.add_child(instance=partner)
    partner.save_revision().publish()
    partner.refresh_from_db()
    return partner


def _state(partner: PartnerPage) -> dict[str, Any]:
    state = partner.serializable_data()
    # PostgreSQL gives the keys of a block back in another order: texts are compared as data.
    streams = {name: json.loads(state[name]) for name in ("texts", "sources")}
    return {name: state[name] for name in _FACTS} | streams


_FACTS = (
    "title", "own_name", "own_language", "other_names", "kind", "place", "texts", "languages",
    "themes", "website", "website_checked", "sources",
)  # fmt: skip


def _fill_partner(
    partner: PartnerPage, facts: Mapping[str, Any], places: PlaceFinder, aliases: Iterable[str]
) -> None:
    languages = list(facts.get("languages", ()))
    partner.title = facts["name"]
    partner.kind = PartnerPage.Kind(facts["type"])
    partner.own_name = facts.get("original_name") or ""
    own = next((code for code in languages if code != "en"), "")
    partner.own_language = own if partner.own_name else ""
    partner.languages = languages
    partner.website = facts.get("website") or ""
    partner.website_checked = bool(facts.get("website_checked"))
    partner.other_names = _other_names(partner, [*facts.get("aliases", ()), *aliases])
    concepts = concepts_by_notation(THEMES)
    partner.themes = [concepts[notation] for notation in facts.get("themes", ())]
    if facts.get("city"):
        partner.place = find_or_make_place(
            facts["city"],
            facts["country"],
            facts.get("region", ""),
            facts.get("lat"),
            facts.get("lon"),
            places=places,
        )
    partner.texts = _texts(facts, _ids(partner.texts))  # type: ignore[assignment]
    partner.sources = _sources(facts.get("source"), _ids(partner.sources))  # type: ignore[assignment]


def _other_names(partner: PartnerPage, aliases: Iterable[str]) -> str:
    """Return the aliases that are not among its names anyway, one a line."""
    known = {spelling_key(name) for name in names_of(PartnerPage(
        title=partner.title, own_name=partner.own_name, slug=partner.slug
    ))}  # fmt: skip
    return "\n".join(
        name for name in dict.fromkeys(aliases) if name and spelling_key(name) not in known
    )


def _ids(stream: Any) -> list[str]:
    # Blocks that are written again keep their ids: the same facts then give the same page.
    return [block.id for block in stream]


def _texts(facts: Mapping[str, Any], ids: list[str]) -> list[dict[str, Any]]:
    values = []
    for code in LANGUAGES:
        role = facts.get("role" if code == "en" else f"role_{code}") or ""
        if facts.get(code) or role:
            values.append({"language": code, "name": "", "role": role, "text": facts.get(code, "")})
    return _stream("text", values, ids)


def _sources(source: Any, ids: list[str]) -> list[dict[str, Any]]:
    addresses = [source] if isinstance(source, str) else list(source or ())
    return _stream("source", [{"title": "", "url": one} for one in addresses if one], ids)


def _stream(kind: str, values: list[dict[str, Any]], ids: list[str]) -> list[dict[str, Any]]:
    known = ids + [str(uuid4()) for _ in values[len(ids) :]]
    return [
        {"type": kind, "value": value, "id": key} for value, key in zip(values, known, strict=False)
    ]
