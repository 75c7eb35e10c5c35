"""The OpenAPI document, made from the addresses and the shapes of answers. It is in English."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from api import links
from api.problems import MEDIA_TYPE, STATUSES, TITLES, Problem, WrongParameter
from api.views import api

OF_ALL = ("too-many-requests",)
OF_SEARCH = ("search-unavailable", *OF_ALL)
LANGUAGE_HEADER = {
    "in": "header",
    "name": "Accept-Language",
    "description": "Language of labels and of problems, where `ui` names none",
    "schema": {"type": "string", "examples": ["it, en;q=0.5"]},
    "required": False,
}


@cache
def document(site: str) -> dict[str, Any]:
    """Return the OpenAPI document for the site at the address `site`."""
    made = dict(api.get_openapi_schema(path_prefix=links.BASE))
    made["servers"] = [{"url": site}]
    for name, model in (("Problem", Problem), ("WrongParameter", WrongParameter)):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        made["components"]["schemas"][name] = schema
    for path, operations in made["paths"].items():
        _complete(path, operations["get"])
    return made


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add what holds for all addresses: problems, the header, parameters without a value."""
    for parameter in operation["parameters"]:
        _without_value(parameter)
    operation["parameters"].append(LANGUAGE_HEADER)
    for kind in _problems_of(path):
        operation["responses"][str(STATUSES[kind])] = _response(kind)


def _without_value(parameter: dict[str, Any]) -> None:
    """Say that a number or one of a few words may be left empty, in place of `null`."""
    schema = parameter["schema"]
    for known in schema.pop("anyOf", ()):
        if known != {"type": "null"}:
            schema |= known
    if parameter["in"] == "query" and {"minimum", "pattern", "enum"} & schema.keys():
        parameter["allowEmptyValue"] = True


def _problems_of(path: str) -> Iterator[str]:
    yield "invalid-parameters"
    yield from OF_SEARCH if path.endswith("/search") else OF_ALL
    if "{" in path:
        yield "not-found"


def _response(kind: str) -> dict[str, Any]:
    return {
        "description": _english(TITLES[kind]),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _english(words: Any) -> str:
    """Return a title in the language of the document."""
    with translation.override("en"):
        return str(words)


def openapi(_request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    return JsonResponse(document(settings.SITE_URL), json_dumps_params={"ensure_ascii": False})
