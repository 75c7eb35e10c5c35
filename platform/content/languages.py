"""Languages and countries, named in each of the ten languages (data: CLDR through babel)."""

from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

LANGUAGES: dict[str, str] = dict(settings.LANGUAGES)


def active_language() -> str:
    """Return the reader's interface language: one of the ten codes."""
    code = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return code if code in LANGUAGES else settings.LANGUAGE_CODE


def cldr_code(code: str) -> str:
    """Return the CLDR locale of a language; English as Europe writes it: 28 March."""
    return "en_GB" if code == "en" else code


@lru_cache(maxsize=32)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=4096)
def _language_name(code: str, in_language: str) -> str:
    return _locale(in_language).languages.get(code, code)


@lru_cache(maxsize=4096)
def _country_name(code: str, in_language: str) -> str:
    return _locale(in_language).territories.get(code.upper(), code)


def language_name(code: str, in_language: str | None = None) -> str:
    """Return the name of language `code` in `in_language` (default: the reader's)."""
    return _language_name(code, in_language or active_language())


def country_name(code: str, in_language: str | None = None) -> str:
    """Return the name of country `code` (ISO 3166-1 alpha-2) in `in_language`."""
    return _country_name(code, in_language or active_language())


def country_choices() -> list[tuple[str, str]]:
    """Return the countries of Europe and around it as choices, by English name."""
    codes = [
        "AL",
        "AD",
        "AT",
        "BY",
        "BE",
        "BA",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GE",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "MD",
        "ME",
        "MK",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "RS",
        "SE",
        "SI",
        "SK",
        "SM",
        "TR",
        "UA",
        "VA",
        "XK",
    ]
    return sorted(((code, country_name(code, "en")) for code in codes), key=lambda pair: pair[1])
