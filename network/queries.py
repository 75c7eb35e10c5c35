"""Reading places and partners."""

from collections.abc import Iterable, Iterator
from math import cos, hypot, radians
from typing import NamedTuple, TypeVar

from django.core.cache import cache
from django.db.models import BigAutoField, Exists, Model, OuterRef, Q, QuerySet

from accounts.choices import Shown
from accounts.models import User
from content.permissions import public_pages
from content.prepared import Prepared, Slot
from network.choices import State, country_code
from network.models import Membership, PartnerPage, Place
from search.analysis import fold

Named = TypeVar("Named", bound=Model)
SAME_PLACE_KM = 50
KEEP_SECONDS = 300
_LABELS = "network-place-labels"
_LISTED = (
    "title", "slug", "url_path", "kind", "own_name", "own_language", "other_names", "languages",
    "facets", "first_published_at", "place__kind", "place__name", "place__slug", "place__country",
    "place__region", "place__labels", "place__spellings", "place__lat", "place__lon",
)  # fmt: skip


def spelling_key(name: str) -> str:
    """Return what two spellings of a name have in common: no capitals, accents, spare spaces."""
    return " ".join(fold(name).split())


# ---------------------------------------------------------------- partners


def listed_partners() -> QuerySet[PartnerPage]:
    """Return every partner that anybody may read, with its place, for lists: one query.

    Descriptions are left out; `facets` holds the first lines of them.
    """
    return public_pages(PartnerPage.objects.select_related("place").only(*_LISTED))


def with_openness(
    rows: QuerySet[Named], partner: str = "partner", into: str = "open"
) -> QuerySet[Named]:
    """Add to rows that refer to a partner, in `into`, whether anybody may read its page."""
    pages = public_pages(PartnerPage.objects.filter(pk=OuterRef(partner)))
    return rows.annotate(**{into: Exists(pages)})


def partners_in(place: Place) -> QuerySet[PartnerPage]:
    """Return the public partners of a city, or of a region and the cities in it."""
    return listed_partners().filter(place__in=places_within(place)).order_by("title")


def partners_among(ids: Iterable[int]) -> list[PartnerPage]:
    """Return the public partners with these ids, by name; no query for no ids."""
    wanted = set(ids)
    return list(listed_partners().filter(pk__in=wanted).order_by("title")) if wanted else []


def contacts(partner: PartnerPage) -> list[Membership]:
    """Return the members of `partner` who agreed to be shown there and show their name at all."""
    shown = partner.memberships.filter(state=State.CONFIRMED, shown=True, user__is_active=True)
    # Of the person only the name is read: nothing else may reach the page by mistake.
    rows = shown.select_related("user").only(
        "partner", "role", "position", "email", "user__name", "user__shown"
    )
    return [
        one
        for one in rows.order_by("-role", "user__name")
        if one.user.name.strip() and Shown.NAME in (one.user.shown or ())
    ]


def memberships_asked(limit: int = 20) -> list[Membership]:
    """Return the memberships that wait to be confirmed, the oldest first. One query."""
    rows = Membership.objects.filter(state=State.ASKED).select_related("user", "partner")
    return list(rows.order_by("pk")[:limit])


def places_of_person(user: User) -> list[str]:
    """Return the place of the partner that somebody is a confirmed member of (of several, the first
    one), by its name in its own language; else nothing. One query, built once."""
    place = _PLACE_OF_PERSON.first(person=user.pk)
    return [place.name] if place else []


def _place_of_person() -> QuerySet[Place]:
    rows = Place.objects.filter(
        partners__memberships__user=Slot("person", BigAutoField()),
        partners__memberships__state=State.CONFIRMED,
    )
    return rows.order_by("partners__memberships__pk")


_PLACE_OF_PERSON = Prepared(_place_of_person)


def places_of_people(people: list[int]) -> list[tuple[int, str]]:
    """Return pairs of person and place for many people, as `places_of_person` for each: who belongs
    to several partners has several, the first one first. One query."""
    rows = Place.objects.filter(
        partners__memberships__user__in=people, partners__memberships__state=State.CONFIRMED
    )
    found = rows.order_by("partners__memberships__pk")
    return list(found.values_list("partners__memberships__user", "name"))


def partners_on_profile(user: User) -> list[dict[str, str]]:
    """Return the public partners of `user` as dicts `title` and `url`, for the profile."""
    mine = listed_partners().filter(
        memberships__user_id=user.pk, memberships__state=State.CONFIRMED
    )
    return [{"title": one.name_in(), "url": one.get_url() or ""} for one in mine.order_by("title")]


class PartnerNames:
    """Finds a partner's page by any of its names; holds them all, after one query.

    Only public partners are known: a name must not lead to a page that nobody may read.
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        for partner in listed_partners():
            for name in names_of(partner):
                self._ids.setdefault(spelling_key(name), partner.pk)

    def find(self, name: str) -> int | None:
        """Return the id of the partner of that name, slug or spelling, or None."""
        return self._ids.get(spelling_key(name))

    def add(self, partner: PartnerPage) -> None:
        """Learn a partner that was published meanwhile."""
        for name in names_of(partner):
            self._ids.setdefault(spelling_key(name), partner.pk)


def names_of(partner: PartnerPage) -> list[str]:
    """Return everything that `partner` is called, its slug last."""
    names = [partner.title, partner.own_name, *partner.facets.get("names", {}).values()]
    names += partner.other_names.splitlines()
    return [name for name in dict.fromkeys([*names, partner.slug]) if name.strip()]


# ---------------------------------------------------------------- places


def places_within(place: Place) -> QuerySet[Place]:
    """Return `place` and, if it is a region, the places that name it as theirs."""
    inside = Q(pk=place.pk)
    if place.kind == Place.Kind.REGION:
        inside |= Q(country=place.country, region=place.name)
    return Place.objects.filter(inside)


def place_labels(language: str) -> dict[str, str]:
    """Return {own name: name in `language`} of the places that are called otherwise there.

    For facets, whose values are own names. From the cache: one query after a place changed.
    """
    table = cache.get(_LABELS)
    if table is None:
        rows = Place.objects.exclude(labels={}).order_by("-pk").values_list("name", "labels")
        table = dict(rows)
        cache.set(_LABELS, table, KEEP_SECONDS)
    return {name: labels[language] for name, labels in table.items() if language in labels}


def forget_place_labels() -> None:
    """Drop the names kept in the cache; called when a place changes."""
    cache.delete(_LABELS)


class Point(NamedTuple):
    """A point on the globe, in degrees."""

    lat: float
    lon: float


class PlaceFinder:
    """Finds places by country and any of their names; holds them all, after one query."""

    def __init__(self) -> None:
        self.slugs: set[str] = set()
        self._places: dict[tuple[str, str], list[Place]] = {}
        for place in Place.objects.order_by("pk"):
            self.add(place)

    def __iter__(self) -> Iterator[Place]:
        """Yield every place once."""
        every = (place for places in self._places.values() for place in places)
        return iter({place.pk: place for place in every}.values())

    def add(self, place: Place) -> None:
        """Learn a saved place under all its spellings."""
        self.slugs.add(place.slug)
        for spelling in place.spellings.splitlines():
            places = self._places.setdefault((place.country, spelling_key(spelling)), [])
            if place not in places:
                places.append(place)

    def find(
        self,
        name: str,
        country: str,
        *,
        kind: str = "",
        region: str = "",
        point: Point | None = None,
    ) -> Place | None:
        """Return the place of that name (any spelling) in `country`, or None.

        Of several, the one of `kind` (cities first), then of `region`. A namesake more than
        50 km from `point`, in a region of another name, is another place.
        Raises ValueError for a country that is no code of two letters.
        """
        found = self._places.get((country_code(country), spelling_key(name)), [])
        candidates = [
            place
            for place in found
            if (not kind or place.kind == kind) and not _elsewhere(place, region, point)
        ]
        wanted = spelling_key(region)
        ranked = sorted(
            candidates,
            key=lambda one: (one.kind != Place.Kind.CITY, spelling_key(one.region) != wanted),
        )
        return ranked[0] if ranked else None


def _elsewhere(place: Place, region: str, point: Point | None) -> bool:
    if point is None or place.lat is None or place.lon is None:
        return False
    if spelling_key(place.region) == spelling_key(region):
        return False
    north = (place.lat - point.lat) * 111
    east = (place.lon - point.lon) * 111 * cos(radians(point.lat))
    return hypot(north, east) > SAME_PLACE_KM


def place_addresses(_language: str) -> list[str]:
    """Return the addresses of all places, without the language. One query."""
    return [
        f"places/{slug}/" for slug in Place.objects.order_by("pk").values_list("slug", flat=True)
    ]
