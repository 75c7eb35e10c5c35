"""A saved search's query string: written, read, told in words. It is the site-wide search's own."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, override

from alerts.models import MOST_QUERY
from content import generation
from search.documents import Document
from search.engines import TYPE, get_engine
from search.listing import Listing
from search.queries import Walk, facet_labels, walk
from search.query import MOST_CHARACTERS
from search.state import read_state, specs_for

# A longer list is one nobody waits for something new in, and costs too much to compare.
MOST_HITS = 5000
MARK = 8


class TooMuch(Exception):  # noqa: N818  reads as a state, not as a fault
    """The search cannot be saved. The message says why, in the reader's language."""


def pairs_of(results: Listing) -> list[tuple[str, str]]:
    """Return the parameters that make the site-wide search find what this list shows."""
    facets = {name: values for name, values in results.query.facets.items() if values}
    if results.query.types and TYPE not in facets:
        facets[TYPE] = results.query.types
    return replace(results.state, facets=facets, sort="").pairs()


def canonical(data: QueryDict) -> str:
    """Return the query string to keep of an address. What does not exist is dropped, as the page
    drops it; order and page do not matter.

    Raises IndexUnavailable, TooMuch.
    """
    state = read_state(data, "", specs_for(()))
    query = urlencode(replace(state, sort="", text=_cut(state.text)).pairs())
    if len(query) > MOST_QUERY:
        raise TooMuch(gettext("The search has too many filters. Take some away, then save it."))
    return query


def _cut(text: str) -> str:
    text = "".join(character for character in text if character.isprintable())
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition(" ")[0] or text[:MOST_CHARACTERS]


def hits(query: str, language: str) -> list[Document]:
    """Return what a saved search finds now: only what has everything that was asked for.

    A facet all of whose values are gone finds nothing: the page would leave it out and find more.
    Raises IndexUnavailable.
    """
    found = _walk(query, language)
    return list(islice(found.documents, found.complete)) if found else []


def _walk(query: str, language: str) -> Walk | None:
    data, specs = QueryDict(query), specs_for(())
    state = read_state(data, "", specs)
    if any(name in data and name not in state.facets for name in specs):
        return None
    return walk(replace(state.query(language, (), ()), sort="newest"), MOST_HITS)


def state_of_index() -> str:
    """Return what changes whenever a search may find something else. Raises IndexUnavailable."""
    return f"{get_engine().generation()}|{generation.current()}"[:250]


def names(key: str, type_name: str, rows: Iterable[int]) -> set[str]:
    """Return by what a document is known again: its key, and the pages it is made of."""
    return {key, *(f"{type_name}#{row}" for row in rows)}


def names_of(document: Document) -> set[str]:
    """Return by what this document is known again."""
    return names(document.key, document.type, document.row_ids())


def mark(name: str) -> bytes:
    """Return eight bytes that stand for a name."""
    return hashlib.blake2b(name.encode(), digest_size=MARK).digest()


def baseline(query: str, language: str) -> bytes:
    """Return the marks of all that a search finds now, one after the other.

    Raises TooMuch when it finds more than MOST_HITS, and IndexUnavailable.
    """
    found = _walk(query, language)
    if found is None:
        return b""
    if found.complete > MOST_HITS:
        words = gettext("This finds more than %(count)s entries. Add a word or a filter first.")
        raise TooMuch(words % {"count": MOST_HITS})
    documents = islice(found.documents, found.complete)
    return b"".join(sorted({mark(name) for one in documents for name in names_of(one)}))


def marks_in(held: bytes | memoryview) -> set[bytes]:
    """Return the marks in a baseline, as databases hand it out."""
    held = bytes(held)
    return {held[at : at + MARK] for at in range(0, len(held), MARK)}


def described(query: str, language: str) -> str:
    """Return a search in words, for a reader of `language`; needs no index."""
    data = QueryDict(query)
    with override(language):
        parts = [gettext("“%(words)s”") % {"words": data["q"]}] if data.get("q") else []
        for name, spec in specs_for(()).items():
            if values := data.getlist(name):
                labels = facet_labels(name, language)
                named = ", ".join(str(labels.get(value, value)) for value in values)
                parts.append(f"{spec.label()}: {named}")
        return " · ".join(parts) or gettext("Everything")


def list_path(query: str, language: str) -> str:
    """Return the address of the list, the newest first."""
    with override(language):
        joined = "&".join(part for part in (query, "sort=newest") if part)
        return f"{reverse('search:search')}?{joined}"
