"""The site-wide search page, suggestions while typing, and the list that other pages reuse."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.generation import answer_for_now
from content.languages import active_language, language_name
from search import registry
from search.engines import CONCEPT, IndexUnavailable
from search.listing import Listing, make_listing
from search.notices import Notice
from search.queries import search
from search.query import Query
from search.state import State, read_state, specs_for, specs_shown
from search.suggestions import Suggestion, suggest
from search.terms import by_notation, described, tree
from vocabulary.queries import current_notation
from vocabulary.skos import FORMATS, MEDIA_TYPES, to_graph

SUGGESTIONS, STRAIGHT_TO = 8, 4


def results_context(
    request: HttpRequest,
    types: Iterable[str] | None = None,
    base_url: str = "",
    within: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """Return what `search/_listing.html` and its parts show: `results` (a Listing), and the
    addresses for the search box.

    `types` narrows the list to those document types, `within` to values of facets; `base_url` is
    the page's own address.
    Never raises: when the index does not answer, `results.unavailable` is True.
    """
    kinds = tuple(types or ())
    action = base_url or request.path
    try:
        results = _listing(request, kinds, action, within or {})
    except IndexUnavailable:
        answer_for_now(request)
        notice = Notice(_("Search is being prepared. Please try again in a minute."))
        text = request.GET.get("q", "")[:200]
        results = Listing(State(action, text), Query(), unavailable=True, notices=(notice,))
    return {
        "results": results,
        "search_action": action,
        "suggest_url": reverse("search:suggest"),
    }


def _listing(
    request: HttpRequest,
    types: tuple[str, ...],
    base_url: str,
    within: Mapping[str, tuple[str, ...]],
) -> Listing:
    language = active_language()
    specs = specs_for(types)
    state = read_state(request.GET, base_url, specs)
    specs = specs_shown(types, state, specs)
    query = state.query(language, types, specs)
    query = replace(query, facets={**query.facets, **within})
    results = search(query)
    if results.reduced:
        answer_for_now(request)
    return make_listing(state, query, results, specs)


@require_safe
def site_search(request: HttpRequest) -> HttpResponse:
    """Search everything. All state is in the address."""
    context = results_context(request, base_url=reverse("search:search"))
    results: Listing = context["results"]
    if results.state.text and not results.unavailable:
        context["straight_to"] = _suggestions(results.state.text, STRAIGHT_TO, nearly=False)
    response = render(
        request, "search/search.html", context, status=503 if results.unavailable else 200
    )
    if results.unavailable:
        response["Retry-After"] = "60"
    return response


@require_safe
def concepts(request: HttpRequest) -> HttpResponse:
    """Show the tree of all terms, with how many entries each has."""
    return render(request, "search/concepts.html", {"tree": tree(_counts(request))})


def _counts(request: HttpRequest) -> dict[str, int]:
    """Return how many entries each term has that anybody may read; none while search is away."""
    try:
        found = search(Query(wanted_facets=(CONCEPT,), limit=1, language=active_language()))
    except IndexUnavailable:
        answer_for_now(request)
        return {}
    return dict(found.counts[CONCEPT])


@require_safe
def concept(request: HttpRequest, notation: str) -> HttpResponse:
    """Show a term: what it means, what it is called, what is found under it. Raises Http404."""
    entry = by_notation().get(notation)
    if entry is None:
        return _moved("search:concept", notation)
    context = results_context(
        request, base_url=reverse("search:concept", args=[notation]), within={CONCEPT: (notation,)}
    )
    context["term"] = described(entry)
    return render(request, "search/concept.html", context)


@require_safe
def concept_address(request: HttpRequest, notation: str) -> HttpResponse:
    """Lead from the lasting address of a term to its page, or to its data for who asks for that.

    Linked data's way (https://www.w3.org/TR/cooluris/): 303 See Other. Raises Http404.
    """
    if notation not in by_notation():
        return _moved("concept_address", notation)
    kind = request.get_preferred_type(["text/html", *MEDIA_TYPES.values()])
    form = next((name for name, media in MEDIA_TYPES.items() if media == kind), "")
    if form:
        url = reverse("concept_data", args=[notation, form])
    else:
        url = reverse("search:concept", args=[notation])
    response = HttpResponse(status=303, headers={"Location": url})
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


@require_safe
def concept_data(_request: HttpRequest, form: str, notation: str = "") -> HttpResponse:
    """Answer with the scheme, or one term of it, as SKOS data. Raises Http404."""
    known = by_notation()
    if form not in FORMATS:
        raise Http404
    if notation and notation not in known:
        return _moved("concept_data", notation, form)
    wanted = [known[notation]] if notation else list(known.values())
    graph = to_graph(wanted, f"{settings.SITE_URL}/concepts/")
    return HttpResponse(
        graph.serialize(format=FORMATS[form]), content_type=f"{MEDIA_TYPES[form]}; charset=utf-8"
    )


def _moved(address: str, notation: str, *rest: str) -> HttpResponse:
    """Lead from a term that was merged to the one that it went into, for good. Raises Http404."""
    current = current_notation(notation)
    if current == notation:
        raise Http404
    return redirect(address, current, *rest, permanent=True)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with what begins as typed: {"results": [{text, url, type, lang, found,
    found_lang, found_language}]}; `found` is the name that was typed, where `text` is another."""
    try:
        found = _suggestions(request.GET.get("q", ""), SUGGESTIONS)
    except IndexUnavailable:
        found = []
    response = JsonResponse({"results": found})
    response["Cache-Control"] = "max-age=10"
    return response


def _suggestions(typed: str, limit: int, nearly: bool = True) -> list[dict[str, str]]:
    language = active_language()
    found = suggest(typed, language, limit, nearly=nearly)
    return [_shown(one, language) for one in found]


def _shown(suggestion: Suggestion, language: str) -> dict[str, str]:
    found_in = suggestion.found_in if suggestion.found_in != language else ""
    return {
        "text": suggestion.label,
        "url": _address(suggestion, language),
        "type": _kind(suggestion.kind),
        "lang": suggestion.language if suggestion.language != language else "",
        "found": suggestion.found,
        "found_lang": found_in,
        "found_language": language_name(found_in, language) if found_in else "",
    }


def _address(suggestion: Suggestion, language: str) -> str:
    if suggestion.facet == CONCEPT:
        return reverse("search:concept", args=[suggestion.value])
    if suggestion.facet:
        state = State(reverse("search:search")).only(suggestion.facet, suggestion.value)
        return state.url()
    return f"/{language}/{suggestion.url.lstrip('/')}"


def _kind(kind: str) -> str:
    known = registry.document_type(kind)
    if known is not None:
        return known.label_of_one()
    return {"place": _("Place"), "concept": _("Topic")}.get(kind, "")
