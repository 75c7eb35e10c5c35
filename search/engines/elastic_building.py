"""A new index beside the served one: filled, then swapped in by one call.

From its first moment it takes the changes that the served one takes. So a rebuild only adds what
it read, as of the version of its beginning, and never replaces a newer state. Killed at any moment
it leaves the old index serving; the next rebuild removes what it left.
"""

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from search.documents import Document
from search.engines import IndexUnavailable, Progress
from search.engines import elastic_bulk as bulk
from search.engines.elastic_documents import DEEPEST, mapping, similarity
from search.engines.elastic_guard import telling
from search.engines.elastic_names import Names, is_read, own
from search.engines.elastic_sources import Made, Maker

# How long a deletion is remembered, so that a state from before it is not taken: longer than any
# rebuild lasts.
REMEMBERED_DELETIONS = "12h"
# So many batches are made ahead of the one that is sent.
AHEAD = 4
MANY = 10_000
# Nobody reads the index yet: little is merged before the end. What the server has acknowledged is
# on its disk all the same, since a rebuild goes on after the server was killed.
WHILE_BUILDING = {"merge.policy.segments_per_tier": 30}


class Building:
    """One rebuild. Needs the lock."""

    def __init__(self, client: Elasticsearch, names: Names, version: int) -> None:
        self._client = client.options(request_timeout=bulk.BUILD_SECONDS)
        self._names = names
        self._version = version
        self._count = 0
        self.problem: IndexUnavailable | None = None
        self._remove(self._leftovers())
        self._begun: deque[tuple[list[Document], Made]] = deque()
        self._name = names.fresh()
        self._is_done = False
        self._client.indices.create(
            index=self._name,
            mappings=mapping(),
            settings=_settings(),
            aliases={names.write: {}, own(self._name): {}},
        )

    def passing(
        self, documents: Iterable[Document], progress: Progress = lambda done: None
    ) -> Iterator[Document]:
        """Yield the documents on after having stored them.

        Never raises IndexUnavailable: who takes the documents on can finish, `finish` will not.
        """
        seen: set[str] = set()
        batch: list[Document] = []
        with contextlib.closing(Maker()) as maker:
            for document in documents:
                if document.public and document.key not in seen:
                    seen.add(document.key)
                    batch.append(document)
                if len(batch) == bulk.BATCH:
                    self._begin(batch, maker)
                    self._store(AHEAD, progress)
                    batch = []
                yield document
            self._begin(batch, maker)
            self._store(0, progress)
        self._count = len(seen)

    def _begin(self, batch: list[Document], maker: Maker) -> None:
        if batch and self.problem is None:
            self._begun.append((batch, maker.begin(batch)))

    def _store(self, ahead: int, progress: Progress) -> None:
        """Store what was begun, but for the last batches: so many are made ahead."""
        while len(self._begun) > ahead:
            batch, made = self._begun.popleft()
            operations = bulk.storing_made(batch, made(), self._version)
            try:
                bulk.write_patiently(self._client, self._name, operations)
            except (IndexUnavailable, bulk.IndexGone) as error:
                self.problem = IndexUnavailable(str(error))
                self._begun.clear()
            progress(len(batch))

    def finish(self) -> int:
        """Show the new index to readers and drop the old ones; return the number of documents.

        Raises IndexUnavailable.
        """
        if self.problem is not None:
            raise self.problem
        with telling():
            self._client.indices.put_settings(
                index=self._name,
                settings={"refresh_interval": settings.SEARCH_REFRESH,
                          "number_of_replicas": settings.SEARCH_REPLICAS,
                          **dict.fromkeys(WHILE_BUILDING)},
            )  # fmt: skip
            self._client.indices.refresh(index=self._name)
            self._client.indices.update_aliases(actions=self._swap())
            self._is_done = True
            if self._count >= MANY:
                # Smaller and quicker; goes on by itself.
                self._client.indices.forcemerge(
                    index=self._name, max_num_segments=1, wait_for_completion=False
                )
        return self._count

    def _swap(self) -> list[dict[str, Any]]:
        """One call: at no moment have readers two indexes, or none."""
        held = self._client.indices.get_alias(index=self._names.all)
        removed = [{"remove_index": {"index": old}} for old in sorted(held) if old != self._name]
        return [{"add": {"index": self._name, "alias": self._names.read}}, *removed]

    def abandon(self) -> None:
        """Remove the new index unless it was finished. Never raises."""
        if not self._is_done:
            with contextlib.suppress(IndexUnavailable), telling():
                self._remove([self._name])

    def _leftovers(self) -> list[str]:
        """Return what killed rebuilds left: indexes that no reader is shown."""
        held = self._client.indices.get_alias(index=self._names.all)
        return [name for name, one in held.items() if not any(map(is_read, one["aliases"]))]

    def _remove(self, indexes: Iterable[str]) -> None:
        for index in indexes:
            self._client.options(ignore_status=[404]).indices.delete(index=index)


def _settings() -> dict[str, Any]:
    return {
        "number_of_shards": settings.SEARCH_SHARDS,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        **WHILE_BUILDING,
        "max_result_window": DEEPEST,
        "gc_deletes": REMEMBERED_DELETIONS,
        "similarity": similarity(),
    }
