"""The fan of a workshop: a line from each participating country to the host city."""

from typing import Any

from babel.lists import format_list
from django.utils.translation import ngettext

from content.languages import active_language, country_name
from events.models import WorkshopPage

# About the middle of each country's mainland, in degrees: enough for a line to come from there.
MIDDLES = {
    "AD": (42.5, 1.5), "AL": (41.1, 20.1), "AT": (47.6, 14.1), "BA": (44.2, 17.8),
    "BE": (50.6, 4.6), "BG": (42.8, 25.2), "BY": (53.5, 28.0), "CH": (46.8, 8.2),
    "CY": (35.0, 33.2), "CZ": (49.8, 15.3), "DE": (51.1, 10.4), "DK": (56.0, 10.0),
    "EE": (58.7, 25.5), "ES": (40.2, -3.6), "FI": (63.0, 26.5), "FR": (46.6, 2.5),
    "GB": (53.5, -1.7), "GE": (42.2, 43.5), "GR": (39.1, 22.9), "HR": (45.1, 16.4),
    "HU": (47.2, 19.4), "IE": (53.2, -8.1), "IS": (64.9, -18.6), "IT": (42.8, 12.1),
    "LI": (47.1, 9.5), "LT": (55.3, 23.9), "LU": (49.8, 6.1), "LV": (56.9, 24.9),
    "MC": (43.7, 7.4), "MD": (47.2, 28.5), "ME": (42.8, 19.2), "MK": (41.6, 21.7),
    "MT": (35.9, 14.4), "NL": (52.2, 5.6), "NO": (61.5, 9.0), "PL": (52.1, 19.4),
    "PT": (39.6, -8.0), "RO": (45.9, 25.0), "RS": (44.2, 20.8), "SE": (60.5, 15.5),
    "SI": (46.1, 14.8), "SK": (48.7, 19.5), "SM": (43.9, 12.5), "TR": (39.1, 35.2),
    "UA": (49.0, 31.4), "XK": (42.6, 20.9),
}  # fmt: skip


def names(codes: list[str]) -> str:
    """Return countries as a list in the reader's language: `Italia, Spagna e Francia`."""
    language = active_language()
    return format_list([country_name(code, language) for code in codes], locale=language)


def fan_of(workshop: WorkshopPage) -> dict[str, Any] | None:
    """Return host, guests and words of the fan; None without a host city or without guests."""
    place = workshop.place
    if place is None or place.lat is None or place.lon is None:
        return None
    codes = [code for code in workshop.countries if code in MIDDLES and code != place.country]
    if not codes:
        return None
    label = ngettext(
        "One line, from %(countries)s to %(city)s (%(country)s).",
        "%(count)s lines, one for each country, meet in %(city)s (%(country)s): %(countries)s.",
        len(codes),
    ) % {
        "count": len(codes),
        "city": place.name_in(),
        "country": place.country_in(),
        "countries": names(codes),
    }
    return {
        "host": {"lat": place.lat, "lon": place.lon, "label": place.name_in()},
        "guests": [
            {"lat": MIDDLES[code][0], "lon": MIDDLES[code][1], "label": country_name(code)}
            for code in codes
        ],
        "label": label,
    }
