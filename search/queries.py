"""Ask the index: one call for a page of results, one for suggestions, one for its state."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from content import generation
from search import analysis, registry
from search.concepts import thesaurus
from search.documents import Document
from search.engines import (
    CONCEPT,
    TYPE,
    Answer,
    Counts,
    Engine,
    IndexStatus,
    Request,
    get_engine,
)
from search.expansion import Plan, make_plan, plain_words, respelt, typed_words
from search.highlights import Shown, explain, show_summary, show_title
from search.marking import Marker, Why
from search.query import Parsed, Query, parse
from search.ranking import may_relax
from search.spelling import corrections
from vocabulary.queries import labels

MOST_PAGES = 50
REMEMBERED = 512
# So many documents are read at a time by who walks through all results, and so often from the
# start where the index changes meanwhile.
BATCH = 500
BEGUN_AT_MOST = 4
# Fewer results than this are filled up with some that lack a part of the question.
ENOUGH = 10


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
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `complete` of them have everything that was asked for; the others, if
    there are any, have some of it and come after (`relaxed`). `engine` answered; `reduced` when it
    only stands in for another. Where nothing has everything, `without` says for each part of the
    question (as typed) what is left of it and how many documents have all of that."""

    total: int
    hits: tuple[Hit, ...]
    counts: Counts
    plan: Plan
    complete: int
    engine: str = "embedded"
    reduced: bool = False
    without: tuple[tuple[str, str, int], ...] = ()

    @property
    def relaxed(self) -> bool:
        """Tell whether there are results that have only some of what was asked for."""
        return self.complete < self.total


@dataclass(frozen=True, slots=True)
class Walk:
    """All results of a question, to be read once. `complete` of the `total` have everything that
    was asked for, and come first."""

    total: int
    complete: int
    documents: Iterator[Document]


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
    names = {TYPE: TYPE, CONCEPT: CONCEPT}
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
        # The other engine may be back at the next question.
        if not held.reduced:
            _memory.put(now, key, held)
    return held


def _search(engine: Engine, query: Query) -> Results:
    plan = _plan(engine, query)
    answer, complete = _answer(engine, query, plan)
    hits = _hits(engine, answer, plan, query.language)
    without = () if complete else tuple(_without(engine, query, plan))
    return Results(
        answer.total, hits, answer.counts, plan, complete, answer.engine, answer.reduced, without
    )


def _without(engine: Engine, query: Query, plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Yield each part of the question whose absence would let something be found."""
    spans = plan.spans()
    for typed, numbers in spans.items() if len(spans) > 1 else ():
        groups = tuple(group for at, group in enumerate(plan.groups) if at not in numbers)
        request = _request(replace(query, page=1, limit=0), replace(plan, groups=groups), False)
        if total := engine.search(replace(request, counts=())).total:
            yield typed, " ".join(name for name in spans if name != typed), total


def answer_to(engine: Engine, query: Query, change: Callable[[Plan], Plan] | None = None) -> Answer:
    """Return what an engine finds, without marks and reasons; `change` may alter the plan first.

    For evaluations and exports. Raises IndexUnavailable.
    """
    plan = _plan(engine, query)
    return _answer(engine, query, change(plan) if change else plan)[0]


def walk(query: Query, most: int) -> Walk:
    """Return up to `most` documents in the order of the list, whatever page `query` names.

    For exports and feeds: no marks, nothing remembered, only one batch in memory. Each batch is
    of its moment: what is hidden meanwhile is left out, nothing comes twice.
    Raises IndexUnavailable, also while the documents are read.
    """
    engine = get_engine()
    at = engine.generation()
    plan = _plan(engine, query)
    query = replace(query, page=1, limit=min(BATCH, most), wanted_facets=())
    first, complete = _answer(engine, query, plan)
    documents = _documents(engine, query, plan, first, at)
    return Walk(first.total, complete, islice(documents, most))


def _documents(
    engine: Engine, query: Query, plan: Plan, answer: Answer, at: str
) -> Iterator[Document]:
    """Yield the documents of `answer`, the first page, and of those after it.

    When the index changes, or another one answers, places move: then it starts over and leaves
    out what it has yielded, so that nothing is lost; a few times only, or it might never end.
    """
    seen: set[str] = set()
    page, begun = 1, 1
    while True:
        for document in answer.documents:
            if document.key not in seen:
                seen.add(document.key)
                yield document
        if len(answer.documents) < query.limit or page >= MOST_PAGES:
            return
        now = engine.generation()
        page, begun = (1, begun + 1) if now != at and begun < BEGUN_AT_MOST else (page + 1, begun)
        at = now
        answer, _complete = _answer(engine, replace(query, page=page), plan)


def _plan(engine: Engine, query: Query) -> Plan:
    spelt = corrections(
        plain_words(query.text), engine, thesaurus(), query.asked_in or query.language
    )
    text = respelt(query.text, spelt)
    folded = {analysis.fold(word) for word in typed_words(text)}
    known = engine.known_tokens(folded) if folded else {}
    plan = make_plan(
        text,
        query.language,
        known,
        lambda facet, typed: values_meant(engine, facet, typed, query.language),
        query.asked_in,
    )
    return replace(plan, respelt=tuple(spelt.items()))


def _answer(engine: Engine, query: Query, plan: Plan) -> tuple[Answer, int]:
    """Return the answer, and how many of its documents have everything that was asked for.

    Where these are too few, documents that lack a part of the question are found too.
    """
    answer = engine.search(_request(query, plan, query.any_word))
    complete = answer.total
    if (
        not query.any_word
        and complete < ENOUGH
        and (not complete or query.sort == "relevance")
        and may_relax(plan)
    ):
        answer = engine.search(_request(query, plan, True))
    return answer, min(complete, answer.total)


def _request(query: Query, plan: Plan, some: bool) -> Request:
    page = max(1, min(query.page, MOST_PAGES))
    return Request(
        plan=plan,
        facets=query.facets,
        types=registry.types_asked_for(query.types),
        sort=query.sort,
        offset=(page - 1) * query.limit,
        limit=query.limit,
        some=some,
        counts=query.wanted_facets,
    )


def _hits(engine: Engine, answer: Answer, plan: Plan, language: str) -> tuple[Hit, ...]:
    if not answer.documents:
        return ()
    words = plan.words()
    tokens = {token for part in words for run in part.all_runs() for token in run}
    marker = Marker(words, engine.words_of(tokens), thesaurus())
    hits = []
    scores = answer.scores or (None,) * len(answer.documents)
    for document, score in zip(answer.documents, scores, strict=True):
        title = show_title(document, marker, language)
        summary = show_summary(document, marker, language)
        why, quoted = explain(document, marker, words)
        seen = any(is_match for shown in (title, summary) for _, is_match in shown.parts)
        hits.append(Hit(document, title, summary, None if seen else quoted, why, score))
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
    if facet == CONCEPT:
        return labels("", language)
    spec = registry.every_facet().get(facet)
    return dict(spec.value_labels(language)) if spec else {}


def index_status() -> IndexStatus:
    """Say whether the index answers, for /readyz and for the operator. Never raises."""
    return get_engine().status()


def index_ready() -> bool:
    """Return whether the index answers."""
    return index_status().ready
