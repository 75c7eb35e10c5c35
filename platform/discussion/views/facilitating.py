"""The facilitator's view, for moderators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from content.languages import language_name
from discussion import facilitating, hands, topics
from discussion.facilitating import Suggestion
from discussion.views.answers import answered, moderated_channel


@answered
@require_safe
def facilitate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has spoken and who has not, what waits, and whose hand is up since when."""
    channel, _seer = moderated_channel(request, pk)
    found = facilitating.picture(channel)
    context: dict[str, Any] = {
        "channel": channel,
        "topic": topics.topic_of(channel, topics.reading_page(channel)),
        "picture": found,
        "languages": [
            (one, language_name(one.name) if one.name else "") for one in found.languages
        ],
        "hands": [(one, minutes(one.since)) for one in found.hands],
        "questions": [(one, minutes(one.changed_at)) for one in found.questions],
        "takes_hands": hands.takes_hands(channel),
        "next_words": next_words(found.next, found.total) if found.next else "",
    }
    return render(request, "discussion/facilitate.html", context)


def minutes(since: Any) -> str:
    """Return in words how long ago something was."""
    number = int((timezone.now() - since).total_seconds() // 60)
    if number < 1:
        return _("less than a minute")
    if number < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number}
    hours = number // 60
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}


def next_words(found: Suggestion, total: int) -> str:
    """Return in words why this hand might be next."""
    waits = _("This hand has been up for %(time)s.") % {"time": minutes(found.hand.since)}
    if not found.hand.place or not total:
        return waits
    if not found.count:
        words = _("Nobody from %(place)s has written here yet.") % {"place": found.hand.place}
    else:
        words = ngettext(
            "%(place)s has written %(count)d message of %(total)d.",
            "%(place)s has written %(count)d messages of %(total)d.",
            found.count,
        ) % {"place": found.hand.place, "count": found.count, "total": total}
    return f"{words} {waits}"
