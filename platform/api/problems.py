"""Errors as RFC 9457 says: application/problem+json, with lasting types that can be looked up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import ValidationError
from pydantic import BaseModel, Field

from api import links
from search.engines import IndexUnavailable

MEDIA_TYPE = "application/problem+json"
# The last part of a `type` is lasting; titles are for people. The page of documentation lists them.
TITLES = {
    "not-found": gettext_lazy("There is nothing at this address"),
    "invalid-parameters": gettext_lazy("Parameters that cannot be used"),
    "method-not-allowed": gettext_lazy("Only reading is possible here"),
    "too-many-requests": gettext_lazy("Too many requests"),
    "search-unavailable": gettext_lazy("Search is being prepared"),
    "server-error": gettext_lazy("Something went wrong on our side"),
}
STATUSES = {
    "not-found": 404,
    "invalid-parameters": 422,
    "method-not-allowed": 405,
    "too-many-requests": 429,
    "search-unavailable": 503,
    "server-error": 500,
}


class WrongParameter(BaseModel):
    """A parameter that cannot be used, and why."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `type` is lasting, words are in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongParameter] = Field(default_factory=list)


def address(kind: str) -> str:
    """Return the type of a problem, which is where it is explained."""
    return links.on_site(f"{links.BASE}/docs#{kind}")


def problem(
    kind: str,
    detail: str,
    errors: Sequence[WrongParameter] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return a problem of one of the kinds in TITLES, with `detail` for people."""
    body = Problem(
        type=address(kind),
        title=str(TITLES[kind]),
        status=STATUSES[kind],
        detail=detail,
        errors=list(errors),
    )
    return JsonResponse(
        body.model_dump(exclude_defaults=True),
        status=STATUSES[kind],
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
        json_dumps_params={"ensure_ascii": False},
    )


def not_found(_request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return problem("not-found", _("Check the address; what is not public is not here either."))


def unavailable(_request: HttpRequest, _error: IndexUnavailable) -> HttpResponse:
    """Answer 503: the index does not answer."""
    detail = _("Search is being prepared. Please try again in a minute.")
    return problem("search-unavailable", detail, headers={"Retry-After": "60"})


def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer 422 with what is wrong with each parameter."""
    errors = [WrongParameter(parameter=_name(one), detail=_words(one)) for one in error.errors]
    detail = "; ".join(f"{one.parameter}: {one.detail}" for one in errors)
    return problem("invalid-parameters", detail, errors)


def _name(error: Mapping[str, Any]) -> str:
    """Return the parameter: the last word of its place, which may end with a number in a list."""
    words = [part for part in error["loc"] if isinstance(part, str)]
    return words[-1]


def _words(error: Mapping[str, Any]) -> str:
    """Say in the language asked for what the checker says in English."""
    given = error.get("ctx") or {}
    sentences = {
        "int_parsing": _("must be a whole number"),
        "greater_than_equal": _("must be at least %(ge)s"),
        "less_than_equal": _("must be at most %(le)s"),
        "string_too_long": _("must have at most %(max_length)s characters"),
        "too_long": _("may be given at most %(max_length)s times"),
        "literal_error": _("must be one of: %(expected)s"),
        "string_pattern_mismatch": _("is not written as expected: see the documentation"),
    }
    sentence = sentences.get(error["type"], _("cannot be used"))
    return sentence % given


def register_problems(api: NinjaAPI) -> None:
    """Have `api` answer with problems."""
    # ninja's types ask for handlers that take classes of errors as well.
    api.add_exception_handler(Http404, not_found)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, invalid)  # type: ignore[arg-type]
    api.add_exception_handler(IndexUnavailable, unavailable)  # type: ignore[arg-type]
