"""From a request to what the search server is asked, and back to an answer.

Nothing that a reader typed is text to be parsed there: a question is made of terms and phrases.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch import dsl
from elasticsearch.dsl import query as queries
from elasticsearch.dsl.aggs import Filter, Filters, Terms
from elasticsearch.dsl.query import Query

from search.documents import Document
from search.engines import TYPE, Answer, Request
from search.engines.elastic_documents import IndexedDocument, facet_names
from search.engines.elastic_guard import ServerTrouble
from search.engines.elastic_ranking import (
    Group,
    Spread,
    Spreads,
    having,
    having_all,
    having_any,
    having_some,
    in_words,
)
from search.expansion import Condition, Option, Part, Run
from search.packing import unpack
from search.ranking import WORTH

# More than any facet has values.
MOST_VALUES = 10_000
VALUES, WITHIN, OWN = "values", "within", "own_"
NOTHING = queries.MatchNone()


def visible() -> Query:
    """Return the condition that anybody may read a document. Part of every question."""
    return queries.Term(public=True)


def spread_question(runs: Sequence[Run]) -> dsl.Search:
    """Ask how many documents have each row of tokens. Nothing of a document is in the answer,
    and without a condition the server need not look at them."""
    filters: dict[str, Query] = {}
    for number, run in enumerate(runs):
        filters[f"all{number}"] = having(run)
        if len(run) == 1:
            filters[f"words{number}"] = in_words(run)
    asked: dsl.Search = dsl.Search().extra(size=0, track_total_hits=True)
    asked.aggs.bucket("runs", Filters(filters=filters))
    return asked


def read_spreads(runs: Sequence[Run], response: Any) -> dict[Run, Spread]:
    """Return what `spread_question` was answered."""
    documents = response.hits.total.value
    buckets = response.aggregations.to_dict()["runs"]["buckets"]
    found = {name: bucket["doc_count"] for name, bucket in buckets.items()}
    return {
        run: Spread(documents, found[f"all{n}"], found.get(f"words{n}", found[f"all{n}"]))
        for n, run in enumerate(runs)
    }


def ranks_words(request: Request) -> bool:
    """Tell whether the words of a request decide about the order."""
    return request.sort == "relevance" and bool(request.plan.text_groups())


def leaves_out_poor(request: Request) -> bool:
    """Tell whether documents that have little of the question are not to be found."""
    return request.some and WORTH > 0 and bool(request.plan.text_groups())


def page_question(request: Request, spreads: Spreads, least: float = 0.0) -> dsl.Search:
    """Ask for the documents of a page; `least` is the lowest score that counts. The server may
    leave out whatever cannot be among them: it need not rank everything that it finds."""
    chosen = _chosen(request).values()
    ranked = ranks_words(request) or bool(least)
    asked: dsl.Search = dsl.Search(doc_type=IndexedDocument)
    asked = asked.query(_wanted(request, spreads if ranked else None, chosen))
    asked = asked.source(["packed"]).extra(track_total_hits=False)
    asked = asked[request.offset : request.offset + request.limit]
    if least:
        asked = asked.extra(min_score=least)
    if ranks_words(request):
        return asked.sort("_score", "place_in_order")
    by = "newest" if request.sort == "relevance" else request.sort
    return asked.sort(f"-{by}", "-place_in_order")


def count_question(request: Request, spreads: Spreads, least: float = 0.0) -> dsl.Search:
    """Ask how many documents there are, with each value of each facet; ranks nothing, unless there
    is a lowest score."""
    chosen = _chosen(request)
    asked: dsl.Search = dsl.Search().query(_wanted(request, spreads if least else None))
    asked = asked.extra(size=0, track_total_hits=True)
    if least:
        asked = asked.extra(min_score=least)
    if chosen:
        asked = asked.post_filter(queries.Bool(filter=list(chosen.values())))
    _count(asked, [name for name in request.counts if name in facet_names()], chosen)
    return asked


def best_question(request: Request, spreads: Spreads) -> dsl.Search:
    """Ask for the best score that the words alone have, whatever else is asked for."""
    words = having_some(request.plan.text_groups(), spreads)
    asked: dsl.Search = dsl.Search().query(queries.Bool(must=[words], filter=[visible()]))
    return asked.extra(size=1, track_total_hits=False).source(False)


def _wanted(request: Request, spreads: Spreads | None, chosen: Iterable[Query] = ()) -> Query:
    """Return the condition for a document; it gives scores where there are `spreads`."""
    groups = request.plan.text_groups()
    conditions = [visible(), *_restrictions(request), *chosen]
    if request.types:
        conditions.append(_any_of(TYPE, request.types))
    excluded = [_part(part) for part in request.plan.excluded]
    words: list[Query] = []
    if groups and spreads is not None:
        words = [(having_some if request.some else having_all)(groups, spreads)]
    elif groups:
        conditions.append(_words(groups, request.some))
    return queries.Bool(must=words, filter=conditions, must_not=excluded)


def _words(groups: Sequence[Group], some: bool) -> Query:
    each = [having_any(group, some) for group in groups]
    return queries.Bool(should=each) if some else queries.Bool(filter=each)


def _restrictions(request: Request) -> Iterable[Query]:
    """Yield what the plan asks beyond its plain words: groups with fields or exclusions in them."""
    for group in request.plan.groups:
        if any(isinstance(option.part, Condition) or option.negated for option in group):
            yield queries.Bool(should=[_option(option) for option in group])


def _option(option: Option) -> Query:
    found = _part(option.part)
    return queries.Bool(must_not=[found]) if option.negated else found


def _part(part: Part) -> Query:
    if isinstance(part, Condition):
        return _any_of(part.facet, part.values)
    return having_any([part], some=False)


def _any_of(facet: str, values: Sequence[str]) -> Query:
    if not values or facet not in facet_names():
        return NOTHING
    chosen: dict[str, Any] = {f"facets.{facet}": list(values)}
    return queries.Terms(**chosen)


def _chosen(request: Request) -> dict[str, Query]:
    return {name: _any_of(name, values) for name, values in request.facets.items() if values}


def _count(asked: dsl.Search, names: Iterable[str], chosen: Mapping[str, Query]) -> None:
    """Count values: those of a chosen facet within what the other choices leave, the rest within
    all choices."""
    within = asked.aggs.bucket(WITHIN, Filter(filter=_all_but("", chosen)))
    for name in names:
        values = Terms(field=f"facets.{name}", size=MOST_VALUES)
        if name in chosen:
            own = asked.aggs.bucket(f"{OWN}{name}", Filter(filter=_all_but(name, chosen)))
            own.bucket(VALUES, values)
        else:
            within.bucket(name, values)


def _all_but(facet: str, chosen: Mapping[str, Query]) -> Query:
    others = [query for name, query in chosen.items() if name != facet]
    return queries.Bool(filter=others) if others else queries.MatchAll()


def read_answer(request: Request, page: Any, numbers: Any) -> Answer:
    """Return what `page_question` and `count_question` were answered. Raises ServerTrouble if that
    is not complete."""
    if any(response.timed_out or response._shards.failed for response in (page, numbers)):
        raise ServerTrouble("The search server was too slow to find everything")
    documents = tuple(document(hit) for hit in page)
    found = numbers.aggregations.to_dict()
    counts: dict[str, tuple[tuple[str, int], ...]] = {}
    for name in request.counts:
        inside = found.get(f"{OWN}{name}", {}).get(VALUES) or found[WITHIN].get(name, {})
        counts[name] = _pairs(inside.get("buckets", ()))
    scores = tuple(hit.meta.score if ranks_words(request) else None for hit in page)
    return Answer(numbers.hits.total.value, documents, counts, "elasticsearch", scores=scores)


def _pairs(buckets: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    pairs = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def document(hit: Any) -> Document:
    """Return the document of a hit."""
    return unpack(hit.packed)
