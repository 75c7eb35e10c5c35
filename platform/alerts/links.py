"""Signed links in mails: whoever holds one may do one thing, without an account.

confirm   a saved search, for as long as it waits for that
stop      one saved search, at any time: unsubscribing must not expire
manage    all saved searches of one subscriber
"""

from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import override

CONFIRM, STOP, MANAGE = "confirm", "stop", "manage"
CONFIRM_WITHIN = timedelta(days=7)
ALERTS = "alerts"


def sign(space: str, purpose: str, words: str) -> str:
    """Return `words` signed for one purpose of one application (`space`)."""
    return _signer(space, purpose).sign(words)


def unsign(space: str, purpose: str, signed: str, within: timedelta | None = None) -> str:
    """Return what was signed; empty if it is forged, of another purpose, or older than `within`."""
    try:
        return _signer(space, purpose).unsign(signed, max_age=within)
    except BadSignature:
        return ""


def _signer(space: str, purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"{space}.{purpose}", sep=".")


def token(purpose: str, pk: int) -> str:
    """Return what a link of that purpose carries."""
    return sign(ALERTS, purpose, str(pk))


def read(purpose: str, signed: str) -> int | None:
    """Return the number in a token; None if it is forged, of another purpose, or too old."""
    within = CONFIRM_WITHIN if purpose == CONFIRM else None
    number = unsign(ALERTS, purpose, signed, within)
    return int(number) if number.isdecimal() else None


def path(purpose: str, pk: int) -> str:
    """Return the address of a signed link below this site, in the active language."""
    return reverse(f"alerts:{purpose}", args=[token(purpose, pk)])


def url(purpose: str, pk: int, language: str) -> str:
    """Return a signed link for a mail in that language."""
    with override(language):
        return absolute(path(purpose, pk))


def absolute(address: str) -> str:
    """Return an address on this site, whatever host a request named."""
    return urljoin(settings.SITE_URL, address)
