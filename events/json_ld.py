"""A workshop as schema.org data (https://schema.org/Event)."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from events.choices import Mode, Precision
from events.models import Session, WorkshopOrganisation, WorkshopPage
from events.permissions import stream_address

_SCHEMA = "https://schema.org/"
_ATTENDANCE = {
    Mode.ON_SITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


def event(
    page: WorkshopPage,
    address: str,
    organisations: Iterable[WorkshopOrganisation],
    sessions: Iterable[Session],
    user: Any,
) -> dict[str, Any]:
    """Return `page` as a schema.org Event at `address`; only what is known, for `user`."""
    attendance = _ATTENDANCE.get(page.mode)  # type: ignore[call-overload]
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": page.title,
        "description": page.lead,
        "inLanguage": page.content_language,
        "startDate": _day(page, page.start),
        "endDate": _day(page, page.end or page.start),
        "eventStatus": f"{_SCHEMA}EventScheduled",
        "eventAttendanceMode": attendance and _SCHEMA + attendance,
        "location": _location(page, address),
        "organizer": [{"@type": "Organization", "name": one.shown_name} for one in organisations],
        "superEvent": _series(page),
        "audience": [{"@type": "Audience", "audienceType": one} for one in page.audience_lines],
        "about": page.theme,
        "subEvent": [_session(page, one, address, user) for one in sessions],
    }
    return _known(data)


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


def _day(page: WorkshopPage, day: Any) -> str:
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(page.date_precision, 10)  # type: ignore[call-overload]
    return day.isoformat()[:length] if day else ""


def _series(page: WorkshopPage) -> dict[str, Any] | None:
    if page.series is None:
        return None
    return {"@type": "EventSeries", "name": page.series.title_in(page.content_language)}


def _location(page: WorkshopPage, address: str) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    place = page.place
    if place and page.mode != Mode.ONLINE:
        where = {"@type": "PostalAddress", "streetAddress": page.venue}
        where |= {"addressLocality": place.name, "addressCountry": place.country}
        there: dict[str, Any] = {"@type": "Place", "name": place.name, "address": _known(where)}
        if place.lat is not None and place.lon is not None:
            geo = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
            there["geo"] = geo
        places.append(there)
    if page.mode in (Mode.ONLINE, Mode.HYBRID):
        places.append({"@type": "VirtualLocation", "url": address})
    return places


def _session(page: WorkshopPage, session: Session, address: str, user: Any) -> dict[str, Any]:
    zone = ZoneInfo(page.time_zone)
    start, end = session.start, session.end
    stream = stream_address(user, session)
    return _known(
        {
            "@type": "Event",
            "@id": f"{address}#session-{session.key}",
            "name": session.title,
            "description": session.text,
            "startDate": start.astimezone(zone).isoformat() if start else session.day.isoformat(),
            "endDate": end.astimezone(zone).isoformat() if end else "",
            "location": {"@type": "VirtualLocation", "url": stream} if stream else None,
            "performer": [
                {"@type": "Person", "name": block.value["name"]} for block in session.speakers
            ],
        }
    )
