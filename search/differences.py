"""Where an index and the database differ, and how to mend it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from content import generation
from search import analysis, changes
from search.actions import all_documents
from search.concepts import thesaurus
from search.documents import Document
from search.engines import Progress, Store
from search.engines.embedded_store import with_mentions
from search.packing import pack

BATCH = 250


@dataclass(frozen=True, slots=True)
class Differences:
    """Keys of documents: not in the index, only there, or there in another state."""

    missing: tuple[str, ...] = ()
    superfluous: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous or self.outdated)


def differences(store: Store, progress: Progress = lambda done: None) -> Differences:
    """Compare an index with the database, document by document. Raises IndexUnavailable."""
    held = {document.key: _digest(document) for document in store.contents()}
    missing, outdated = [], []
    for document in _fresh(progress):
        digest = held.pop(document.key, None)
        if digest is None:
            missing.append(document.key)
        elif digest != _digest(document):
            outdated.append(document.key)
    return Differences(tuple(missing), tuple(sorted(held)), tuple(outdated))


def mend(store: Store, found: Differences, progress: Progress = lambda done: None) -> None:
    """Put right what `differences` found. Raises IndexUnavailable, DocumentRefused.

    Documents are read anew, so what changed meanwhile is not undone.
    """
    version = changes.draw_version()
    wanted = {*found.missing, *found.outdated}
    fresh = (document for document in all_documents() if document.key in wanted)
    with store.updating():
        while wanted and (batch := list(islice(fresh, BATCH))):
            store.put(batch, version)
            progress(len(batch))
        if found.superfluous:
            store.delete(_still_gone(found.superfluous), version)
    generation.advance()


def _still_gone(keys: Iterable[str]) -> list[str]:
    public = {document.key for document in all_documents()}
    return [key for key in keys if key not in public]


def _fresh(progress: Progress) -> Iterator[Document]:
    """Yield the documents of the database as an index would store them."""
    analysers, terms = analysis.Analysers(), thesaurus()
    seen: set[str] = set()
    for document in all_documents():
        progress(1)
        if document.public and document.key not in seen:
            seen.add(document.key)
            yield with_mentions(document, analysers, terms)


def _digest(document: Document) -> bytes:
    return hashlib.blake2b(pack(document), digest_size=16).digest()
