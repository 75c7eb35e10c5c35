"""Tags for times: a time always says its place, and the visitor's own time stands beside it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


def _span(start: datetime, end: datetime | None, zone: str) -> SafeString:
    """Return a span of time in `zone` as `<time>` elements; `start` and `end` are aware."""
    place = ZoneInfo(zone)
    first = format_html(
        '<time datetime="{}">{}</time>',
        start.isoformat(timespec="minutes"),
        time_format(start.astimezone(place), "H:i"),
    )
    if end is None:
        return first
    last = format_html(
        '<time datetime="{}">{}</time>',
        end.isoformat(timespec="minutes"),
        time_format(end.astimezone(place), "H:i"),
    )
    return format_html("{}–{}", first, last)


@register.simple_tag
def local_time(
    *, start: datetime, zone: str, place: str, end: datetime | None = None
) -> SafeString:
    """Show a time as it is in `place` (`zone` names its time zone).

    With scripts the visitor's own time is written beside it, when their clock differs.
    """
    return format_html(
        '<local-time data-zone="{}" data-words="{}">{} <span class="nowrap">({})</span>'
        "</local-time>",
        zone,
        gettext("your time"),
        _span(start, end, zone),
        place,
    )


@register.inclusion_tag("components/agenda.html")
def agenda(*, stops: Any, level: int = 3) -> dict:
    """Show a programme as a line with stops.

    `stops`: dicts with `time` (words) and `time_note`, or `start`, `end`, `zone`, `place`;
    `title`; optional `text`, `labels` (dicts `text`, `icon`, `kind`), `state` (over, now, open),
    `id`, `lang`, `url`. `level` is the level of the titles.
    """
    rows = [
        stop
        | {
            "span": _span(stop["start"], stop.get("end"), stop["zone"]),
            "yours": gettext("your time"),
        }
        if stop.get("start")
        else stop
        for stop in stops
    ]
    return {"stops": rows, "heading": f"h{level}"}


@register.inclusion_tag("components/session_card.html")
def session_card(
    *,
    title: str,
    start: datetime,
    end: datetime | None,
    zones: Any,
    note: str = "",
    link: Any = None,
    calendar_url: str = "",
    anchor: str = "session",
    lang: str = "",
) -> dict:
    """Show when a session is, one row per time zone, each zone named.

    `zones`: dicts `zone` ("Europe/Bucharest") and `place`; `link`: dict `title`, `url`; `lang`:
    language of the title. With scripts the visitor's zone joins as a row of its own, unless a
    row already says it.
    """
    rows = [
        {
            "place": row["place"],
            "name": start.astimezone(ZoneInfo(row["zone"])).tzname(),
            "span": _span(start, end, row["zone"]),
        }
        for row in zones
    ]
    return {
        "title": title,
        "start": start,
        "end": end,
        "rows": rows,
        "zones": " ".join(row["zone"] for row in zones),
        "note": note,
        "link": link,
        "calendar_url": calendar_url,
        "id": anchor,
        "lang": lang,
    }
