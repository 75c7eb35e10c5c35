"""Reading a workshop from the facts of a file, as plain values for `actions.publish_workshop`."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from events.choices import Kind, Mode, Precision, Role, SessionKind, StreamAccess
from network.models import PartnerPage, Place
from practices.models import PracticePage
from vocabulary.queries import concepts_by_notation

Facts = Mapping[str, Any]
DEFAULT_ZONE = "Europe/Brussels"
_STREAMS = {"public": StreamAccess.EVERYONE, "registered": StreamAccess.PARTICIPANTS}


def shared_values(facts: Facts, places: Callable[[str, str], Place]) -> dict[str, Any]:
    """Return the fields that are the same in every language."""
    city, country = facts.get("city") or "", facts.get("country") or ""
    return {
        "ordinal": facts.get("ordinal"),
        "kind": facts["kind"] if facts["kind"] in Kind.values else Kind.OTHER,
        "mode": facts.get("mode") if facts.get("mode") in Mode.values else "",
        "start": _day(facts.get("start")),
        "end": _day(facts.get("end")),
        "date_precision": facts.get("date_precision") or Precision.DAY,
        "time_zone": facts.get("timezone") or DEFAULT_ZONE,
        "place": places(city, country) if city else None,
        "country": "" if city else country,
        "countries": list(facts.get("countries", [])),
        "contact_email": facts.get("contact_email") or "",
        "project": facts.get("project") or "",
        "project_url": facts.get("project_url") or "",
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def shared_children(
    facts: Facts,
    partner_pages: Mapping[str, PartnerPage],
    practices: Mapping[str, PracticePage],
    aliases: Mapping[str, str],
) -> dict[str, list[dict[str, Any]]]:
    """Return what hangs on the page and is the same in every language, as plain rows."""
    concepts = concepts_by_notation("themes")
    names = [(Role.HOST, one) for one in facts.get("hosts", [])]
    names += [(Role.ORGANISER, one) for one in facts.get("organisers", [])]
    return {
        "organisations": [
            {"role": role, "name": name, "partner": partner_pages.get(aliases.get(name, ""))}
            for role, name in names
        ],
        "themes": [
            {"concept": concepts[one]} for one in _themes(facts, practices) if one in concepts
        ],
        "practices": [
            {"practice": practices[one]}
            for one in facts.get("linked_practices", [])
            if one in practices
        ],
    }


def _themes(facts: Facts, practices: Mapping[str, PracticePage]) -> list[str]:
    """Return the themes as stated, else the main ones of the practices that were discussed."""
    if "themes" in facts:
        return facts["themes"]
    shown = (practices[one] for one in facts.get("linked_practices", []) if one in practices)
    return list(dict.fromkeys(one for page in shown for one in page.facets.get("themes", [])[:1]))


def texts(facts: Facts) -> dict[str, str]:
    """Return the plain texts of one language."""
    return {
        "title": facts["title"],
        "draft_title": facts["title"],
        "lead": facts.get("lead", ""),
        "theme": facts.get("theme", ""),
        "date_note": facts.get("date_note", ""),
        "audience": "\n".join(facts.get("audience", [])),
        "objectives": "\n".join(facts.get("objectives", [])),
    }


def session(row: Facts, zone: str) -> dict[str, Any]:
    """Return a session; its hours are read in the zone that the row states."""
    stated = row.get("timezone") or zone
    kind = row.get("kind", "")
    return {
        "day": date.fromisoformat(row["date"]),
        "start": _moment(row["date"], row.get("start"), stated),
        "end": _moment(row["date"], row.get("end"), stated),
        "stated_zone": stated if stated != zone else "",
        "kind": kind if kind in SessionKind.values else SessionKind.OTHER,
        "title": row["title"],
        "text": row.get("text", ""),
        "room": row.get("room") or "",
        "stream_access": _STREAMS.get(row.get("stream") or "", ""),
        "stream_url": row.get("stream_url") or "",
        "stream_note": row.get("stream_note") or "",
    }


def _moment(day: str, hour: str | None, zone: str) -> datetime | None:
    if not hour:
        return None
    local = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def section(row: Facts) -> tuple[str, dict[str, str]]:
    """Return one section of the body as (block type, value)."""
    return "section", {"heading": row["heading"], "text": str(rich_text(row["text"]))}


def rich_text(text: str) -> SafeString:
    """Return plain text as paragraphs and lists; lines that begin with `- ` are list items."""
    parts = [_paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]
    return mark_safe("".join(parts))  # noqa: S308  (each part is escaped)


def _paragraph(part: str) -> SafeString:
    rows = part.splitlines()
    if all(row.startswith("- ") for row in rows):
        items = format_html_join("", "<li>{}</li>", ((_linked(row[2:]),) for row in rows))
        return format_html("<ul>{}</ul>", items)
    return format_html("<p>{}</p>", _linked(" ".join(rows)))


def _linked(text: str) -> SafeString:
    return mark_safe(urlize(text, autoescape=True))  # noqa: S308  (urlize escapes)
