"""Ask the index: one call for a page of results, one for suggestions, one for its state."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from content import generation
from search import analysis, registry
from search.documents import Document
from search.engines import (
    TYPE,
    Answer,
    Counts,
    Engine,
    IndexStatus,
    Request,
    get_engine,
)
from search.expansion import Plan, make_plan, typed_words
from search.highlights import (
    Marker,
    Shown,
    Why,
    explain,
    show_summary,
    show_title,
)
from search.query import Parsed, Query, parse

MOST_PAGES = 50
REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `title`, `summary` and `snippet` are for the reader's language, in parts.

    `snippet` is a place in the body that holds the words, when title and summary do not.
    """

    document: Document
    title: Shown
    summary: Shown
    snippet: Shown | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `relaxed`: nothing has all the words, these have some of them."""

    total: int
    hits: tuple[Hit, ...]
    counts: Counts
    plan: Plan
    relaxed: bool = False


class _Memory:
    """The last results of this process. A new generation forgets all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = ""
        self._held: OrderedDict[tuple[object, ...], Results] = OrderedDict()

    def get(self, generation: str, key: tuple[object, ...]) -> Results | None:
        with self._lock:
            if generation != self._generation:
                self._held.clear()
                self._generation = generation
            results = self._held.get(key)
            if results is not None:
                self._held.move_to_end(key)
            return results

    def put(self, generation: str, key: tuple[object, ...], results: Results) -> None:
        with self._lock:
            # The index may have changed while these were made.
            if generation != self._generation:
                return
            self._held[key] = results
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)


_memory = _Memory()


def fields(types: Iterable[str] | None = None) -> dict[str, str]:
    """Return the names that may stand before a colon, each with the facet it means."""
    names = {TYPE: TYPE}
    for name, spec in registry.facet_specs(types).items():
        names.update(dict.fromkeys((name, *spec.aliases), name))
    return names


def read(text: str, types: Iterable[str] | None = None) -> Parsed:
    """Parse what a reader typed, with the fields of these document types."""
    return parse(text, fields(types))


def search(query: Query) -> Results:
    """Return a page of results. Raises IndexUnavailable.

    The page is at most the fiftieth: deeper lists are for exports.
    """
    engine = get_engine()
    now = engine.generation()
    key = query.cache_key()
    held = _memory.get(now, key)
    if held is None:
        held = _search(engine, query)
        _memory.put(now, key, held)
    return held


def _search(engine: Engine, query: Query) -> Results:
    folded = {analysis.fold(word) for word in typed_words(query.text)}
    known = engine.known_tokens(folded) if folded else {}
    plan = make_plan(
        query.text,
        query.language,
        known,
        lambda facet, typed: values_meant(engine, facet, typed, query.language),
    )
    any_word = query.any_word
    answer = engine.search(_request(query, plan, any_word))
    relaxed = False
    if not answer.total and not any_word and len(plan.text_groups()) > 1:
        looser = engine.search(_request(query, plan, True))
        if looser.total:
            answer, relaxed = looser, True
    return Results(
        answer.total, _hits(engine, answer, plan, query.language), answer.counts, plan, relaxed
    )


def _request(query: Query, plan: Plan, any_word: bool) -> Request:
    page = max(1, min(query.page, MOST_PAGES))
    return Request(
        plan=plan,
        facets=query.facets,
        types=query.types,
        sort=query.sort,
        offset=(page - 1) * query.limit,
        limit=query.limit,
        any_word=any_word,
        counts=query.wanted_facets,
    )


def _hits(engine: Engine, answer: Answer, plan: Plan, language: str) -> tuple[Hit, ...]:
    if not answer.documents:
        return ()
    words = plan.words()
    tokens = {token for part in words for run in part.runs for token in run}
    marker = Marker(words, engine.words_of(tokens))
    hits = []
    for document in answer.documents:
        title = show_title(document, marker, language)
        summary = show_summary(document, marker, language)
        why, quoted = explain(document, marker, words)
        seen = any(is_match for shown in (title, summary) for _, is_match in shown.parts)
        hits.append(Hit(document, title, summary, None if seen else quoted, why))
    return tuple(hits)


def values_meant(engine: Engine, facet: str, typed: str, language: str) -> tuple[str, ...]:
    """Return the values of a facet that a reader means: by value, name, or start of a name."""
    values = tuple(sorted(engine.facet_values(facet)))
    names = _names_of_values(facet, values, language, generation.current())
    wanted = " ".join(analysis.words(analysis.fold(typed)))
    exact = {value for name, value in names if name == wanted}
    if exact:
        return tuple(sorted(exact))
    begun = {value for name, value in names if f" {name}".find(f" {wanted}") >= 0}
    return tuple(sorted(begun)) if wanted else ()


@lru_cache(maxsize=256)
def _names_of_values(
    facet: str, values: tuple[str, ...], language: str, labels_of: str
) -> tuple[tuple[str, str], ...]:
    """Return (folded name, value) for each way to name a value, in all languages of the site.

    `labels_of` is the site's generation: names can change without any document.
    """
    names = {(value, value) for value in values}
    for code in dict.fromkeys((language, *analysis.LANGUAGES)):
        labels = facet_labels(facet, code)
        names.update((str(labels[value]), value) for value in values if value in labels)
    return tuple(
        sorted({(" ".join(analysis.words(analysis.fold(n))), value) for n, value in names})
    )


def facet_labels(facet: str, language: str) -> dict[str, str]:
    """Return the names of a facet's values in `language`, as far as they have names."""
    if facet == TYPE:
        return {kind.name: str(kind.label()) for kind in registry.document_types()}
    spec = registry.facet_specs().get(facet)
    return dict(spec.value_labels(language)) if spec else {}


def index_status() -> IndexStatus:
    """Say whether the index answers, for /readyz and for the operator. Never raises."""
    return get_engine().status()


def index_ready() -> bool:
    """Return whether the index answers."""
    return index_status().ready
