"""What one value of an import file may be.

Each check takes the value and returns it as the library keeps it, or raises `Wrong` with words
that follow the name of the key: «title» *must be text, not a number*.
"""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from content.dates import first_day
from content.languages import country_choices
from practices.importing.reading import Doubled, kind_of

Check = Callable[[Any], Any]
YEARS = range(1900, 2101)
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_TEXT = 50_000
MOST = 200
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_IS_ADDRESS = URLValidator(schemes=["http", "https"])
_AROUND = " \t\n.,;:–—-()[]<>|"


class Wrong(Exception):  # noqa: N818  it is the value that is wrong
    """What is wrong with a value."""


def text(most: int = LONGEST_TEXT, *, empty: bool = False, lines: bool = False) -> Check:
    """Check a text of at most `most` characters; on one line unless `lines`."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong(f"must be text, not {kind_of(value)}")
        if found := _UNPRINTABLE.search(value):
            raise Wrong(f"holds a character that cannot be shown (U+{ord(found.group()):04X})")
        clean = value.strip() if lines else " ".join(value.split())
        if not clean and not empty:
            raise Wrong("is empty")
        if len(clean) > most:
            raise Wrong(f"has {len(clean)} characters, {most} are allowed")
        return clean

    return check


def slug(value: Any) -> str:
    """Check an id: it stands in the practice's address."""
    clean = text(255)(value)
    if not SLUG.fullmatch(clean):
        raise Wrong(
            f"«{shorten(clean)}» may hold only small letters a to z, digits, and single hyphens"
            " between them"
        )
    return clean


def one_of(codes: Collection[str]) -> Check:
    """Check a code."""

    def check(value: Any) -> str:
        clean = text(empty=True)(value)
        if clean not in codes:
            raise Wrong(f"«{shorten(clean)}» is not known; allowed: {' '.join(codes)}")
        return clean

    return check


def some_of(
    codes: Collection[str], *, least: int = 0, current: Callable[[str], str] = str
) -> Check:
    """Check a list of codes, each counted once; `current` says what a code is called today."""

    def check(value: Any) -> list[str]:
        if not isinstance(value, list):
            raise Wrong(f"must be a list, not {kind_of(value)}")
        clean = [current(text(empty=True)(one)) for one in value]
        unknown = [f"«{shorten(one)}»" for one in clean if one not in codes]
        if unknown:
            verb = "is" if len(unknown) == 1 else "are"
            names = ", ".join(unknown[:5])
            raise Wrong(f"{names} {verb} not known; allowed: {' '.join(codes)}")
        if len(clean) < least:
            raise Wrong(f"must have at least {least} of: {' '.join(codes)}")
        return list(dict.fromkeys(clean))

    return check


def texts(most: int = LONGEST_TEXT, *, parted_by: str = "") -> Check:
    """Check a list of texts, or one text. Empty ones are left out, repeated ones count once."""
    check_one = text(most, empty=True, lines=True)

    def check(value: Any) -> list[str]:
        if isinstance(value, str):
            value = value.split(parted_by) if parted_by else [value]
        if not isinstance(value, list):
            raise Wrong(f"must be text or a list of texts, not {kind_of(value)}")
        if len(value) > MOST:
            raise Wrong(f"has {len(value)} entries, {MOST} are allowed")
        clean = [check_one(one) for one in value]
        return [one for one in dict.fromkeys(clean) if one]

    return check


def country(value: Any) -> str:
    """Check an ISO 3166-1 alpha-2 code of a country in or around Europe."""
    clean = text(empty=True)(value)
    codes = _countries()
    if clean in codes:
        return clean
    meant = {"UK": "GB", "EL": "GR"}.get(clean.upper(), clean.upper())
    hint = f"; did you mean {meant}?" if meant in codes else ""
    raise Wrong(
        f"«{shorten(clean)}» is not the ISO 3166-1 code of a country in or around Europe,"
        f" two capital letters such as RO{hint}"
    )


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code, _name in country_choices())


def number(least: float, most: float) -> Check:
    """Check a number in a range."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(f"must be a number, not {kind_of(value)}")
        if not least <= value <= most:
            raise Wrong(f"must be between {least} and {most}")
        return float(value)

    return check


def partial_date(value: Any) -> str:
    """Check a year, a month or a day."""
    clean = text()(value)
    try:
        found = first_day(clean)
    except ValueError as error:
        raise Wrong(f"«{shorten(clean)}» is no date: write 2020, 2020-01 or 2020-01-31") from error
    if found.year not in YEARS:
        raise Wrong(f"«{clean}» is not between {YEARS[0]} and {YEARS[-1]}")
    return clean


def sections(value: Any) -> list[tuple[str, str]]:
    """Check a body: a list of objects with heading and text. Returns pairs."""
    if not isinstance(value, list):
        raise Wrong(f"must be a list, not {kind_of(value)}")
    if len(value) > MOST:
        raise Wrong(f"has {len(value)} sections, {MOST} are allowed")
    return [_section(one, number) for number, one in enumerate(value, 1)]


def _section(value: Any, number: int) -> tuple[str, str]:
    where = f"section {number}"
    if not isinstance(value, dict):
        raise Wrong(f"{where} must be an object with heading and text, not {kind_of(value)}")
    if isinstance(value, Doubled):
        raise Wrong(f"{where}: «{value.key}» stands there twice")
    unknown = [key for key in value if key not in ("heading", "text")]
    if unknown:
        raise Wrong(f"{where}: «{shorten(unknown[0])}» is not known; allowed: heading text")
    found = []
    for key, check in (("heading", text(160)), ("text", text(lines=True))):
        try:
            if key not in value:
                raise Wrong("is missing")
            found.append(check(value[key]))
        except Wrong as error:
            raise Wrong(f"{where}: «{key}» {error}") from error
    return found[0], found[1]


def sources(value: Any) -> list[tuple[str, str]]:
    """Check sources: addresses, words, or both in one text. Returns (words, address) pairs."""
    return [_source(one) for one in texts(1200)(value)]


def _source(line: str) -> tuple[str, str]:
    found = _ADDRESS.search(line)
    address = found.group().rstrip(".,;:!?)'»”") if found else ""
    try:
        if len(address) > 1000:
            raise ValidationError("too long")
        _IS_ADDRESS(address)
        words = line.replace(address, " ")
    except ValidationError:
        address, words = "", line
    words = " ".join(words.split()).strip(_AROUND if address else None)
    if len(words) > 200:
        raise Wrong(f"«{shorten(words)}» has {len(words)} characters, 200 are allowed")
    return words, address


def shorten(value: str) -> str:
    """Return the beginning of a text for a message."""
    clean = value.encode("utf-8", "replace").decode()
    return clean if len(clean) <= 40 else clean[:39] + "…"


def meant(name: str, names: Collection[str]) -> str:
    """Return what somebody may have meant who wrote `name`, as words for a message."""
    close = get_close_matches(name, names, n=1)
    return f"; did you mean «{close[0]}»?" if close else ""
