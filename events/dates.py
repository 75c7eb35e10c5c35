"""Days and hours of a workshop as words. English is written as Europe writes it: 28 March."""

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location

from content.languages import active_language
from events.choices import Precision

_LOCALES = {"en": "en_GB"}


def _locale(language: str | None) -> str:
    code = language or active_language()
    return _LOCALES.get(code, code)


def last_day(start: date | None, end: date | None, precision: str) -> date | None:
    """Return the last day on which a workshop can be, or None if no date is known."""
    day = end or start
    if day is None or precision == Precision.DAY:
        return day
    month = 12 if precision == Precision.YEAR else day.month
    return date(day.year, month, monthrange(day.year, month)[1])


def day_words(day: date, language: str | None = None) -> str:
    """Return a day with its weekday: `Tuesday 28 March 2023`."""
    words = format_date(day, "full", locale=_locale(language))
    return words[:1].upper() + words[1:]


def span(start: date | None, end: date | None, precision: str, language: str | None = None) -> str:
    """Return the dates as words: `28–29 March 2023`, `novembre 2022`, `2022`, or nothing."""
    if start is None:
        return ""
    code = _locale(language)
    if precision == Precision.YEAR:
        return str(start.year)
    if precision == Precision.MONTH:
        return format_skeleton("yMMMM", start, locale=code)
    if end is None or end == start:
        return format_date(start, "long", locale=code)
    if start.year != end.year:
        return " – ".join(format_date(day, "long", locale=code) for day in (start, end))
    number, rest = _parted(end, code)
    if start.month == end.month:
        return f"{_parted(start, code)[0]}–{number} {rest}"
    return f"{format_skeleton('MMMMd', start, locale=code)} – {number} {rest}"


def large(
    start: date | None, end: date | None, precision: str, language: str | None = None
) -> tuple[str, str]:
    """Return the dates in two sizes: (`28–29`, `March 2023`), (`November`, `2022`)."""
    if start is None:
        return "", ""
    code = _locale(language)
    if precision == Precision.YEAR:
        return str(start.year), ""
    if precision == Precision.MONTH:
        return format_date(start, "LLLL", locale=code), str(start.year)
    number, rest = _parted(end or start, code)
    if end is None or end == start:
        return number, rest
    if (start.year, start.month) == (end.year, end.month):
        return f"{_parted(start, code)[0]}–{number}", rest
    days = (format_skeleton("MMMd", day, locale=code) for day in (start, end))
    return " – ".join(days), str(end.year)


def _parted(day: date, code: str) -> tuple[str, str]:
    """Return (`28.`, `März 2023`): in all ten languages a long date begins with the day."""
    number, _space, rest = format_date(day, "long", locale=code).partition(" ")
    return number, rest


def clock(start: datetime, end: datetime | None, zone: str) -> str:
    """Return a span of time as it is in `zone`: `15:00–16:45`."""
    place = ZoneInfo(zone)
    moments = [one.astimezone(place) for one in (start, end) if one]
    return "–".join(one.strftime("%H:%M") for one in moments)


@lru_cache(maxsize=256)
def zone_city(zone: str, language: str) -> str:
    """Return the city that a time zone is named after, in `language`: `Brussel`."""
    return get_timezone_location(zone, locale=_LOCALES.get(language, language), return_city=True)
