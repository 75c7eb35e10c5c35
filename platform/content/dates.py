"""Dates that are known to the year, the month or the day: 2020, 2020-01, 2020-01-31."""

import re
from datetime import date

from babel.dates import format_date, format_skeleton
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.languages import active_language, cldr_code

_PARTIAL = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


def validate_partial_date(value: str) -> None:
    """Raise ValidationError unless `value` is YYYY, YYYY-MM or YYYY-MM-DD and exists."""
    try:
        first_day(value)
    except ValueError as error:
        raise ValidationError(
            _("Write a year, a month or a day: 2020, 2020-01 or 2020-01-31."), code="partial_date"
        ) from error


def first_day(value: str) -> date:
    """Return the first day that a partial date covers; raises ValueError if it is none."""
    if not isinstance(value, str) or not _PARTIAL.match(value):
        raise ValueError(f"{value!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    return date.fromisoformat((value + "-01-01")[:10])


def partial_date(value: str, language: str | None = None) -> str:
    """Return a partial date as words: `January 2020`, `31 gennaio 2020`."""
    day, code = first_day(value), cldr_code(language or active_language())
    if len(value) == 4:
        return value
    if len(value) == 7:
        return format_skeleton("yMMMM", day, locale=code)
    return format_date(day, "long", locale=code)


def period(start: str, end: str, ongoing: bool, language: str | None = None) -> str:
    """Return a period as words; empty when nothing is known."""
    first = partial_date(start, language) if start else ""
    last = partial_date(end, language) if end else ""
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first and ongoing:
        return str(_("since %(start)s") % {"start": first})
    return first or (str(_("until %(end)s") % {"end": last}) if last else "")
