"""The embedded engine: an SQLite FTS5 file of its own, whatever the main database is."""

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pyroaring import BitMap

from search.documents import Document, unpack
from search.engines import (
    Answer,
    IndexStatus,
    IndexUnavailable,
    Progress,
    Request,
    TitleSuggestion,
)
from search.engines import embedded_store as store
from search.engines.embedded_facets import Snapshot
from search.engines.embedded_files import IndexFiles
from search.engines.embedded_match import Matcher, Ranking, restrict
from search.engines.embedded_rebuild import rebuild

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
MISSING = "The search index has not been built yet (manage.py rebuild_search)"
OUTDATED = "The search index was made by another version (manage.py rebuild_search)"
SUGGESTION_POOL = 60


class EmbeddedEngine:
    """Implements `search.engines.Engine`. One object per process, used from any thread."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.files = IndexFiles(folder)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._matcher = Matcher()
        self._snapshot: tuple[Path, Snapshot] | None = None

    # Reading

    def generation(self) -> str:
        """Return the served file and the number of its last change."""
        with self._reading() as (path, connection):
            return f"{path.name}:{store.meta(connection, 'generation')}"

    def search(self, request: Request) -> Answer:
        """Return what is found. Raises IndexUnavailable."""
        with self._reading() as (path, connection), self._snapshot_of(path, connection) as now:
            base = now.live
            ranking = self._matcher.ranking(
                connection, (path.name, now.generation), request.plan, request.any_word
            )
            if ranking is not None:
                base = ranking.found & base
            base = restrict(connection, now, request.plan, base)
            if request.types:
                base = base & now.any_of("type", request.types)
            found, domains = now.choose(base, request)
            ids = _page(now, found, ranking, request)
            documents = self._documents(connection, ids)
            return Answer(len(found), documents, now.count(domains))

    def known_tokens(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the tokens of each folded word that occurs in the index."""
        found: dict[str, tuple[str, ...]] = {}
        with self._reading() as (_, connection):
            for word in words:
                rows = connection.execute("SELECT token FROM words WHERE word = ?", (word,))
                tokens = tuple(row[0] for row in rows)
                if tokens:
                    found[word] = tokens
        return found

    def words_of(self, tokens: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the folded words that have each token."""
        with self._reading() as (_, connection):
            return {
                token: tuple(
                    row[0]
                    for row in connection.execute(
                        "SELECT word FROM words WHERE token = ?", (token,)
                    )
                )
                for token in tokens
            }

    def facet_values(self, facet: str) -> Collection[str]:
        """Return all values of a facet that a document has."""
        with self._reading() as (path, connection), self._snapshot_of(path, connection) as now:
            return now.facets.get(facet, {}).keys()

    def suggest(self, words: tuple[str, ...], kind: str, limit: int) -> list[TitleSuggestion]:
        """Return documents of a type by the beginnings of words of their titles."""
        terms = [f'"t_{kind}"', *(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *']
        with self._reading() as (_, connection):
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
        with self._reading(even_incomplete=True) as (_, connection):
            rows = connection.execute(
                "SELECT packed FROM docs JOIN parts ON parts.doc = docs.id"
                " WHERE parts.type = ? AND parts.pk = ?",
                (type_name, pk),
            )
            return [unpack(row[0]) for row in rows]

    def status(self) -> IndexStatus:
        """Say whether the index answers."""
        try:
            with self._reading() as (path, connection), self._snapshot_of(path, connection) as now:
                return IndexStatus(True, len(now.live))
        except IndexUnavailable as error:
            return IndexStatus(False, problem=str(error))

    # Writing

    def put(self, documents: Iterable[Document]) -> None:
        """Store or replace documents; one that is not public is deleted instead."""
        with self._changing() as changes:
            for document in documents:
                if document.public:
                    changes.put(document)
                else:
                    changes.delete(document.key)

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents."""
        with self._changing() as changes:
            for key in keys:
                changes.delete(key)

    def rebuild(self, documents: Iterable[Document], progress: Progress = lambda done: None) -> int:
        """Replace the whole index by `documents` in one step; return how many there are."""
        with self.files.lock():
            self._current_for_writing()
            return rebuild(self.files, documents, progress)

    # Files and connections

    @contextlib.contextmanager
    def _reading(self, even_incomplete: bool = False) -> Iterator[tuple[Path, sqlite3.Connection]]:
        """One consistent view of the served index."""
        path = self._served()
        with self._noticing_damage(path):
            connection = self._connection(path)
            nested = connection.in_transaction
            if not nested:
                connection.execute("BEGIN")
            try:
                if not nested:
                    self._check(connection, even_incomplete)
                yield path, connection
            finally:
                if not nested:
                    connection.execute("COMMIT")

    def _served(self) -> Path:
        """Return the served index, with this thread's connection to it open."""
        while True:
            path = self.files.current()
            if path is None:
                raise IndexUnavailable(MISSING)
            try:
                self._connection(path)
                return path
            except sqlite3.OperationalError as error:
                # A rebuild may have replaced and removed the file between the two steps.
                if self.files.current() == path:
                    raise IndexUnavailable(f"The search index does not answer: {error}") from error

    def _check(self, connection: sqlite3.Connection, even_incomplete: bool) -> None:
        if store.meta(connection, "version") != store.version():
            raise IndexUnavailable(OUTDATED)
        if not even_incomplete and not store.meta(connection, "complete"):
            raise IndexUnavailable(MISSING)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[store.Changes]:
        """One write transaction on the index that is served when it begins."""
        while True:
            path = self._current_for_writing()
            with self._noticing_damage(path):
                connection = self._connection(path)
                connection.execute("BEGIN IMMEDIATE")
                # A rebuild may have put another file in place while this one waited for it.
                if self.files.current() != path:
                    connection.execute("ROLLBACK")
                    continue
                try:
                    yield store.Changes(connection)
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                return

    def _current_for_writing(self) -> Path:
        """Return the served index. Where there is none, an empty one notes changes until the
        first rebuild takes them over; readers are not shown it."""
        path = self.files.current()
        if path is not None and self._is_usable(path):
            return path
        with self.files.lock("create", wait=True):
            path = self.files.current()
            if path is None or not self._is_usable(path):
                path = self.files.new_name("search")
                store.create(path).close()
                self.files.serve(path)
        return path

    def _is_usable(self, path: Path) -> bool:
        try:
            return store.meta(self._connection(path), "version") == store.version()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        except sqlite3.DatabaseError:
            return False

    def _connection(self, path: Path) -> sqlite3.Connection:
        """Return this thread's connection to `path`."""
        held = getattr(self._local, "held", None)
        if held is not None:
            if held[0] == path:
                return held[1]  # type: ignore[no-any-return]
            held[1].close()
            self._local.held = None
        connection = store.connect(path)
        self._local.held = (path, connection)
        return connection

    @contextlib.contextmanager
    def _noticing_damage(self, path: Path) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, zlib.error) as error:
            held = getattr(self._local, "held", None)
            if held is not None:
                with contextlib.suppress(sqlite3.Error):
                    held[1].close()
                self._local.held = None
            code = getattr(error, "sqlite_errorcode", None)
            if isinstance(error, zlib.error) or (code is not None and code & 0xFF in DAMAGED):
                self.files.set_aside(path)
                raise IndexUnavailable(f"The search index was damaged: {error}") from error
            raise IndexUnavailable(f"The search index does not answer: {error}") from error

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

    def _documents(self, connection: sqlite3.Connection, ids: list[int]) -> tuple[Document, ...]:
        found = []
        for doc_id in ids:
            row = connection.execute("SELECT packed FROM docs WHERE id = ?", (doc_id,)).fetchone()
            if row is not None:
                found.append(unpack(row[0]))
        return tuple(found)


def _page(
    snapshot: Snapshot, found: BitMap, ranking: Ranking | None, request: Request
) -> list[int]:
    """Return the numbers of the documents on the page asked for."""
    offset, limit = request.offset, request.limit
    if request.sort != "relevance":
        return snapshot.page(found, request.sort, offset, limit)
    if ranking is None:
        return snapshot.page(found, "newest", offset, limit)
    best = ranking.best(found, offset + limit)
    if len(best) < min(offset + limit, len(found)):
        rest = found - BitMap(ranking.ids)
        best += snapshot.page(rest, "newest", 0, offset + limit - len(best))
    return best[offset : offset + limit]
