"""The directory: which partners a choice of filters leaves, how many others there would be.

List, map and counts are all made from one list of public partners, read in one query. So they
always agree, and what is not public is in none of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from accounts.choices import language_choices
from content.languages import country_choices, country_name
from network.forms import Choice, read_choice
from network.models import PartnerPage, Place
from search import analysis
from vocabulary.models import THEMES
from vocabulary.queries import labels

# More dots than this nobody can tell apart: the map then shows countries.
MOST_DOTS = 150


@dataclass(frozen=True)
class Filter:
    """One filter: its name in addresses, its words, what a partner has of it."""

    name: str
    legend: Callable[[], str]
    values: Callable[[PartnerPage], Iterable[str]]
    names: Callable[[], Mapping[str, Any]]
    open: bool = True


@dataclass(frozen=True)
class Selection:
    """What a choice leaves of the directory. `counts`: per filter, per value."""

    choice: Choice
    partners: list[PartnerPage]
    counts: dict[str, Counter[str]]


def _countries() -> dict[str, str]:
    return {code: country_name(code) for code, _english in country_choices()}


FILTERS = (
    Filter("theme", lambda: gettext("Theme"), lambda one: one.facets.get("themes", ()),
           lambda: labels(THEMES)),
    Filter("type", lambda: gettext("What it is"), lambda one: (one.kind,),
           lambda: dict(PartnerPage.Kind.choices)),
    Filter("country", lambda: gettext("Country"),
           lambda one: (one.place.country,) if one.place else (), _countries),
    Filter("language", lambda: gettext("Working language"), lambda one: one.languages or (),
           lambda: dict(language_choices()), open=False),
)  # fmt: skip


def select(partners: Sequence[PartnerPage], query: QueryDict) -> Selection:
    """Return what the filters, words and order in `query` leave of `partners`.

    A count says how many partners a value would show beside the other filters: choosing one
    value does not shrink the counts of the filter it belongs to. Unknown values are dropped.
    """
    choice = read_choice(query, {one.name: one.names() for one in FILTERS})
    found = [partner for partner in partners if _has_words(partner, choice.words)]
    missed = [_missed(partner, choice) for partner in found]
    counts = {
        one.name: Counter(
            value
            for partner, names in zip(found, missed, strict=True)
            if names <= {one.name}
            for value in set(one.values(partner))
        )
        for one in FILTERS
    }
    left = [partner for partner, names in zip(found, missed, strict=True) if not names]
    return Selection(choice, in_order(left, choice.order), counts)


def _missed(partner: PartnerPage, choice: Choice) -> set[str]:
    """Return the names of the filters that `partner` does not meet."""
    return {
        one.name
        for one in FILTERS
        if (wanted := choice.filters.get(one.name)) and not {*wanted} & {*one.values(partner)}
    }


def _has_words(partner: PartnerPage, typed: str) -> bool:
    """Tell whether each word typed begins a word of the partner's names, place or first lines."""
    if not typed:
        return True
    words = analysis.words(analysis.fold(typed))
    parts = [partner.title, partner.own_name, partner.other_names]
    parts += [*partner.facets.get("names", {}).values()]
    parts += [*partner.facets.get("summaries", {}).values()]
    if partner.place:
        parts += [partner.place.spellings, partner.place.region, partner.place.country_in()]
    text = " " + " ".join(analysis.words(analysis.fold(" ".join(parts))))
    return bool(words) and all(f" {word}" in text for word in words)


def in_order(partners: Iterable[PartnerPage], order: str = "name") -> list[PartnerPage]:
    """Return `partners` by name in the reader's language, by country and name, or newest first."""
    rows = sorted(partners, key=lambda one: (analysis.fold(one.name_in()), one.pk))
    if order == "country":
        return sorted(rows, key=_country_key)
    if order == "newest":
        return sorted(rows, key=lambda one: str(one.first_published_at or ""), reverse=True)
    return rows


def _country_key(partner: PartnerPage) -> tuple[bool, str]:
    # Partners without a place come last.
    place = partner.place
    return place is None, analysis.fold(place.country_in()) if place else ""


def dots(partners: Iterable[PartnerPage], directory_url: str) -> list[dict[str, Any]]:
    """Return one dot for each place of `partners`: label, count, address, coordinates.

    Partners of one place share its dot. With too many places a dot stands for a country. A dot
    without coordinates is not drawn, but stands in the list beside the map like all others.
    """
    counts = Counter(one.place for one in partners if one.place)
    if len(counts) > MOST_DOTS:
        return _country_dots(counts, directory_url)
    found = [
        {
            "name": place.name_in(),
            "lang": place.name_language(),
            "country": place.country_in(),
            "count": count,
            "url": place.get_absolute_url(),
            "lat": place.lat,
            "lon": place.lon,
        }
        for place, count in counts.items()
    ]
    return _labelled(found)


def by_country(found: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return `dots` as (country, its dots) by name: the list beside the map."""
    countries: dict[str, list[dict[str, Any]]] = {}
    for dot in found:
        countries.setdefault(dot["country"], []).append(dot)
    return sorted(countries.items(), key=lambda pair: analysis.fold(pair[0]))


def _country_dots(counts: Counter[Place], directory_url: str) -> list[dict[str, Any]]:
    countries: dict[str, list[Place]] = {}
    for place in counts:
        countries.setdefault(place.country, []).append(place)
    found = []
    for code, places in countries.items():
        points = [
            (one.lat, one.lon) for one in places if one.lat is not None and one.lon is not None
        ]
        found.append(
            {
                "name": country_name(code),
                "lang": "",
                "country": "",
                "count": sum(counts[one] for one in places),
                "url": f"{directory_url}?country={code}",
                "lat": mean(lat for lat, _lon in points) if points else None,
                "lon": mean(lon for _lat, lon in points) if points else None,
            }
        )
    return _labelled(found)


def _labelled(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for dot in found:
        dot["label"] = f"{dot['name']} ({dot['count']})" if dot["count"] > 1 else dot["name"]
        dot["named"] = True
    # Those with most partners get their name on the map first.
    return sorted(found, key=lambda dot: (-dot["count"], analysis.fold(dot["name"])))
