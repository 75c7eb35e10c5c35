"""What a profile can say."""

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Languages that people in this field speak: those of Europe, and those that newcomers bring.
_OTHERS = (
    "am ar bg bn bs cs da et eu fa fi ff ga gl ha hi hr hu hy is ka ku lt lv mk mt nb pa pl "
    "ps pt rom ru rw si sk so sq sr sv sw ta ti tl tr uk ur vi wo yo zh"
)
SPOKEN = (*dict(settings.LANGUAGES), *_OTHERS.split())


class Shown(models.TextChoices):
    """What of a profile others may see, if the person says so."""

    NAME = "name", _("name")
    PARTNERS = "partners", _("partner")
    LANGUAGES = "languages", _("languages")
    TIME_ZONE = "time_zone", _("time zone")
    ABOUT = "about", _("about you")


def shown_by_default() -> list[str]:
    """Return what of a new profile others see: the name, nothing else."""
    return [Shown.NAME.value]


@lru_cache(maxsize=16)
def _named(code: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(code).languages

    def sorted_by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
        return sorted(((one, names.get(one, one)) for one in codes), key=lambda pair: pair[1])

    return (*sorted_by_name(dict(settings.LANGUAGES)), *sorted_by_name(_OTHERS.split()))


def language_choices() -> tuple[tuple[str, str], ...]:
    """Return the languages one may speak as (code, name in the reader's language).

    The ten of the site come first, then the others; each by name.
    """
    return _named((get_language() or settings.LANGUAGE_CODE).split("-")[0])


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the time zones of Europe and its islands as (name, words)."""
    return [(zone, zone.replace("_", " ")) for zone in settings.WAGTAIL_USER_TIME_ZONES]
