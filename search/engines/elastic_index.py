"""The index on the search server: one store of documents. Readers come by `elasticsearch.py`."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from elasticsearch import Elasticsearch, NotFoundError, dsl
from elasticsearch.dsl.query import Term
from elasticsearch.helpers import scan

from search.documents import Document
from search.engines import IndexNotBuilt, IndexStatus, IndexUnavailable, Progress
from search.engines import elastic_bulk as bulk
from search.engines.elastic_building import Building
from search.engines.elastic_documents import IndexedDocument, row
from search.engines.elastic_guard import MISSING, Circuit, telling
from search.engines.elastic_names import Names, is_read, made
from search.engines.elastic_request import document
from search.engines.embedded_files import IndexFiles

OUTDATED = "The index on the search server was made by another version"
# Between two looks at who is written to, a rebuild may have replaced the index.
TRIES = 3
MANY = 1_000


class ElasticIndex:
    """Implements `search.engines.Store`."""

    name = "elasticsearch"

    def __init__(
        self, client: Elasticsearch, prefix: str, circuit: Circuit, files: IndexFiles
    ) -> None:
        self.client = client
        self.names = Names(prefix)
        self.circuit = circuit
        self._files = files

    def documents_of(self, type_name: str, pk: int) -> list[Document]:
        """Return the stored documents that are made of that database row."""
        asked = dsl.Search(using=self.client, index=self.names.read, doc_type=IndexedDocument)
        asked = asked.query(Term(rows=row(type_name, pk))).source(["packed"])[:MANY]
        try:
            with self.circuit.asking():
                return [document(hit) for hit in asked.execute()]
        except IndexNotBuilt:
            return []

    def put(self, documents: Iterable[Document], version: int = 0) -> None:
        """Store or replace documents; one that is not public is deleted instead."""
        # Before the documents are read: a generator reads them from the database.
        version = version or bulk.now()
        self._write(bulk.storing(documents, version))

    def delete(self, keys: Iterable[str], version: int = 0) -> None:
        """Forget documents."""
        self._write(bulk.deleting(keys, version or bulk.now()))

    def updating(self) -> contextlib.AbstractContextManager[None]:
        """Hold nothing: versions decide which state is newer, on whatever machine."""
        return contextlib.nullcontext()

    def _write(self, operations: Iterable[bulk.Operation]) -> None:
        for batch in bulk.batches(operations):
            for left in reversed(range(TRIES)):
                try:
                    with self.circuit.asking():
                        for index in self.written():
                            bulk.write(self.client, index, batch)
                    break
                except bulk.IndexGone as error:
                    if not left:
                        raise IndexUnavailable(str(error)) from error

    def written(self) -> list[str]:
        """Return the indexes that take changes: none before the first rebuild has begun."""
        try:
            return sorted(self.client.indices.get_alias(name=self.names.write))
        except NotFoundError:
            return []

    def rebuild(
        self,
        documents: Iterable[Document],
        progress: Progress = lambda done: None,
        version: int = 0,
    ) -> int:
        """Replace the whole index by `documents` in one step; return how many there are."""
        with self.building(version) as building:
            for _document in building.passing(documents, progress):
                if building.problem is not None:
                    break
            return building.finish()

    @contextlib.contextmanager
    def building(self, version: int = 0) -> Iterator[Building]:
        """Give a new index beside the served one, gone in the end if it was not finished.

        Raises RebuildRunning.
        """
        with self._files.lock("rebuild-elasticsearch"), telling():
            building = Building(self.client, self.names, version or bulk.now())
            try:
                yield building
            finally:
                building.abandon()

    def contents(self) -> Iterator[Document]:
        """Yield all documents as they are stored, in any order."""
        with telling():
            hits = scan(
                self.client.options(request_timeout=bulk.BUILD_SECONDS),
                index=self.names.read,
                query={"query": {"match_all": {}}, "_source": ["packed"]},
                size=MANY,
            )
            yield from (document(IndexedDocument.from_es(hit)) for hit in hits)

    def status(self) -> IndexStatus:
        """Say whether this index answers. Never raises."""
        try:
            with self.circuit.asking():
                return IndexStatus(True, self.client.count(index=self.names.read)["count"])
        except IndexNotBuilt:
            return IndexStatus(False, problem=self._why_missing())
        except IndexUnavailable as error:
            return IndexStatus(False, problem=str(error))

    def _why_missing(self) -> str:
        try:
            with telling():
                others = self.client.indices.get_alias(index=self.names.all)
        except IndexUnavailable as error:
            return str(error)
        served = any(is_read(alias) for held in others.values() for alias in held["aliases"])
        return OUTDATED if served else MISSING

    def is_missing(self) -> bool:
        """Tell whether the server answers, and has no index for this version."""
        try:
            with self.circuit.asking():
                return not self.client.indices.exists_alias(name=self.names.read)
        except IndexUnavailable:
            return False

    def built(self) -> datetime | None:
        """Return when the last rebuild was begun, None where there was none. Never raises."""
        try:
            with telling():
                return max(map(made, self.client.indices.get_alias(name=self.names.read)))
        except IndexUnavailable:
            return None
