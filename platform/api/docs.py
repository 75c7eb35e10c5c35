"""The documentation for people: the OpenAPI document as a page that needs no script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from api import links
from api.description import document
from api.door import language_asked
from api.problems import STATUSES, TITLES
from content.languages import LANGUAGES

EXAMPLES = {
    "search": "/search?q=language+cafe&country=SI&ui=en",
    "practices": "/practices?limit=100",
    "concept": "/concepts/housing?ui=it",
}


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of an answer. `shape` names the shape that it holds, if any."""

    name: str
    kind: str
    shape: str
    about: str


@dataclass(frozen=True)
class Operation:
    """An address."""

    name: str
    path: str
    title: str
    about: tuple[str, ...]
    parameters: tuple[Field, ...]
    answer: str
    example: str


@dataclass(frozen=True)
class Shape:
    """A shape of answers."""

    name: str
    about: str
    fields: tuple[Field, ...]


@require_safe
def docs_page(request: HttpRequest) -> HttpResponse:
    """Answer with the documentation; its frame is in the language asked for."""
    language = language_asked(request)
    # The page has no language in its address: the switch leads to itself.
    request.page_languages = {  # type: ignore[attr-defined]
        code: f"{request.path}?ui={code}" for code in LANGUAGES
    }
    with translation.override(language):
        response = render(request, "api/docs.html", _context())
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _context() -> dict[str, Any]:
    made = document(settings.SITE_URL)
    return {
        "about": made["info"]["description"],
        "base": links.on_site(links.BASE),
        "operations": [_operation(path, one["get"]) for path, one in made["paths"].items()],
        "shapes": [_shape(name, one) for name, one in made["components"]["schemas"].items()],
        "problems": [(kind, STATUSES[kind], title) for kind, title in TITLES.items()],
        "rate": settings.API_RATE,
    }


def _operation(path: str, data: Mapping[str, Any]) -> Operation:
    answer = data["responses"].get(200) or data["responses"]["200"]
    example = EXAMPLES.get(data["operationId"], "")
    return Operation(
        name=data["operationId"],
        path=path,
        title=data["summary"],
        about=tuple(" ".join(part.split()) for part in data["description"].split("\n\n")),
        parameters=tuple(_parameter(one) for one in data["parameters"]),
        answer=_shape_in(answer["content"]["application/json"]["schema"]),
        example=links.on_site(links.BASE + example) if example else "",
    )


def _parameter(data: Mapping[str, Any]) -> Field:
    schema = data["schema"]
    about = " ".join(filter(None, (_sentence(data.get("description", "")), _limits(schema))))
    return Field(data["name"], _kind(schema), "", about)


def _sentence(words: str) -> str:
    return f"{words}." if words and words[-1] not in ".…" else words


def _limits(schema: Mapping[str, Any]) -> str:
    known = [
        ("default", "Default: {}."),
        ("minimum", "At least {}."),
        ("maximum", "At most {}."),
        ("maxLength", "At most {} characters."),
        ("maxItems", "At most {} times."),
    ]
    return " ".join(words.format(schema[name]) for name, words in known if schema.get(name))


def _shape(name: str, data: Mapping[str, Any]) -> Shape:
    fields = (
        Field(field, _kind(one), _shape_in(one), _sentence(one.get("description", "")))
        for field, one in data["properties"].items()
    )
    return Shape(name, " ".join(data.get("description", "").split()), tuple(fields))


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in words what a value is."""
    if "$ref" in schema:
        return ""
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "anyOf" in schema:
        return " | ".join(filter(None, map(_kind, schema["anyOf"])))
    if schema.get("type") == "array":
        return " ".join(("list of", _kind(schema["items"]))).strip()
    if isinstance(schema.get("additionalProperties"), dict):
        return " ".join(("object of", _kind(schema["additionalProperties"]))).strip()
    return schema.get("format") or schema.get("type", "")


def _shape_in(schema: Mapping[str, Any]) -> str:
    """Return the name of the shape in a schema, or ""."""
    return next(_shapes(schema), "")


def _shapes(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _shapes(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _shapes(part)
