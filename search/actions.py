"""Keep the indexes true: changes after commit, the outbox, and the rebuild of all of it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction

from content import generation
from search import changes, registry
from search.changes import Row
from search.documents import Document
from search.engines import (
    DocumentRefused,
    IndexNotBuilt,
    IndexUnavailable,
    Progress,
    RebuildRunning,
    Store,
    get_engine,
)
from search.locks import only_rebuild
from search.models import Change
from search.queries import index_ready
from search.registry import DocumentType

__all__ = [
    "ensure_index",
    "index_ready",
    "note",
    "rebuild",
    "reindex",
    "reindex_now",
    "remove",
    "store_noted",
    "work_off_outbox",
]
log = logging.getLogger(__name__)
BATCH = 100
# So many older changes are made up for by whoever comes with a new one.
OLDER = 200


def reindex(model: str, pk: int) -> None:
    """Bring the documents of one row (`model` is "app.model") up to date after commit."""
    reindex_rows([(model, pk)])


def remove(model: str, pk: int) -> None:
    """Forget the documents of a row that is being deleted, after commit.

    A document that other rows share (the languages of a workshop) is made anew from those.
    """
    reindex_rows([(model, pk)])


def reindex_rows(rows: Iterable[Row]) -> None:
    """Bring the documents of these rows up to date after commit.

    What fails then is logged, does not undo what an editor did, and is tried again: the outbox
    holds it from the same transaction on.
    """
    held = list(rows)
    noted = note(held)
    if noted:
        models = {model for model, _pk in held}
        # A lambda: Django asks a failing callback for its name, which a partial does not have.
        transaction.on_commit(lambda: _work_off_noted(noted, models), robust=True)


def note(rows: Iterable[Row]) -> list[int]:
    """Write rows into the outbox, inside the caller's transaction; return the numbers.

    For who knows a quicker way to read many rows, and calls `store_noted` after commit.
    """
    found = [(model, pk) for model, pk in dict.fromkeys(rows) if registry.types_of_model(model)]
    return changes.note(found, [store.name for store in get_engine().stores()]) if found else []


def store_noted(
    model: str, pks: Sequence[int], read: Callable[[], Iterable[Document]], noted: Sequence[int]
) -> str:
    """Store the documents of many rows, which `read` reads all at once, and cross the rows out.

    For new documents and for changed ones that keep their key. `noted` is what `note` returned
    for these rows and perhaps others. Returns "" or what went wrong: then the outbox keeps them.
    """
    problem = ""
    for store in get_engine().stores():
        lines = changes.lines_of(store.name, model, pks, noted)
        try:
            version = changes.draw_version()
            with store.updating():
                store.put(read(), version)
        except (IndexUnavailable, DocumentRefused, OSError) as error:
            problem = str(error)
            changes.failed(lines, problem)
        else:
            changes.done(lines)
    generation.advance()
    return problem


def _work_off_noted(noted: Sequence[int], models: Iterable[str]) -> None:
    done: list[Change] = []
    for store in get_engine().stores():
        if mine := _work_off(store, len(noted), noted):
            done += [*mine, *_work_off(store, OLDER, overdue=True)]
    _tell_lists({*models, *(line.model for line in done)})


def work_off_outbox(limit: int = 1_000) -> int:
    """Bring the indexes up to date with up to `limit` changes each; return how many are done.

    May be called by anybody at any time, several at once too. Never raises IndexUnavailable.
    """
    stores = get_engine().stores()
    changes.give_up_for_others([store.name for store in stores])
    _catch_up()
    done = [line for store in stores for line in _work_off(store, limit)]
    _tell_lists({line.model for line in done})
    return len(done)


def _catch_up() -> None:
    """Note what the types that have a log of their own find there."""
    for kind in registry.document_types():
        if kind.catch_up:
            with transaction.atomic():
                note(kind.catch_up())


def _tell_lists(models: Iterable[str]) -> None:
    """Have pages made anew that show lists. What stands in no list changes none of them."""
    if any(kind.listed for model in models for kind in registry.types_of_model(model)):
        generation.advance()


def _work_off(
    store: Store, limit: int, only: Sequence[int] | None = None, overdue: bool = False
) -> list[Change]:
    """Return the changes that were done; what fails stays."""
    done: list[Change] = []
    lines = changes.take(store.name, limit, only, overdue)
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        try:
            update(store, [(line.model, line.row) for line in batch])
        except IndexNotBuilt:
            log.info("The first build of %s will read %s", store.name, batch[0])
            changes.done(batch)
        except (IndexUnavailable, OSError) as error:
            log.warning("%s does not know yet of %s: %s", store.name, batch[0], error)
            changes.failed(lines[at:], str(error))
            return done
        except Exception:
            done += _one_by_one(store, batch)
        else:
            changes.done(batch)
            done += batch
    return done


def _one_by_one(store: Store, lines: list[Change]) -> list[Change]:
    """One row that cannot be read or stored must not keep the others waiting."""
    done: list[Change] = []
    for line in lines:
        try:
            update(store, [(line.model, line.row)])
        except Exception as error:
            log.exception("%s cannot take %s", store.name, line)
            changes.failed([line], str(error) or type(error).__name__)
        else:
            changes.done([line])
            done.append(line)
    return done


def reindex_now(rows: Iterable[Row]) -> None:
    """Bring the documents of these rows up to date at once, in all indexes.

    Raises IndexUnavailable.
    """
    held = list(rows)
    for store in get_engine().stores():
        update(store, held)
    generation.advance()


def update(store: Store, rows: Iterable[Row]) -> None:
    """Bring one index up to date with these rows. Raises IndexUnavailable, DocumentRefused."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for model, pk in dict.fromkeys(rows):
        for kind in registry.types_of_model(model):
            by_type[kind.name].append(pk)
    for kind in registry.document_types(by_type):
        pks = by_type[kind.name]
        for at in range(0, len(pks), BATCH):
            version = changes.draw_version()
            with store.updating():
                _update(store, kind, pks[at : at + BATCH], version)


def _update(store: Store, kind: DocumentType, pks: list[int], version: int) -> None:
    fresh: dict[str, Document] = {}
    stale: set[str] = set()
    for pk in pks:
        document: Document | None = kind.document_for(pk)
        held = store.documents_of(kind.name, pk)
        stale.update(old.key for old in held)
        if document is None:
            document = _from_other_rows(kind, held, pk)
        if document is not None:
            fresh[document.key] = document
    if fresh:
        store.put(fresh.values(), version)
    if gone := stale - fresh.keys():
        store.delete(sorted(gone), version)


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
    """Make all indexes anew and swap them in; return the number of documents.

    Raises RebuildRunning, IndexUnavailable.
    """
    engine = get_engine()
    with only_rebuild():
        noted = [pk for store in engine.stores() for pk in changes.numbers(store.name)]
        try:
            count = engine.rebuild(all_documents(), progress)
        finally:
            generation.advance()
        changes.forget(noted)
    generation.advance()
    return count


def rebuild_store(store: Store, progress: Progress = lambda done: None) -> int:
    """Make one index anew and swap it in. Raises RebuildRunning, IndexUnavailable."""
    with only_rebuild():
        noted = changes.numbers(store.name)
        count = store.rebuild(all_documents(), progress, changes.draw_version())
        changes.forget(noted)
    generation.advance()
    return count


def ensure_index(progress: Progress = lambda done: None) -> int | None:
    """Build an index if there is none that answers; return the number of documents, or None if
    nothing had to be done or another process is at it.

    Only the embedded one, so that readers get an answer soon; `search.upkeep` builds the others.
    """
    if index_ready():
        return None
    try:
        return rebuild_store(get_engine().stores()[0], progress)
    except RebuildRunning:
        return None
