"""Lists to choose from, and what follows from a country's code."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from content.languages import LANGUAGES, language_name

# Languages in which an organisation may work or have its name: the site's ten, the others of
# Europe, and those that many newcomers speak.
SPOKEN = (
    *LANGUAGES,
    *"bg cs da et fi ga hr hu lt lv mt no pl pt sk sv".split(),
    *"be bs eu gl is lb mk ru sq sr tr uk".split(),
    *"am ar bn fa hi ka ku ps so ti ur zh".split(),
)

# The language of a place's own name, where the country leaves no doubt about it.
_LANGUAGE_OF_COUNTRY = dict(
    pair.split(":")
    for pair in (
        "AL:sq AT:de BG:bg CY:el CZ:cs DE:de DK:da EE:et FR:fr GB:en GR:el HR:hr HU:hu IE:en IS:is "
        "IT:it LI:de LT:lt LV:lv MC:fr MD:ro MT:mt NL:nl NO:no PL:pl PT:pt RO:ro RS:sr SE:sv SI:sl "
        "SK:sk SM:it TR:tr UA:uk"
    ).split()
)

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
    ENDED = "ended", _("ended")


def spoken_language_choices() -> list[tuple[str, Any]]:
    """Return the languages as choices, named in the reader's language, in its order."""
    return sorted(((code, language_name(code)) for code in SPOKEN), key=lambda pair: pair[1])


def language_of(country: str) -> str:
    """Return the language of place names in `country`, or nothing where there are several."""
    return _LANGUAGE_OF_COUNTRY.get(country, "")


def nuts_prefix(country: str) -> str:
    """Return how NUTS codes of `country` (ISO 3166) begin."""
    return _NUTS_PREFIX.get(country, country)


def country_code(text: str) -> str:
    """Return `text` as ISO 3166-1 alpha-2 code: `el` becomes GR; raises ValueError if it is none."""
    code = text.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise ValueError(f"{text!r} is no country code of two letters")
    return _ISO_CODE.get(code, code)
