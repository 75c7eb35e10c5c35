"""Links in mails about discussions. Whoever holds a signed one may switch one thing off, without
an account and at any time: unsubscribing must not expire."""

from django.db import models
from django.urls import reverse
from django.utils.translation import override

from alerts.links import absolute, sign, unsign

SPACE, STOP = "discussion", "stop"


class Stop(models.TextChoices):
    """What a link switches off. The number beside it is that of a following, or of a person."""

    FOLLOWING = "following"
    MENTIONS = "mentions"
    ANSWERS = "answers"
    BOTH = "both"


def stop_url(what: Stop, pk: int, language: str) -> str:
    """Return the link that switches one thing off, for a mail in that language."""
    return url("stop", language, sign(SPACE, STOP, f"{what.value}-{pk}"))


def read(signed: str) -> tuple[Stop, int] | None:
    """Return what a link switches off and for whom; None if nobody here signed it."""
    what, _dash, number = unsign(SPACE, STOP, signed).partition("-")
    return (Stop(what), int(number)) if what in Stop.values else None


def url(name: str, language: str, *args: object, anchor: str = "") -> str:
    """Return the whole address of a page of discussions, in that language."""
    with override(language):
        return absolute(reverse(f"discussion:{name}", args=args)) + anchor
