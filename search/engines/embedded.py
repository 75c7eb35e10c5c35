"""The embedded engine: an SQLite FTS5 file of its own, whatever the main database is."""

import contextlib
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pyroaring import BitMap

from search.documents import Document
from search.engines import (
    Answer,
    IndexStatus,
    IndexUnavailable,
    Progress,
    Request,
    Store,
    TitleSuggestion,
)
from search.engines import embedded_store as store
from search.engines.embedded_access import Access
from search.engines.embedded_facets import Snapshot
from search.engines.embedded_files import IndexFiles
from search.engines.embedded_match import Matcher, Ranking, restrict
from search.engines.embedded_rebuild import rebuild
from search.packing import unpack

SUGGESTION_POOL = 60
# Sorts after every letter.
LAST = "\U0010ffff"
# SQLite takes so many marks in a statement anywhere.
MOST_AT_ONCE = 500


class EmbeddedEngine:
    """Implements `search.engines.Engine`. One object per process, used from any thread."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.files = IndexFiles(folder)
        self._access = Access(self.files)
        self._lock = threading.Lock()
        self._matcher = Matcher()
        self._snapshot: tuple[Path, Snapshot] | None = None

    # Reading

    def generation(self) -> str:
        """Return the served file and the number of its last change."""
        with self._access.reading() as (path, connection):
            return f"{path.name}:{store.meta(connection, 'generation')}"

    def search(self, request: Request) -> Answer:
        """Return what is found. Raises IndexUnavailable."""
        with (
            self._access.reading() as (path, connection),
            self._snapshot_of(path, connection) as now,
        ):
            base = now.live
            ranking = self._matcher.ranking(connection, path.name, now, request.plan, request.some)
            if ranking is not None:
                base = ranking.found & base
            base = restrict(connection, now, request.plan, base)
            if request.types:
                base = base & now.any_of("type", request.types)
            found, domains = now.choose(base, request)
            scores = _page(now, found, ranking, request)
            documents = self._documents(connection, scores)
            return Answer(
                len(found),
                tuple(documents.values()),
                now.count(domains),
                scores=tuple(scores[doc_id] for doc_id in documents),
            )

    def known_tokens(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the tokens of each folded word that occurs in the index."""
        found: dict[str, tuple[str, ...]] = {}
        with self._access.reading() as (_, connection):
            for word in words:
                rows = connection.execute("SELECT token FROM words WHERE word = ?", (word,))
                tokens = tuple(row[0] for row in rows)
                if tokens:
                    found[word] = tokens
        return found

    def words_of(self, tokens: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the folded words that have each token."""
        with self._access.reading() as (_, connection):
            return {
                token: tuple(
                    row[0]
                    for row in connection.execute(
                        "SELECT word FROM words WHERE token = ?", (token,)
                    )
                )
                for token in tokens
            }

    def words_like(self, start: str, least: int, most: int) -> Collection[str]:
        """Return the folded words of the index that begin so and have so many letters."""
        with self._access.reading() as (_, connection):
            rows = connection.execute(
                "SELECT DISTINCT word FROM words WHERE word >= ? AND word < ?"
                " AND length(word) BETWEEN ? AND ?",
                (start, start + LAST, least, most),
            )
            return [row[0] for row in rows]

    def facet_values(self, facet: str) -> Collection[str]:
        """Return all values of a facet that a document has."""
        with (
            self._access.reading() as (path, connection),
            self._snapshot_of(path, connection) as now,
        ):
            return now.facets.get(facet, {}).keys()

    def suggest(self, words: tuple[str, ...], kind: str, limit: int) -> list[TitleSuggestion]:
        """Return documents of a type by the beginnings of words of their titles."""
        terms = [f'"t_{kind}"', *(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *']
        with self._access.reading() as (_, connection):
            rows = connection.execute(
                "SELECT type, title, language, url, words FROM titles WHERE id IN ("
                " SELECT rowid FROM title_words WHERE title_words MATCH ?"
                " ORDER BY rowid DESC LIMIT ?)",
                (" AND ".join(terms), SUGGESTION_POOL),
            ).fetchall()
        begin = f"t_{kind} {' '.join(words)}"
        rows.sort(key=lambda row: (not row[4].startswith(begin), len(row[1]), row[1]))
        return [TitleSuggestion(*row[:4]) for row in rows[:limit]]

    def documents_of(self, type_name: str, pk: int) -> list[Document]:
        """Return the stored documents that are made of that database row."""
        with self._access.reading(even_incomplete=True) as (_, connection):
            rows = connection.execute(
                "SELECT packed FROM docs JOIN parts ON parts.doc = docs.id"
                " WHERE parts.type = ? AND parts.pk = ?",
                (type_name, pk),
            )
            return [unpack(row[0]) for row in rows]

    def status(self) -> IndexStatus:
        """Say whether the index answers."""
        try:
            with (
                self._access.reading() as (path, connection),
                self._snapshot_of(path, connection) as now,
            ):
                return IndexStatus(True, len(now.live))
        except IndexUnavailable as error:
            return IndexStatus(False, problem=str(error))

    def contents(self) -> Iterator[Document]:
        """Yield all documents as they are stored, in any order."""
        with self._access.reading() as (_, connection):
            for row in connection.execute("SELECT packed FROM docs"):
                yield unpack(row[0])

    def is_missing(self) -> bool:
        """Tell whether a rebuild is needed."""
        return not self.status().ready

    def built(self) -> datetime | None:
        """Return when the last rebuild was made, None where there was none. Never raises."""
        try:
            with self._access.reading() as (path, _):
                return datetime.fromtimestamp(self.files.made(path), UTC)
        except IndexUnavailable:
            return None

    # Writing

    def stores(self) -> tuple[Store, ...]:
        """Return this index."""
        return (self,)

    def updating(self) -> contextlib.AbstractContextManager[None]:
        """Hold while rows are read and their documents stored: one after the other."""
        return self.files.lock("changes", wait=True)

    def put(self, documents: Iterable[Document], version: int = 0) -> None:
        """Store or replace documents; one that is not public is deleted instead."""
        with self._access.changing() as changes:
            for document in documents:
                if document.public:
                    changes.put(document)
                else:
                    changes.delete(document.key)

    def delete(self, keys: Iterable[str], version: int = 0) -> None:
        """Forget documents."""
        with self._access.changing() as changes:
            for key in keys:
                changes.delete(key)

    def rebuild(
        self,
        documents: Iterable[Document],
        progress: Progress = lambda done: None,
        version: int = 0,
    ) -> int:
        """Replace the whole index by `documents` in one step; return how many there are."""
        with self.files.lock():
            self._access.current_for_writing()
            try:
                return rebuild(self.files, documents, progress)
            except sqlite3.Error as error:
                raise IndexUnavailable(f"The index could not be built: {error}") from error

    @contextlib.contextmanager
    def _snapshot_of(self, path: Path, connection: sqlite3.Connection) -> Iterator[Snapshot]:
        generation = int(store.meta(connection, "generation") or 0)
        held = self._snapshot
        if held is None or held[0] != path or held[1].generation != generation:
            with self._lock:
                held = self._snapshot
                if held is None or held[0] != path or held[1].generation != generation:
                    before = held[1] if held and held[0] == path else None
                    if before is not None and before.generation > generation:
                        before = None
                    held = (path, Snapshot.load(connection, generation, before))
                    self._snapshot = held
        yield held[1]

    def _documents(self, connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Document]:
        """Return the documents of these numbers in this order, without those that are gone."""
        wanted = tuple(ids)
        packed: dict[int, bytes] = {}
        for at in range(0, len(wanted), MOST_AT_ONCE):
            some = wanted[at : at + MOST_AT_ONCE]
            marks = ", ".join("?" * len(some))
            packed |= connection.execute(
                f"SELECT id, packed FROM docs WHERE id IN ({marks})",  # noqa: S608  only marks
                some,
            ).fetchall()
        return {doc_id: unpack(packed[doc_id]) for doc_id in wanted if doc_id in packed}


def _page(
    snapshot: Snapshot, found: BitMap, ranking: Ranking | None, request: Request
) -> dict[int, float | None]:
    """Return the numbers of the documents on the page asked for, each with its score."""
    offset, limit = request.offset, request.limit
    if request.sort != "relevance" or ranking is None:
        by = "newest" if request.sort == "relevance" else request.sort
        return dict.fromkeys(snapshot.page(found, by, offset, limit))
    best: dict[int, float | None] = {**ranking.best(found, offset + limit)}
    if len(best) < min(offset + limit, len(found)):
        rest = found - BitMap(ranking.ids)
        best |= dict.fromkeys(snapshot.page(rest, "newest", 0, offset + limit - len(best)))
    return dict(islice(best.items(), offset, offset + limit))
