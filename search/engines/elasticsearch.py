"""The engine on Elasticsearch, with the embedded one as what stands in for it.

Every change goes to both. The embedded index also answers what needs no server: the words it
knows, the values of facets, suggestions. Readers always get an answer: when the server is away,
slow, behind or without an index, it comes from the embedded one and says so (`reduced`).
"""

import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.conf import settings
from elasticsearch import Elasticsearch, dsl

from search.documents import Document
from search.engines import (
    Answer,
    IndexNotBuilt,
    IndexStatus,
    IndexUnavailable,
    Progress,
    Request,
    Store,
    TitleSuggestion,
    is_behind,
)
from search.engines import elastic_request as asked
from search.engines.elastic_bulk import now
from search.engines.elastic_guard import Circuit
from search.engines.elastic_index import ElasticIndex
from search.engines.elastic_ranking import Spread, ways_of
from search.engines.embedded import EmbeddedEngine
from search.expansion import Run
from search.ranking import WORTH

log = logging.getLogger(__name__)
READ_SECONDS = 1.0
REMEMBERED = 4_096
BEHIND = "The index on the search server lacks changes that it should have by now"
Found = TypeVar("Found")


class ElasticEngine:
    """Implements `search.engines.Engine`. One object per process, used from any thread."""

    name = "elasticsearch"

    def __init__(self, url: str, prefix: str, embedded: EmbeddedEngine) -> None:
        self.embedded = embedded
        self.client = Elasticsearch(
            url, request_timeout=READ_SECONDS, max_retries=0, retry_on_timeout=False
        )
        self.circuit = Circuit()
        self.index = ElasticIndex(self.client, prefix, self.circuit, embedded.files)
        self._spreads: OrderedDict[tuple[str, Run], Spread] = OrderedDict()

    # Reading

    def generation(self) -> str:
        """Return what changes whenever an answer may change."""
        return f"{self._or(self.embedded.generation, '')}:{self.circuit.state}"

    def search(self, request: Request) -> Answer:
        """Return what is found. Raises IndexUnavailable only if neither index answers."""
        try:
            return self._search(request)
        except IndexNotBuilt as error:
            log.info("The embedded index answers: %s", error)
        except IndexUnavailable as error:
            log.warning("The embedded index answers: %s", error)
        except Exception:
            log.exception("The embedded index answers a question that the server's engine cannot")
        return replace(self.embedded.search(request), reduced=True)

    def _search(self, request: Request) -> Answer:
        if is_behind():
            raise IndexUnavailable(BEHIND)
        with self.circuit.asking():
            spreads: dict[Run, Spread] = {}
            least = 0.0
            if asked.ranks_words(request) or asked.leaves_out_poor(request):
                spreads = self._spreads_of(ways_of(request.plan.text_groups(), request.some))
            if asked.leaves_out_poor(request):
                (best,) = self._ask(asked.best_question(request, spreads))
                least = WORTH * (best.hits.max_score or 0.0)
            page, numbers = self._ask(
                asked.page_question(request, spreads, least),
                asked.count_question(request, spreads, least),
            )
            return asked.read_answer(request, page, numbers)

    def _ask(self, *searches: dsl.Search) -> list[Any]:
        """Ask some questions at once; the server answers them side by side."""
        several: dsl.MultiSearch = dsl.MultiSearch(using=self.client, index=self.index.names.read)
        for search in searches:
            if settings.SEARCH_SHARDS > 1:
                # Otherwise every shard has its own idea of how rare a word is.
                search = search.params(search_type="dfs_query_then_fetch")
            several = several.add(search.extra(timeout=f"{READ_SECONDS * 1000:.0f}ms"))
        return several.execute()

    def _spreads_of(self, runs: list[Run]) -> dict[Run, Spread]:
        """Return how many documents have each row of tokens; remembered until the index changes."""
        at = self.generation()
        found = {run: held for run in runs if (held := self._spreads.get((at, run)))}
        missing = [run for run in runs if run not in found]
        if missing:
            (answer,) = self._ask(asked.spread_question(missing))
            fresh = asked.read_spreads(missing, answer)
            found |= fresh
            self._spreads.update(((at, run), spread) for run, spread in fresh.items())
            while len(self._spreads) > REMEMBERED:
                self._spreads.popitem(last=False)
        return found

    @staticmethod
    def _or(answer: Callable[[], Found], otherwise: Found) -> Found:
        """Return what the embedded index says; where it is away too, the server finds without."""
        try:
            return answer()
        except IndexUnavailable:
            return otherwise

    def known_tokens(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the tokens of each folded word that occurs in the index."""
        return self._or(lambda: self.embedded.known_tokens(words), {})

    def words_of(self, tokens: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the folded words that the index has for each token."""
        return self._or(lambda: self.embedded.words_of(tokens), dict.fromkeys(tokens, ()))

    def words_like(self, start: str, least: int, most: int) -> Collection[str]:
        """Return the folded words of the index that begin so and have so many letters."""
        return self._or(lambda: self.embedded.words_like(start, least, most), ())

    def facet_values(self, facet: str) -> Collection[str]:
        """Return all values of a facet that a document has."""
        return self.embedded.facet_values(facet)

    def suggest(self, words: tuple[str, ...], kind: str, limit: int) -> list[TitleSuggestion]:
        """Return documents of a type by the beginnings of words of their titles."""
        return self.embedded.suggest(words, kind, limit)

    def documents_of(self, type_name: str, pk: int) -> list[Document]:
        """Return the stored documents that are made of that database row."""
        return self.embedded.documents_of(type_name, pk)

    def status(self) -> IndexStatus:
        """Say whether readers get an answer, and what is not well."""
        server = self.index.status()
        problem = server.problem or (BEHIND if is_behind() else "")
        if not problem:
            return server
        return replace(self.embedded.status(), problem=problem, reduced=True)

    # Writing

    def stores(self) -> tuple[Store, ...]:
        """Return both indexes."""
        return (self.embedded, self.index)

    def put(self, documents: Iterable[Document]) -> None:
        """Store or replace documents in both indexes."""
        version = now()
        held = list(documents)
        self.embedded.put(held)
        self.index.put(held, version)

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents in both indexes."""
        version = now()
        held = list(keys)
        self.embedded.delete(held)
        self.index.delete(held, version)

    def rebuild(self, documents: Iterable[Document], progress: Progress = lambda done: None) -> int:
        """Replace both indexes, reading the documents once.

        Raises IndexUnavailable, after the embedded one is done, if the server's could not be.
        """
        with contextlib.ExitStack() as stack:
            try:
                building = stack.enter_context(self.index.building())
            except IndexUnavailable:
                self.embedded.rebuild(documents, progress)
                raise
            count = self.embedded.rebuild(building.passing(documents), progress)
            building.finish()
        return count


def remove_indexes(url: str, prefix: str) -> None:
    """Remove all indexes of a prefix from the server: for evaluations and tests."""
    client = Elasticsearch(url)
    for index in client.indices.get_alias(index=f"{prefix}*"):
        client.indices.delete(index=index)
    client.close()
