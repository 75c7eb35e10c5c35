"""What the home page and the pages of text show."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from content.languages import active_language
from content.permissions import public_pages
from events.queries import next_or_latest_workshop
from home import queries
from home.models import EditorialPage, HomePage
from network.models import Place
from practices.queries import Journey, fresh
from practices.queries import journeys as travelled

FRESH = 5
MOST_JOURNEYS = 3


def home_context(request: HttpRequest, page: HomePage) -> dict[str, Any]:
    """Return what the home page shows: workshop, practices, themes, journeys, the map."""
    home_url = f"/{active_language()}/"
    library_url = f"{home_url}library/"
    places = queries.places_with_practices()
    journeys = travelled(MOST_JOURNEYS)
    practices = fresh(FRESH)
    themes = queries.themes_with_counts()
    return {
        "library_url": library_url,
        "search_url": f"{home_url}search/",
        "tries": [
            {"text": one.value["text"], "lang": one.value["lang"], "url": _try(home_url, one.value)}
            for one in page.examples
        ],
        "workshop": next_or_latest_workshop(),
        "first": practices[0] if practices else None,
        "others": practices[1:],
        "themes": themes,
        "journeys": journeys,
        "points": [_point(place, library_url, journeys) for place in places],
        "ways": [
            (_point(one.start.place, "", ()), _point(one.end.place, "", ()))
            for one in journeys
            if one.start and one.end
        ],
    }


def editorial_context(request: HttpRequest, page: EditorialPage) -> dict[str, Any]:
    """Return what a page of text shows besides itself: the pages under it."""
    return {"children": public_pages(page.get_children()) if page.numchild else []}


def _try(home_url: str, example: dict) -> str:
    return f"{home_url}search/?{urlencode({'q': example['text']})}"


def _point(place: Place, library_url: str, journeys: "list[Journey] | tuple") -> dict[str, Any]:
    ends = {end.place_id for one in journeys for end in (one.start, one.end) if end}
    return {
        "lat": place.lat,
        "lon": place.lon,
        "label": place.name_in(),
        "url": f"{library_url}?{urlencode({'city': place.name})}",
        "count": getattr(place, "count", 0),
        "country": place.country_in(),
        "on": place.pk in ends,
    }
