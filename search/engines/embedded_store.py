"""The tables of the embedded index, and writing documents into them.

`tokens` is a full-text table without a copy of its text: to take a document out, the same tokens
are made again from the packed document. That is safe because an index made by another analysis
is never opened (`VERSION` in `meta`).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyroaring import BitMap

from search import analysis, everyday, packing
from search.concepts import Thesaurus, thesaurus, token
from search.documents import BROADER, FIELDS, SUMMARY, TAGS, TITLE, Document, Text
from search.engines import CONCEPT, TYPE
from search.everyday import senses_in
from search.packing import pack, unpack

SCHEMA_VERSION = 4
# Columns of the words; in `broader` stand the concepts above those of the document.
COLUMNS = (*FIELDS, BROADER)
WEIGHTS = {"title": 8.0, "tags": 5.0, "summary": 3.0, "body": 1.0, "broader": 0.5}
# The fields that say what a document is about. They have a table of their own too, for questions
# that very many documents answer.
PROMINENT = (TITLE, TAGS, SUMMARY)
LIVE = ("", "")
BUSY_SECONDS = 20

# The tokenizer must not divide or change a token: every character of one counts as a letter.
TOKENIZER = "tokenize = \"ascii tokenchars '_'\""
SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE docs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
    newest INTEGER NOT NULL, checked INTEGER NOT NULL, generation INTEGER NOT NULL,
    packed BLOB NOT NULL);
CREATE TABLE parts (type TEXT, pk INTEGER, doc INTEGER, PRIMARY KEY (type, pk, doc)) WITHOUT ROWID;
CREATE TABLE facets (
    facet TEXT, value TEXT, generation INTEGER NOT NULL, bitmap BLOB NOT NULL,
    PRIMARY KEY (facet, value)) WITHOUT ROWID;
CREATE TABLE words (word TEXT, token TEXT, PRIMARY KEY (word, token)) WITHOUT ROWID;
CREATE TABLE titles (
    id INTEGER PRIMARY KEY, type TEXT, title TEXT, language TEXT, url TEXT, words TEXT);
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL);
CREATE VIRTUAL TABLE tokens USING fts5({", ".join(COLUMNS)}, content='', {TOKENIZER});
CREATE VIRTUAL TABLE prominent USING fts5({", ".join(PROMINENT)}, content='', {TOKENIZER});
CREATE VIRTUAL TABLE title_words USING fts5(
    words, content='', columnsize=0, detail=none, prefix='1 2 3', {TOKENIZER});
"""
INDEXES = """
CREATE INDEX docs_generation ON docs (generation);
CREATE INDEX words_token ON words (token);
CREATE INDEX facets_generation ON facets (generation);
"""
INSERT_TOKENS = (
    "INSERT INTO tokens (rowid, title, tags, summary, body, broader) VALUES (?, ?, ?, ?, ?, ?)"
)
INSERT_PROMINENT = "INSERT INTO prominent (rowid, title, tags, summary) VALUES (?, ?, ?, ?)"
DELETE_TOKENS = (
    "INSERT INTO tokens (tokens, rowid, title, tags, summary, body, broader)"
    " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
DELETE_PROMINENT = (
    "INSERT INTO prominent (prominent, rowid, title, tags, summary) VALUES ('delete', ?, ?, ?, ?)"
)


def version() -> str:
    """Return what an index must say of itself to be used by this code."""
    parts = (analysis.fingerprint(), packing.fingerprint(), everyday.fingerprint())
    return "/".join((str(SCHEMA_VERSION), *parts))


def create(path: Path, for_rebuild: bool = False) -> sqlite3.Connection:
    """Make an empty index. `for_rebuild` trades safety of the unserved file for speed."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA page_size = 8192")
    if for_rebuild:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -131072")
    connection.executescript(SCHEMA)
    for table, columns in (("tokens", COLUMNS), ("prominent", PROMINENT)):
        weights = ", ".join(str(WEIGHTS[name]) for name in columns)
        statement = f"INSERT INTO {table} ({table}, rank) VALUES ('rank', ?)"  # noqa: S608
        connection.execute(statement, (f"bm25({weights})",))
    facts = {"version": version(), "generation": 0, "complete": 0}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
    if not for_rebuild:
        connection.executescript(INDEXES)
        connection.execute("PRAGMA journal_mode = WAL")
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """Open an index that exists. Raises sqlite3.Error if it does not or is damaged."""
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


def meta(connection: sqlite3.Connection, name: str) -> str | int | None:
    """Return one fact about the index."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def day_number(value: object) -> int:
    """Return a date as a number that sorts; 0 for none."""
    return value.toordinal() if hasattr(value, "toordinal") else 0


Analysed = list[tuple[Text, list[str]]]


def analysed(document: Document, analysers: Mapping[str, analysis.Analyser]) -> Analysed:
    """Return the texts of a document, each with its tokens."""
    return [
        (text, analysers[text.language].tokens(text.text).split()) for text in document.all_texts()
    ]


def indexed(
    document: Document, analysers: Mapping[str, analysis.Analyser], terms: Thesaurus
) -> tuple[Document, tuple[str, ...]]:
    """Return a document with the concepts that its texts mention, and its tokens; each text is
    analysed once."""
    texts = analysed(document, analysers)
    found = _mentioning(document, texts, terms)
    return found, _columns(found, texts)


def token_columns(
    document: Document, analysers: Mapping[str, analysis.Analyser]
) -> tuple[str, ...]:
    """Return the tokens of a document, one text for each of COLUMNS.

    The names of tags and the like are searched too when they are given as texts. The senses of
    everyday words, and the concepts that the document mentions, stand after the words of the same
    field.
    """
    return _columns(document, analysed(document, analysers))


def prominent(columns: Sequence[str]) -> tuple[str, ...]:
    """Return those of the columns that stand in PROMINENT."""
    return tuple(columns[COLUMNS.index(name)] for name in PROMINENT)


def _columns(document: Document, texts: Analysed) -> tuple[str, ...]:
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for text, tokens in texts:
        column = columns.get(text.field, columns[TAGS])
        column.extend(tokens)
        column.extend(senses_in(tokens, text.language))
    for name, concepts in document.mentions.items():
        columns[name].extend(map(token, concepts))
    return tuple(" ".join(columns[name]) for name in COLUMNS)


def with_mentions(
    document: Document, analysers: Mapping[str, analysis.Analyser], terms: Thesaurus
) -> Document:
    """Return the document with the concepts that its texts mention."""
    return _mentioning(document, analysed(document, analysers), terms)


def _mentioning(document: Document, texts: Analysed, terms: Thesaurus) -> Document:
    found: dict[str, list[str]] = {TAGS: list(document.concepts)}
    for text, tokens in texts:
        if text.language:
            for match in terms.matcher(text.language).find(tokens, text.text):
                found.setdefault(text.field, []).extend(match.concepts)
    if document.not_concepts:
        refused = set(document.not_concepts)
        found = {name: [c for c in some if c not in refused] for name, some in found.items()}
    mentioned = dict.fromkeys(concept for some in found.values() for concept in some)
    above = dict.fromkeys(up for concept in mentioned for up in terms.above(concept))
    found[BROADER] = [up for up in above if up not in mentioned]
    mentions = {name: tuple(some) for name, some in found.items() if some}
    return replace(document, mentions=mentions)


def facet_pairs(document: Document) -> set[tuple[str, str]]:
    """Return every (facet, value) of a document, its type among them."""
    pairs = {(name, value) for name, values in document.facets.items() for value in values}
    pairs |= {(CONCEPT, one) for one in document.all_mentions()}
    return pairs | {(TYPE, document.type), LIVE}


def title_row(doc_id: int, document: Document) -> tuple[int, str, str, str, str, str]:
    """Return the row of `titles`: what is shown, and the words of the title in all languages."""
    texts = [t.text for t in document.all_texts() if t.field == TITLE]
    words = dict.fromkeys(w for text in texts for w in analysis.words(analysis.fold(text)))
    kind = f"t_{document.type}"
    searched = " ".join((kind, *words))
    return doc_id, document.type, document.title, document.language, document.url, searched


def known_words(
    document: Document, analysers: Mapping[str, analysis.Analyser]
) -> Iterator[tuple[str, str]]:
    """Yield (folded word, token) for the words of one document."""
    for text in document.all_texts():
        known = analysers[text.language]
        for word in set(analysis.words(text.text)):
            token = known.token(word)
            if token:
                yield analysis.fold(word), token


class Changes:
    """One set of changes to a served index, inside a write transaction of the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.generation = int(meta(connection, "generation") or 0) + 1
        self._analysers = analysis.Analysers()
        connection.execute(
            "UPDATE meta SET value = ? WHERE name = 'generation'", (self.generation,)
        )

    def put(self, document: Document) -> None:
        """Store or replace one document."""
        old_id = self.delete(document.key)
        document, columns = indexed(document, self._analysers, thesaurus())
        newest, checked = day_number(document.newest), day_number(document.checked)
        cursor = self.connection.execute(
            "INSERT INTO docs (id, key, newest, checked, generation, packed)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (old_id, document.key, newest, checked, self.generation, pack(document)),
        )
        doc_id = int(cursor.lastrowid or 0)
        self.connection.execute(INSERT_TOKENS, (doc_id, *columns))
        self.connection.execute(INSERT_PROMINENT, (doc_id, *prominent(columns)))
        self.connection.executemany(
            "INSERT OR IGNORE INTO words VALUES (?, ?)", known_words(document, self._analysers)
        )
        self._put_title(title_row(doc_id, document))
        self.connection.executemany(
            "INSERT OR IGNORE INTO parts VALUES (?, ?, ?)",
            [(document.type, pk, doc_id) for pk in document.row_ids()],
        )
        self._set_facets(facet_pairs(document), doc_id, present=True)

    def delete(self, key: str) -> int | None:
        """Forget one document; return the number it had."""
        self.connection.execute("INSERT INTO changes (key) VALUES (?)", (key,))
        row = self.connection.execute(
            "SELECT id, packed FROM docs WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        doc_id, old = row[0], unpack(row[1])
        columns = token_columns(old, self._analysers)
        self.connection.execute(DELETE_TOKENS, (doc_id, *columns))
        self.connection.execute(DELETE_PROMINENT, (doc_id, *prominent(columns)))
        self.connection.execute(
            "INSERT INTO title_words (title_words, rowid, words) VALUES ('delete', ?, ?)",
            (doc_id, title_row(doc_id, old)[5]),
        )
        for statement in ("docs WHERE id", "titles WHERE id", "parts WHERE doc"):
            self.connection.execute(f"DELETE FROM {statement} = ?", (doc_id,))  # noqa: S608
        self._set_facets(facet_pairs(old), doc_id, present=False)
        return int(doc_id)

    def _put_title(self, row: tuple[int, str, str, str, str, str]) -> None:
        self.connection.execute("INSERT INTO titles VALUES (?, ?, ?, ?, ?, ?)", row)
        self.connection.execute(
            "INSERT INTO title_words (rowid, words) VALUES (?, ?)", (row[0], row[5])
        )

    def _set_facets(self, pairs: Iterable[tuple[str, str]], doc_id: int, present: bool) -> None:
        for facet, value in pairs:
            row = self.connection.execute(
                "SELECT bitmap FROM facets WHERE facet = ? AND value = ?", (facet, value)
            ).fetchone()
            bitmap = BitMap.deserialize(row[0]) if row else BitMap()
            (bitmap.add if present else bitmap.discard)(doc_id)
            # An empty bitmap stays: readers learn from its generation that the value is gone.
            self.connection.execute(
                "INSERT OR REPLACE INTO facets VALUES (?, ?, ?, ?)",
                (facet, value, self.generation, bitmap.serialize()),
            )
