"""Where the files and the feed of a list are, and what such an address asks for."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from content.languages import active_language
from search import registry
from search.engines import TYPE
from search.listing import Listing
from search.queries import facet_labels
from search.query import Query
from search.state import State, read_state, specs_for


def file_address(form: str, kind: str = "") -> str:
    """Return the path of the file for a list of everything, or of one type of documents."""
    if kind:
        return reverse("search:results_of_kind", args=[kind, form])
    return reverse("search:results_file", args=[form])


def address_for(listing: Listing, form: str) -> str:
    """Return the path of the file with what `listing` shows: same words, facets and order."""
    types = listing.query.types
    base = file_address(form, types[0] if len(types) == 1 else "")
    return replace(listing.state, base_url=base, facets=listing.query.facets, page=1).url()


def asked_for(request: HttpRequest, form: str, kind: str) -> tuple[State, Query]:
    """Return what an address of a file asks for; unknown facets and values are dropped.

    Raises IndexUnavailable.
    """
    types = (kind,) if kind else ()
    state = read_state(request.GET, file_address(form, kind), specs_for(types))
    return state, state.query(active_language(), types, ())


def page_address(state: State, kind: str) -> str:
    """Return the path of the page that lists the same."""
    facets = {TYPE: (kind,), **state.facets} if kind else state.facets
    return replace(state, base_url=reverse("search:search"), facets=facets).url()


def title_of(state: State, kind: str) -> str:
    """Return in words what a list holds: what was typed, and the chosen values."""
    language = active_language()
    words = [f"“{state.text}”"] if state.text else []
    for facet, values in state.facets.items():
        names = facet_labels(facet, language)
        words += [str(names.get(value, value)) for value in values]
    known = registry.document_type(kind)
    return " · ".join(["Crocevia", *([str(known.label())] if known else []), *words])
