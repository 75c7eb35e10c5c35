"""The form beside a thread with which one follows it by mail, and times as mails say them."""

from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date, format_time
from django import template

from content.languages import active_language, cldr_code
from discussion.mail import queries
from discussion.mail.choices import Hearing
from discussion.mail.forms import FollowForm
from discussion.models import Channel

register = template.Library()
PREFIX = "follow"


@register.inclusion_tag("discussion/parts/follow.html", takes_context=True)
def follow_by_mail(context: Any, *, channel: Channel) -> dict[str, Any]:
    """Offer to follow a channel by mail: no query on its page, else one for somebody signed in."""
    person = context["request"].user
    if not person.is_authenticated:
        return {"channel": channel, "must_sign_in": True}
    offer = queries.offer(person, channel)
    follows = offer.rhythm not in ("", Hearing.OFF)
    initial = {"rhythm": offer.rhythm or Hearing.DAILY}
    return {
        "channel": channel,
        "form": FollowForm(initial=initial, prefix=PREFIX),
        "prefix": PREFIX,
        "follows": follows,
        "wrote": offer.wrote,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def when(time: datetime) -> str:
    """Return a moment in plain words, by the clock of the site (UTC), as pages of discussions say
    it."""
    here, locale = time.astimezone(UTC), cldr_code(active_language())
    day, hour = format_date(here, "medium", locale), format_time(here, "short", locale=locale)
    return f"{day}, {hour} UTC"


@register.filter
def day(value: date) -> str:
    """Return a day in words."""
    return format_date(value, "long", cldr_code(active_language()))
