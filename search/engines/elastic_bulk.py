"""Many changes in one request, each with the version of the state that it brings."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.documents import Document
from search.engines import DocumentRefused, IndexUnavailable
from search.engines.elastic_documents import identity
from search.engines.elastic_guard import ServerTrouble, telling
from search.engines.elastic_names import own
from search.engines.elastic_sources import present_scheme, to_source

BATCH = 500
WRITE_SECONDS = 5.0
BUILD_SECONDS = 60.0
# A rebuild outlasts a restart of the server.
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
Operation = tuple[Any, ...]


class IndexGone(Exception):  # noqa: N818
    """The index that was written to has been replaced by another meanwhile."""


def now() -> int:
    """Return the version of this moment: microseconds, which `search.changes` counts in too."""
    return time.time_ns() // 1000


def storing(documents: Iterable[Document], version: int) -> Iterator[Operation]:
    """Yield what stores documents, and deletes those that are not public."""
    scheme = present_scheme()
    for document in documents:
        if document.public:
            yield _head("index", document.key, version), to_source(document, scheme)
        else:
            yield (_head("delete", document.key, version),)


def storing_made(
    documents: Iterable[Document], sources: Iterable[str], version: int
) -> list[Operation]:
    """Return what stores public documents whose sources are made already."""
    pairs = zip(documents, sources, strict=True)
    return [(_head("index", document.key, version), source) for document, source in pairs]


def deleting(keys: Iterable[str], version: int) -> Iterator[Operation]:
    """Yield what deletes documents."""
    return ((_head("delete", key, version),) for key in keys)


def _head(verb: str, key: str, version: int) -> dict[str, Any]:
    return {verb: {"_id": identity(key), "version": version, "version_type": "external"}}


def batches(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Yield operations in batches that one request can hold."""
    batch: list[Operation] = []
    for operation in operations:
        batch.append(operation)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def write(client: Elasticsearch, index: str, operations: Sequence[Operation]) -> None:
    """Apply changes; readers see them when this returns. A state that is older than the stored
    one is passed over.

    Raises IndexUnavailable, IndexGone, DocumentRefused.
    """
    with telling():
        patient = client.options(request_timeout=WRITE_SECONDS)
        _check(_send(patient, index, operations, refresh=True))


def write_patiently(client: Elasticsearch, index: str, operations: Sequence[Operation]) -> None:
    """Apply changes to an index that is being built; tries again while the server is away.

    Raises IndexUnavailable, IndexGone, DocumentRefused.
    """
    patient = client.options(request_timeout=BUILD_SECONDS)
    for wait in (*WAITS, None):
        try:
            with telling():
                return _check(_send(patient, index, operations, refresh=False))
        except IndexUnavailable as error:
            if wait is None or not (isinstance(error, ServerTrouble) or error.__cause__ is None):
                raise
            time.sleep(wait)


def _send(
    client: Elasticsearch, index: str, operations: Sequence[Operation], refresh: bool
) -> list[dict[str, Any]]:
    lines = [line for operation in operations for line in operation]
    answer = client.bulk(
        operations=lines,
        index=own(index),
        require_alias=True,
        refresh=refresh,
        filter_path=["errors", "items.*.status", "items.*.error", "items.*._id"],
    )
    if not answer.get("errors"):
        return []
    return [result for item in answer["items"] for result in item.values() if "error" in result]


def _check(failed: list[dict[str, Any]]) -> None:
    """Raise the worst of what the server said. A conflict is none: a newer state is there."""
    for result in failed:
        kind, reason = result["error"]["type"], result["error"]["reason"]
        status = result["status"]
        if status == 409:
            continue
        if kind == "index_not_found_exception":
            raise IndexGone(reason)
        if status == 400:
            raise DocumentRefused(f"{result['_id']}: {reason}")
        raise IndexUnavailable(f"The search server does not take changes: {reason}")
