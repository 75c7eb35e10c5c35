"""The addresses of the API. Reads only; each calls one function that makes the record."""

import re

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Query

from api import concepts, partners, practices, results, workshops
from api.problems import register_problems
from api.schemas.records import (
    ConceptRecord,
    Partner,
    Practice,
    Practices,
    WalkAsked,
    Workshop,
)
from api.schemas.search import Asked, Found, SearchAsked
from api.sending import Reader, Writer

DESCRIPTION = """\
Everything that anybody may read in the library, in the directory and about workshops, as JSON.
Nothing here needs an account. Labels come in the language of ?ui= or of Accept-Language; texts
stay in the language in which people wrote them, and say which one it is.
Texts may be reused under the licence that each record names."""
SLUG = re.compile(r"[-\w]{1,255}")

api = NinjaAPI(
    title="Crocevia",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=Reader(),
    renderer=Writer(),
)
register_problems(api)


def _slug(text: str) -> str:
    """Return what may be the last part of an address; raises Http404 for other text."""
    if not SLUG.fullmatch(text):
        raise Http404
    return text


@api.get("/search", response=Found, operation_id="search", summary="Search", tags=["Search"])
def search(request: HttpRequest, asked: Query[SearchAsked]) -> Found:
    """Find practices, partners and workshops in ten languages, with reasons and counts.

    Filters may be repeated: values of one filter are alternatives, different filters must all
    hold. A filter's own choice does not shrink its own counts.
    """
    return results.find(request, asked)


@api.get(
    "/practices",
    response=Practices,
    operation_id="practices",
    summary="All practices",
    tags=["Records"],
)
def walk_practices(request: HttpRequest, asked: Query[WalkAsked]) -> Practices:
    """Walk through all practices, in short: follow `next` until it is null."""
    return practices.walk(asked)


@api.get(
    "/practices/{id}",
    response=Practice,
    operation_id="practice",
    summary="A practice",
    tags=["Records"],
)
def practice(request: HttpRequest, id: str, asked: Query[Asked]) -> Practice:  # noqa: A002
    """Read a practice, whole."""
    return practices.practice(_slug(id))


@api.get(
    "/partners/{id}",
    response=Partner,
    operation_id="partner",
    summary="A partner",
    tags=["Records"],
)
def partner(request: HttpRequest, id: str, asked: Query[Asked]) -> Partner:  # noqa: A002
    """Read a partner, whole, with its practices and workshops."""
    return partners.partner(_slug(id))


@api.get(
    "/workshops/{id}",
    response=Workshop,
    operation_id="workshop",
    summary="A workshop",
    tags=["Records"],
)
def workshop(request: HttpRequest, id: str, asked: Query[Asked]) -> Workshop:  # noqa: A002
    """Read a workshop, whole, with its programme and guiding questions."""
    return workshops.workshop(_slug(id))


@api.get(
    "/concepts/{id}",
    response=ConceptRecord,
    operation_id="concept",
    summary="A concept",
    tags=["Records"],
)
def concept(request: HttpRequest, id: str, asked: Query[Asked]) -> ConceptRecord:  # noqa: A002
    """Read a concept of the thesaurus: what it is called, what it means, what is near it."""
    return concepts.concept(_slug(id))
