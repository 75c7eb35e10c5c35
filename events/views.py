"""What the pages of workshops show, and their calendar files."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from content.json_ld import as_script
from content.languages import LANGUAGES
from content.permissions import public_documents
from events import dates, programme, queries
from events.calendars import session_calendar, workshop_calendar
from events.choices import Precision, Role
from events.fan import fan_of, names
from events.json_ld import event
from events.listing import Choice, listing
from events.models import GuidingQuestion, Session, WorkshopIndexPage, WorkshopPage
from vocabulary.queries import label


def list_context(request: HttpRequest, page: WorkshopIndexPage) -> dict[str, Any]:
    """Return what the list of workshops shows; all state is in the address."""
    found = listing(request.GET)
    return {
        "listing": found,
        "address": f"{settings.SITE_URL}{page.get_url(request) or ''}",
        "chips": [
            {"text": one.chosen_label, "url": _without(request, one)} for one in found.active
        ],
        "list_url": page.get_url(request),
    }


def _without(request: HttpRequest, choice: Choice) -> str:
    """Return the address without one filter."""
    query = request.GET.copy()
    for name in (choice.name, "page"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else request.path


def workshop_context(request: HttpRequest, page: WorkshopPage) -> dict[str, Any]:
    """Return what the workshop's template shows; `page` came with its place and series."""
    user = getattr(request, "user", None)
    sessions = list(page.sessions.all())
    organisations = queries.organisations_of(page)
    practices = queries.practices_of(page)
    queries.load_place_names([page, *practices])
    context = around(request, page)
    return context | {
        "big_date": dates.large(page.start, page.end, page.date_precision),
        "fan_data": fan_of(page),
        "questions": page.questions.all(),
        "days": programme.days(page, sessions, user),
        "card": _card(page, sessions, user),
        "countries": names(page.countries),
        "hosts": [one for one in organisations if one.role == Role.HOST],
        "organisers": [one for one in organisations if one.role == Role.ORGANISER],
        "practices": practices,
        "themes": [{"code": code, "label": label(code)} for code in page.facets.get("themes", [])],
        "has_calendar": bool(page.start) and page.date_precision == Precision.DAY,
        "documents": public_documents(one.value for one in page.documents),
        "versions": _versions(page),
        "json_ld": as_script(event(page, context["address"], organisations, sessions, user)),
    }


def around(request: HttpRequest, page: WorkshopPage) -> dict[str, Any]:
    """Return what the workshop's page and the pages under it have in common."""
    own = page.get_url(request) or "/"
    return {
        "url": own,
        "address": f"{settings.SITE_URL}{own}",
        "canonical": settings.SITE_URL + path_in(page, page.content_language),
        "list_url": own.rstrip("/").rsplit("/", 1)[0] + "/",
        "lang": page.content_language,
        "when": dates.span(page.start, page.end, page.date_precision),
    }


def _versions(page: WorkshopPage) -> list[dict[str, str]]:
    """Return the languages in which the workshop can be read, with their addresses."""
    return [
        {"code": code, "name": LANGUAGES[code], "path": path_in(page, code)}
        for code in queries.languages_of(page)
        if code in LANGUAGES
    ]


def path_in(page: WorkshopPage, code: str) -> str:
    """Return the address of `page` under a language's prefix: what follows is the same."""
    _empty, _language, rest = (page.get_url() or "//").split("/", 2)
    return f"/{code}/{rest}"


def _card(page: WorkshopPage, sessions: list[Session], user: Any) -> dict[str, Any] | None:
    """Return the session that the yellow card shows: the next one with hours."""
    session = programme.session_that_stands_out(sessions)
    if session is None:
        return None
    note = [dates.day_words(session.day), programme.stream_words(session)]
    stream = "" if programme.is_over(session) else programme.stream_address(user, session)
    return {
        "session": session,
        "zones": programme.zones(page, session),
        "note": ". ".join(words for words in note if words) + ".",
        "link": {"title": _("Watch the stream"), "url": stream} if stream else None,
        "calendar": f"session/{session.key}/calendar.ics",
    }


def question(request: HttpRequest, page: WorkshopPage, key: str) -> HttpResponse:
    """Answer with one guiding question; raises Http404."""
    questions: list[GuidingQuestion] = list(page.questions.all())
    index = next((index for index, one in enumerate(questions) if one.key == key), None)
    if index is None:
        raise Http404
    queries.load_place_names([page])
    own = around(request, page)
    context = own | {
        "page": page,
        "question": questions[index],
        "number": index + 1,
        "count": len(questions),
        "others": [(one, at + 1) for at, one in enumerate(questions) if at != index],
        "address": f"{own['address']}question/{key}/",
        "canonical": f"{own['canonical']}question/{key}/",
    }
    return TemplateResponse(request, "events/question.html", context)


def calendar_file(request: HttpRequest, page: WorkshopPage, key: str = "") -> HttpResponse:
    """Answer with the workshop, or its session `key`, as an iCalendar file; raises Http404."""
    address = around(request, page)["address"]
    queries.load_place_names([page])
    if key:
        session = page.sessions.filter(key=key).first()
        if session is None:
            raise Http404
        data: bytes | None = session_calendar(page, session, address, request.user)
    else:
        data = workshop_calendar(page, address)
    if data is None:
        raise Http404
    name = f"{page.slug}-{key}" if key else page.slug
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Robots-Tag"] = "noindex"
    if key and request.user.is_authenticated:
        # The file may hold an address that is not for everyone.
        patch_cache_control(response, private=True)
    return response
