"""How well a document fits the words of a question, on the search server.

The server's ranking of one word is made equal to that of SQLite's BM25, which the embedded index
has: the same weights and lengths (see `elastic_documents.weighted`), and here the same rarity. The
server calls a word rarer than SQLite does when many documents have it, so each word is boosted by
the quotient of the two. How parts of a question count together is said in `search.ranking`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from elasticsearch.dsl import query as queries
from elasticsearch.dsl.function import SF
from elasticsearch.dsl.query import Query

from search.concepts import TAG, token
from search.documents import BROADER, FIELDS
from search.engines.elastic_documents import K1
from search.engines.embedded_store import WEIGHTS
from search.expansion import Run, Words
from search.ranking import STRICTNESS, hinted, weight

Group = Sequence[Words]
# SQLite calls no word rarer than this, however many documents have it.
LEAST_RARITY = 1e-6


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `documents`, how many have something: `all` of them, and those in `words` alone."""

    documents: int
    all: int
    words: int


Spreads = Mapping[Run, Spread]


def ways(words: Words) -> list[Run]:
    """Return the rows of tokens that satisfy a part of a question."""
    meant = (*map(token, words.concepts), *words.senses)
    return [*words.runs, *((one,) for one in meant)]


def hints(group: Group) -> dict[Run, float]:
    """Return the tokens of the concepts that a part may mean too, each with how surely."""
    return {(token(concept),): factor for concept, factor in hinted(group).items()}


def ways_of(groups: Iterable[Group], some: bool) -> list[Run]:
    """Return the rows of tokens to rank groups by, each once; `some` as in a request."""
    found: dict[Run, None] = {}
    for group in groups:
        found |= dict.fromkeys(run for words in group for run in ways(words))
        found |= dict.fromkeys(hints(group) if some else ())
    return list(found)


def having(run: Run) -> Query:
    """Return the condition that a document has a row of tokens."""
    if len(run) > 1:
        return queries.Bool(should=[_phrase(name, run) for name in FIELDS])
    if run[0].startswith(TAG):
        # A field of its own, which those above stand in too: so the server knows at once how many
        # documents have one.
        return queries.Term(meant=run[0])
    return in_words(run)


def in_words(run: Run) -> Query:
    """Return the condition that a document has a token in any field but the broader concepts."""
    return queries.Term(words=run[0])


def having_any(group: Group, some: bool) -> Query:
    """Return the condition that a document has a part of the question; `some` as in a request."""
    return _sum(having(run) for run in ways_of([group], some))


def having_all(groups: Sequence[Group], spreads: Spreads) -> Query:
    """Find what has all groups, and rank it: the sum over all their tokens."""
    return queries.Bool(must=[_scored(group, spreads) for group in groups])


def having_some(groups: Sequence[Group], spreads: Spreads) -> Query:
    """Find what has any group, and rank it: see `search.ranking.combined`."""
    weights = [weight(group) for group in groups]
    found: Query = queries.Bool(
        should=[
            _scored_best(group, spreads, factor)
            for group, factor in zip(groups, weights, strict=True)
        ]
    )
    shares = [
        SF({"filter": having_any(group, True), "weight": factor / sum(weights)})
        for group, factor in zip(groups, weights, strict=True)
    ]
    for _ in range(round(STRICTNESS)):
        found = queries.FunctionScore(
            query=found, functions=shares, score_mode="sum", boost_mode="multiply"
        )
    return found


def _scored_best(group: Group, spreads: Spreads, factor: float) -> Query:
    """Score a part by its own words together, or by a concept that it may mean, if that is more."""
    guessed = [
        _sum(_ranked(run, spreads[run], factor * sure)) for run, sure in hints(group).items()
    ]
    return queries.DisMax(queries=[_scored(group, spreads, factor), *guessed])


def _scored(group: Group, spreads: Spreads, factor: float = 1.0) -> Query:
    return _sum(
        query
        for words in group
        for run in ways(words)
        for query in _ranked(run, spreads[run], factor)
    )


def _sum(options: Iterable[Query]) -> Query:
    held = list(options)
    # A bool without conditions would find everything.
    return queries.Bool(should=held) if held else queries.MatchNone()


def _ranked(run: Run, spread: Spread, factor: float) -> list[Query]:
    if not spread.all:
        return []
    wanted = rarity(spread.all, spread.documents) * factor
    if len(run) > 1:
        phrases = [
            queries.ConstantScore(filter=_phrase(name, run), boost=wanted * _once(WEIGHTS[name]))
            for name in FIELDS
        ]
        return [queries.DisMax(queries=phrases)]
    boost = wanted / _rarity_on_server(spread)
    found: list[Query] = [queries.Term(words={"value": run[0], "boost": boost})]
    if run[0].startswith(TAG):
        # Once at most, and never beside the same concept in `words`.
        above = queries.Term(**{BROADER: run[0]})
        found.append(queries.ConstantScore(filter=above, boost=wanted * _once(WEIGHTS[BROADER])))
    return found


def _phrase(name: str, run: Run) -> Query:
    return queries.MatchPhrase(**{name: " ".join(run)})


def _once(times: float) -> float:
    """Return what BM25 gives for `times` occurrences in a document of mean length."""
    return times * (K1 + 1) / (times + K1)


def rarity(having: int, documents: int) -> float:
    """Return what a word that so many documents have is worth, as SQLite's BM25 has it."""
    return max(log((documents - having + 0.5) / (having + 0.5)), LEAST_RARITY)


def _rarity_on_server(spread: Spread) -> float:
    return log(1 + (spread.documents - spread.words + 0.5) / (spread.words + 0.5))
