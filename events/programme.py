"""The programme as the page shows it: days with stops, and the session that stands out."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.languages import active_language, language_name
from events.choices import SessionKind, StreamAccess
from events.dates import clock, day_words, zone_city
from events.models import Session, WorkshopPage
from events.permissions import stream_address

BRUSSELS = "Europe/Brussels"


def zones(workshop: WorkshopPage, session: Session) -> list[dict[str, str]]:
    """Return the zones in which a session's time is told: the place's, Brussels, the source's.

    Zones whose clocks agree at that moment are told once.
    """
    found: dict[Any, dict[str, str]] = {}
    language = active_language()
    for zone in (workshop.time_zone, BRUSSELS, session.stated_zone):
        if not zone:
            continue
        name = zone_city(zone, language)
        if zone == workshop.time_zone and workshop.place:
            name = workshop.place.name_in()
        moment = (session.start or datetime.now(UTC)).astimezone(ZoneInfo(zone))
        found.setdefault(moment.utcoffset(), {"zone": zone, "place": name})
    return list(found.values())


def is_over(session: Session) -> bool:
    """Tell whether a session is over; one without hours is over when its day is."""
    if session.start:
        return (session.end or session.start) < timezone.now()
    return session.day < timezone.now().date()


def days(workshop: WorkshopPage, sessions: Iterable[Session], user: Any) -> list[dict[str, Any]]:
    """Return the programme as days: `title` and the `stops` of the agenda."""
    ordered = sorted(sessions, key=lambda one: (one.day, str(one.start or "~")))
    return [
        {"title": day_words(day), "stops": [_stop(workshop, one, user) for one in some]}
        for day, some in groupby(ordered, key=lambda one: one.day)
    ]


def _stop(workshop: WorkshopPage, session: Session, user: Any) -> dict[str, Any]:
    stop: dict[str, Any] = {
        "id": f"session-{session.key}",
        "title": session.title,
        "text": session.text,
        "lang": workshop.content_language,
        "key": session.key,
        "speakers": [block.value for block in session.speakers],
        "details": _details(session),
        "labels": _labels(session),
        "stream": "" if is_over(session) else stream_address(user, session),
    }
    if session.start is None:
        state = "over" if is_over(session) else "open"
        return stop | {"time": session.time_note or _("hour not fixed"), "state": state}
    first, *others = zones(workshop, session)
    moments = [
        one.astimezone(ZoneInfo(first["zone"])) for one in (session.start, session.end) if one
    ]
    return stop | {
        "moments": [
            {"iso": one.isoformat(timespec="minutes"), "clock": one.strftime("%H:%M")}
            for one in moments
        ],
        "zones": " ".join(one["zone"] for one in (first, *others)),
        "place": _place(session, first),
        "others": [
            f"{clock(session.start, session.end, one['zone'])} {_place(session, one)}"
            for one in others
        ],
        "state": "over" if is_over(session) else "",
    }


def _place(session: Session, row: dict[str, str]) -> str:
    """Return `Brussels (CEST)`; the zone's short name is that of the session's day."""
    assert session.start  # noqa: S101  (asked for sessions with hours only)
    short = session.start.astimezone(ZoneInfo(row["zone"])).tzname() or ""
    return f"{row['place']} ({short})" if short.isalpha() else row["place"]


def _details(session: Session) -> list[tuple[str, str]]:
    """Return what is known of room and languages, as pairs of term and words."""
    pairs = (
        (_("Room"), session.room),
        (_("Languages"), _languages(session.languages)),
        (_("Interpretation into"), _languages(session.interpretation)),
        (_("Captions in"), _languages(session.captions)),
    )
    return [(term, words) for term, words in pairs if words]


def _languages(codes: list[str]) -> str:
    language = active_language()
    return format_list([language_name(code, language) for code in codes], locale=language)


def _labels(session: Session) -> list[dict[str, str]]:
    labels = []
    if session.kind != SessionKind.OTHER:
        labels.append({"text": capfirst(session.get_kind_display()), "icon": ""})
    if words := stream_words(session):
        labels.append({"text": words, "icon": "radio"})
    if session.captions:
        labels.append({"text": _("Captions"), "icon": "captions"})
    return labels


def stream_words(session: Session) -> str:
    """Return how a session is streamed and for whom; nothing if it is not."""
    for_whom = {
        StreamAccess.EVERYONE: _("open to everyone"),
        StreamAccess.SIGNED_IN: _("for whoever is signed in"),
        StreamAccess.PARTICIPANTS: _("for participants"),
    }.get(session.stream_access)  # type: ignore[call-overload]
    if not for_whom:
        return ""
    how = session.stream_note or _("streamed")
    return f"{how[:1].upper()}{how[1:]}, {for_whom}"


def session_that_stands_out(sessions: Iterable[Session]) -> Session | None:
    """Return the next session with hours, or the first one when all are over."""
    timed = sorted((one for one in sessions if one.start), key=lambda one: one.start)  # type: ignore[arg-type,return-value]
    return next((one for one in timed if not is_over(one)), timed[0] if timed else None)
