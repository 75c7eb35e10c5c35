"""The library's list and what a practice's page shows."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST
from wagtail.permissions import page_permission_policy

from content.contributions import contributions
from content.dates import period
from content.json_ld import as_script
from content.languages import language_name
from content.permissions import public_documents
from practices import citations, completeness, json_ld, queries, topics
from practices.choices import EVIDENCE_LEVEL
from practices.models import PracticeIndexPage, PracticePage, PracticeTranslationPage
from search.listing import Row
from search.views import results_context
from vocabulary.queries import label

HONEST = "did_not_work"


def library(request: HttpRequest, page: PracticeIndexPage) -> HttpResponse:
    """Answer with the library: search, facets, results; all state is in the address."""
    context = page.get_context(request) | results_context(
        request, types=["practice"], base_url=page.get_url(request)
    )
    context["points"] = _points(context["results"].rows)
    status = 503 if context["results"].unavailable else 200
    return render(request, page.get_template(request), context, status=status)


def _points(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the places of the practices in view, once each, for the map beside the list."""
    points: dict[tuple, dict[str, Any]] = {}
    for row in rows:
        place = row.document.place
        if place and place.lat is not None:
            point = {"lat": place.lat, "lon": place.lon, "label": row.place, "url": row.url}
            points.setdefault((place.lat, place.lon), point)
    return list(points.values())


def practice_context(request: HttpRequest, page: PracticePage) -> dict[str, Any]:
    """Return what the practice's template shows; `page` came with place, lead and main theme."""
    partners = _partners(page)
    journeys = queries.journeys_of(page) if page.pk else []
    translations = queries.translations_of(page) if page.pk else []
    address = f"{settings.SITE_URL}{page.get_url(request) or ''}"
    cited = citations.citation_of(page, address, translations)
    return story(page) | {
        "facts_when": when(page),
        "partners": partners,
        "themes": _links("theme", page.facets.get("themes", [])),
        "target_groups": _links("target_group", page.facets.get("target_groups", [])),
        "evidence_level": EVIDENCE_LEVEL.get(page.evidence, 0),
        "missing": completeness.missing(page),
        "documents": public_documents(one.value.get("document") for one in page.documents),
        "contacts": [one.value for one in page.contacts if one.value.get("agreed")],
        "journeys": journeys,
        "related": queries.related(page, journeys) if page.pk else [],
        "workshops": contributions("practice.workshops", page),
        "translations": translations,
        "citation": citations.in_words(cited),
        "citation_tags": list(citations.tags(cited)),
        "citation_files": citation_files(page, request),
        "licence_address": cited.licence_address,
        "address": address,
        "json_ld": as_script(json_ld.article(page, address)),
        "cover_words": " · ".join(part for part in (page.place.country_in(), when(page)) if part),
        "status_kind": {"ongoing": "good", "pilot": "good"}.get(page.status, ""),
        "library_url": library_url(page, request),
        "language_words": language_name(page.language),
    }


def story(page: PracticePage | PracticeTranslationPage) -> dict[str, Any]:
    """Return the body as it is laid out: sections before the honest part, it, and after."""
    blocks = list(page.body)
    return {
        "sections": [block for block in blocks if block.block_type != HONEST],
        "honest": [block for block in blocks if block.block_type == HONEST],
        "unknown": [line for line in getattr(page, "unknown", "").splitlines() if line.strip()],
    }


def translation_context(request: HttpRequest, page: PracticeTranslationPage) -> dict[str, Any]:
    """Return what a translation shows: its text, the original, whether that has changed since."""
    original = page.practice
    return story(page) | {
        "original": original,
        "is_stale": original.text_changed_at > page.original_seen_at,
        "original_language": language_name(original.language),
        "library_url": library_url(original, request),
    }


def when(page: PracticePage) -> str:
    """Return the period of a practice as words in the reader's language."""
    return period(page.start, page.end, page.status in ("ongoing", "pilot"))


def library_url(page: PracticePage, request: HttpRequest) -> str:
    """Return the library's address for the reader: the practice's own, one part shorter."""
    own = page.get_url(request) or "/"
    return own.rstrip("/").rsplit("/", 1)[0] + "/"


def citation_files(page: PracticePage, request: HttpRequest) -> list[dict[str, str]]:
    """Return the files that hold the citation, each with `title`, `url` and media `type`."""
    own = page.get_url(request) or ""
    return [
        {"title": str(title), "url": f"{own}cite.{form}", "type": media}
        for form, (title, media, _write) in citations.FORMS.items()
    ]


def citation_file(request: HttpRequest, page: PracticePage, form: str) -> HttpResponse:
    """Answer with the citation of `page` as a file. Raises Http404 for a form we do not write."""
    if form not in citations.FORMS:
        raise Http404
    _title, media, write = citations.FORMS[form]
    cited = citations.citation_of(page, f"{settings.SITE_URL}{page.get_url(request) or ''}")
    response = HttpResponse(write(cited), content_type=f"{media}; charset=utf-8")
    name = content_disposition_header(True, f"{cited.key}.{form}")
    response["Content-Disposition"] = name or ""
    response["X-Robots-Tag"] = "noindex"
    return response


def _partners(page: PracticePage) -> list[dict]:
    rows = page.partners.all()
    if isinstance(rows, QuerySet):
        rows = list(
            queries.partners_with_openness().filter(practice=page).select_related("partner")
        )
        # Kept on the page, so that whoever asks next (completeness) costs no query.
        page.partners = rows
    return [
        {"name": row.shown_name, "page": row.partner if row.is_open else None}
        for row in rows
        if row.shown_name
    ]


def _links(facet: str, codes: list[str]) -> list[dict]:
    return [{"code": code, "label": label(code), "query": f"?{facet}={code}"} for code in codes]


@require_POST
def topics_of_draft(request: HttpRequest) -> JsonResponse:
    """Answer with the terms that the text in the editor's form names: {"topics": [{id, label,
    words, chosen, kept, refused}], "problem": what is wrong with a name that was typed, or ""}.
    Saves nothing. For people who write pages."""
    if not page_permission_policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    try:
        found = topics.topics_of_draft(request.POST, request.user)
    except ValidationError as error:
        return JsonResponse({"topics": None, "problem": " ".join(error.messages)})
    except (LookupError, ValueError, TypeError) as error:
        raise BadRequest("not the form of a practice") from error
    return JsonResponse(
        {
            "topics": [
                {
                    "id": one.pk,
                    "label": one.label,
                    "words": one.words,
                    "chosen": one.chosen,
                    "kept": one.kept,
                    "refused": one.refused,
                }
                for one in found
            ],
            "problem": "",
        }
    )
