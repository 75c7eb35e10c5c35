"""Workshops and sessions as iCalendar files (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vText

from events.choices import Precision
from events.models import Session, WorkshopPage
from events.permissions import stream_address

_HOUR = timedelta(hours=1)


def workshop_calendar(workshop: WorkshopPage, address: str) -> bytes | None:
    """Return the days of a workshop as a file; None where they are not known to the day."""
    if workshop.start is None or workshop.date_precision != Precision.DAY:
        return None
    event = _event(workshop, workshop.title, address)
    event.add("uid", f"{workshop.translation_key}@{_host()}")
    _set_days(event, workshop.start, workshop.end or workshop.start)
    event.add("location", vText(_location(workshop)))
    event.add("description", vText(f"{workshop.lead}\n\n{address}".strip()))
    return _file(workshop, [event])


def session_calendar(workshop: WorkshopPage, session: Session, address: str, user: Any) -> bytes:
    """Return one session as a file, with the stream's address if `user` may see it."""
    address = f"{address}#session-{session.key}"
    event = _event(workshop, f"{session.title}: {workshop.title}", address)
    event.add("uid", f"{workshop.translation_key}-{session.key}@{_host()}")
    if session.start:
        zone = ZoneInfo(workshop.time_zone)
        event.add("dtstart", session.start.astimezone(zone))
        event.add("dtend", (session.end or session.start + _HOUR).astimezone(zone))
    else:
        _set_days(event, session.day, session.day)
    stream = stream_address(user, session)
    event.add("location", vText(", ".join(filter(None, (session.room, _location(workshop))))))
    event.add("description", vText("\n\n".join(filter(None, (session.text, stream, address)))))
    return _file(workshop, [event])


def _event(workshop: WorkshopPage, title: str, address: str) -> Event:
    changed = workshop.last_published_at or datetime(2020, 1, 1, tzinfo=UTC)
    event = Event()
    event.add("summary", vText(title))
    event.add("url", address)
    # A calendar takes a file for newer when its sequence is higher: minutes of the last change.
    event.add("sequence", int(changed.timestamp()) // 60)
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event["summary"].params["LANGUAGE"] = workshop.content_language
    return event


def _set_days(event: Event, first: date, last: date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the end of an all-day event is exclusive
    event.add("transp", "TRANSPARENT")


def _location(workshop: WorkshopPage) -> str:
    place = workshop.place
    words = [workshop.venue, place.name_in() if place else "", place.country_in() if place else ""]
    return ", ".join(word for word in words if word)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _file(workshop: WorkshopPage, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Crocevia//Workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    day = workshop.start or date.today()
    # The rules of the zone around the days of the workshop; a century of them says no more.
    calendar.add_missing_timezones(
        first_date=date(day.year - 1, 1, 1), last_date=date(day.year + 2, 1, 1)
    )
    return calendar.to_ical()
