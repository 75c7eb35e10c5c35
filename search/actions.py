"""Keep the index true: changes to documents after commit, and the rebuild of all of it."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from content import generation
from search import registry
from search.documents import Document
from search.engines import (
    Engine,
    IndexNotBuilt,
    IndexUnavailable,
    Progress,
    RebuildRunning,
    get_engine,
)
from search.queries import index_ready
from search.registry import DocumentType

__all__ = ["ensure_index", "index_ready", "rebuild", "reindex", "reindex_now", "remove"]
log = logging.getLogger(__name__)
BATCH = 100
Row = tuple[str, int]


def reindex(model: str, pk: int) -> None:
    """Bring the documents of one row (`model` is "app.model") up to date after commit."""
    reindex_rows([(model, pk)])


def remove(model: str, pk: int) -> None:
    """Forget the documents of a row that is being deleted, after commit.

    A document that other rows share (the languages of a workshop) is made anew from those.
    """
    reindex_rows([(model, pk)])


def reindex_rows(rows: Iterable[Row]) -> None:
    """Bring the documents of these rows up to date after commit. A failure is logged and does
    not undo what an editor did."""
    found = [(model, pk) for model, pk in rows if registry.types_of_model(model)]
    if found:
        # A lambda: Django asks a failing callback for its name, which a partial does not have.
        transaction.on_commit(lambda: _reindex_logged(found), robust=True)


def _reindex_logged(rows: list[Row]) -> None:
    try:
        reindex_now(rows)
    except IndexNotBuilt:
        log.info("The first build of the index will read %s", rows[:5])
    except (IndexUnavailable, OSError):
        log.exception("Search does not know yet of %s; run manage.py rebuild_search", rows[:5])


def reindex_now(rows: Iterable[Row]) -> None:
    """Bring the documents of these rows up to date at once. Raises IndexUnavailable."""
    engine = get_engine()
    by_type: dict[str, list[int]] = defaultdict(list)
    for model, pk in rows:
        for kind in registry.types_of_model(model):
            by_type[kind.name].append(pk)
    for kind in registry.document_types(by_type):
        pks = by_type[kind.name]
        for at in range(0, len(pks), BATCH):
            _update(engine, kind, pks[at : at + BATCH])
    generation.advance()


def _update(engine: Engine, kind: DocumentType, pks: list[int]) -> None:
    fresh: dict[str, Document] = {}
    stale: set[str] = set()
    for pk in pks:
        document: Document | None = kind.document_for(pk)
        held = engine.documents_of(kind.name, pk)
        stale.update(old.key for old in held)
        if document is None:
            document = _from_other_rows(kind, held, pk)
        if document is not None:
            fresh[document.key] = document
    if fresh:
        engine.put(fresh.values())
    if gone := stale - fresh.keys():
        engine.delete(sorted(gone))


def _from_other_rows(kind: DocumentType, held: list[Document], pk: int) -> Document | None:
    for old in held:
        for other in old.row_ids():
            if other != pk and (document := kind.document_for(other)):
                return document
    return None


def all_documents() -> Iterator[Document]:
    """Yield the documents of all types."""
    for kind in registry.document_types():
        yield from kind.documents()


def count_documents() -> int:
    """Return how many documents a rebuild will read, as far as the types can say."""
    return sum(kind.count() for kind in registry.document_types() if kind.count)


def rebuild(progress: Progress = lambda done: None) -> int:
    """Make the whole index anew and swap it in; return the number of documents.

    Raises RebuildRunning.
    """
    count = get_engine().rebuild(all_documents(), progress)
    generation.advance()
    return count


def ensure_index(progress: Progress = lambda done: None) -> int | None:
    """Build the index if there is none that answers; return the number of documents, or None if
    nothing had to be done or another process is at it."""
    if index_ready():
        return None
    try:
        return rebuild(progress)
    except RebuildRunning:
        return None
