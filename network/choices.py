"""Lists to choose from, and what follows from a country's code."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The language of a place's own name, where the country leaves no doubt about it.
_COUNTRIES_OF_LANGUAGE = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "AT DE LI", "el": "CY GR", "en": "GB IE", "et": "EE",
    "fr": "FR MC", "hr": "HR", "hu": "HU", "is": "IS", "it": "IT SM", "lt": "LT", "lv": "LV",
    "mt": "MT", "nb": "NO", "nl": "NL", "pl": "PL", "pt": "PT", "ro": "MD RO", "sk": "SK",
    "sl": "SI", "sq": "AL", "sr": "RS", "sv": "SE", "tr": "TR", "uk": "UA",
}  # fmt: skip
_LANGUAGE_OF_COUNTRY = {
    country: language
    for language, countries in _COUNTRIES_OF_LANGUAGE.items()
    for country in countries.split()
}

# Eurostat writes two countries otherwise than ISO 3166 does.
_NUTS_PREFIX = {"GR": "EL", "GB": "UK"}
_ISO_CODE = {"EL": "GR", "UK": "GB"}


class Role(TextChoices):
    """What somebody does for a partner on this site."""

    COORDINATOR = "coordinator", _("coordinator")
    CONTRIBUTOR = "contributor", _("contributor")


class State(TextChoices):
    """Where a membership stands."""

    ASKED = "asked", _("asked for")
    CONFIRMED = "confirmed", _("confirmed")
    ENDED = "ended", pgettext_lazy("a membership", "ended")


def language_of(country: str) -> str:
    """Return the language of place names in `country`, or nothing where there are several."""
    return _LANGUAGE_OF_COUNTRY.get(country, "")


def nuts_prefix(country: str) -> str:
    """Return how NUTS codes of `country` (ISO 3166) begin."""
    return _NUTS_PREFIX.get(country, country)


def country_code(text: str) -> str:
    """Return `text` as ISO 3166-1 alpha-2 code: `el` becomes GR. Raises ValueError if none."""
    code = text.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise ValueError(f"{text!r} is no country code of two letters")
    return _ISO_CODE.get(code, code)
