"""Reading people. What others see of somebody is decided here and nowhere else."""

from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from babel.dates import get_timezone_name
from django.conf import settings
from django.utils.translation import get_language, gettext

from accounts.choices import Shown
from accounts.contributions import contributions
from accounts.models import User

PARTNERS = "profile.partners"


@dataclass(frozen=True)
class PublicProfile:
    """What others see of a person. An e-mail address is never among it."""

    name: str
    is_named: bool
    partners: list[Any] = field(default_factory=list)
    languages: list[tuple[str, str]] = field(default_factory=list)
    time_zone: str = ""
    about: str = ""


def public_profile(user: User | None) -> PublicProfile:
    """Return what others see of `user`: what they chose to show, and of a gone person nothing.

    Every surface that names somebody (page, list, message, feed, export) asks here. Partners
    come from the slot `profile.partners`, as dicts `title` and `url`; they cost a query only
    when they are shown.
    """
    if user is None or not user.is_active:
        return PublicProfile(name=gettext("A former member"), is_named=False)
    shown = set(user.shown or ())
    is_named = Shown.NAME in shown and bool(user.name.strip())
    return PublicProfile(
        name=user.name if is_named else gettext("A member of Crocevia"),
        is_named=is_named,
        partners=contributions(PARTNERS, user) if Shown.PARTNERS in shown else [],
        languages=_named_languages(user.languages) if Shown.LANGUAGES in shown else [],
        time_zone=time_zone_name(user.time_zone) if Shown.TIME_ZONE in shown else "",
        about=user.about if Shown.ABOUT in shown else "",
    )


def _locale() -> Locale:
    return Locale.parse((get_language() or settings.LANGUAGE_CODE).split("-")[0])


def _named_languages(codes: Any) -> list[tuple[str, str]]:
    names = _locale().languages
    return [(code, names.get(code, code)) for code in codes or () if isinstance(code, str)]


def time_zone_name(zone: str) -> str:
    """Return a time zone in the reader's words; empty for none or for one that no longer is."""
    if zone not in settings.WAGTAIL_USER_TIME_ZONES:
        return ""
    return get_timezone_name(zone, locale=_locale()) + f" ({zone.split('/')[-1].replace('_', ' ')})"


def needs_second_step(user: User) -> bool:
    """Tell whether the editors' room stays closed until this person has a second step."""
    # allauth's models load after this module.
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415

    if settings.SECOND_STEP == "optional":
        return False
    if settings.SECOND_STEP == "administrators" and not user.has_perm("accounts.change_user"):
        return False
    return not is_mfa_enabled(user)
