"""From documents to the rows of a new index: the part of a rebuild that needs the most work.

A large rebuild does this in processes of its own, so nothing here touches Django or a database.
"""

from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from pyroaring import BitMap

from search import analysis
from search.concepts import Thesaurus, thesaurus
from search.documents import Document
from search.engines import CONCEPT, workers
from search.engines import embedded_store as store
from search.packing import pack

BATCH = 250
# A small site is done before other processes would have started.
ALONE = 8
# So many batches are under way for each process.
AHEAD = 2
Rows = dict[str, list[tuple[Any, ...]]]
# The numbers of the documents that mention each concept.
Mentions = dict[str, "array[int]"]
Batch = list[tuple[int, Document]]


# Full-text tables are written in one go only if the numbers go up.
IN_ORDER = ("docs", "tokens", "prominent", "titles", "title_words")
_number = itemgetter(0)


class _Recorder(analysis.Analyser):
    """An analyser that notes each word it learns, with room for a language's whole vocabulary."""

    cache_size = 200_000

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.learned: list[tuple[str, str]] = []

    def _learn(self, word: str) -> str:
        token = super()._learn(word)
        if token:
            self.learned.append((analysis.fold(word), token))
        return token


class _Recorders(analysis.Analysers):
    def __missing__(self, language: str) -> analysis.Analyser:
        return self.setdefault(language, _Recorder(language))

    def take(self) -> list[tuple[str, str]]:
        """Return the (folded word, token) pairs learned since the last call."""
        learned: set[tuple[str, str]] = set()
        for analyser in self.values():
            if isinstance(analyser, _Recorder):
                learned.update(analyser.learned)
                analyser.learned.clear()
        return sorted(learned)


_recorders = _Recorders()


class _Terms:
    """The thesaurus of this rebuild, in this process."""

    held = Thesaurus()


def use(terms: Thesaurus) -> None:
    """Find these concepts from now on."""
    _Terms.held = terms


def forget() -> None:
    """Start afresh: the next rebuild has to hear of every word again."""
    _recorders.clear()


def analyse(batch: Batch) -> tuple[Rows, Mentions]:
    """Return the rows of a batch of numbered documents, the words not met before among them, and
    the concepts found."""
    names = ("docs", "tokens", "prominent", "titles", "title_words", "parts")
    rows: Rows = {name: [] for name in names}
    mentions: Mentions = {}
    # One language after the other: what is known of each fits the processor's cache, that of all
    # ten does not.
    for doc_id, plain in sorted(batch, key=_language):
        document, columns = store.indexed(plain, _recorders, _Terms.held)
        for concept in document.all_mentions():
            mentions.setdefault(concept, array("I")).append(doc_id)
        newest, checked = store.day_number(document.newest), store.day_number(document.checked)
        rows["docs"].append((doc_id, document.key, newest, checked, pack(document)))
        rows["tokens"].append((doc_id, *columns))
        rows["prominent"].append((doc_id, *store.prominent(columns)))
        title = store.title_row(doc_id, document)
        rows["titles"].append(title)
        rows["title_words"].append((doc_id, title[5]))
        rows["parts"].extend((document.type, pk, doc_id) for pk in document.row_ids())
    for name in IN_ORDER:
        rows[name].sort(key=_number)
    rows["words"] = _recorders.take()
    return rows, mentions


def _language(numbered: tuple[int, Document]) -> str:
    return numbered[1].language


class Numbered:
    """Numbers the documents that readers may find, each key once, and gathers their facets."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.count = 0
        self._documents = documents
        self._keys: set[str] = set()
        self._facets: dict[tuple[str, str], array[int]] = {}

    def batches(self) -> Iterator[Batch]:
        """Yield the documents with their numbers."""
        batch: Batch = []
        for document in self._documents:
            if not document.public or document.key in self._keys:
                continue
            self._keys.add(document.key)
            self.count += 1
            for pair in store.facet_pairs(document):
                self._facets.setdefault(pair, array("I")).append(self.count)
            batch.append((self.count, document))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def note(self, mentions: Mentions) -> None:
        """Take note of concepts that were found."""
        for concept, ids in mentions.items():
            self._facets.setdefault((CONCEPT, concept), array("I")).extend(ids)

    def facets(self) -> list[tuple[str, str, bytes]]:
        """Return (facet, value, bitmap) for all documents so far."""
        rows = []
        for (facet, value), ids in self._facets.items():
            bitmap = BitMap(ids)
            bitmap.run_optimize()
            rows.append((facet, value, bitmap.serialize()))
        return rows


def analysed(batches: Iterator[Batch]) -> Iterator[tuple[Rows, Mentions]]:
    """Yield the rows of all batches in order; from other processes if there are many."""
    forget()
    use(thesaurus())
    first = deque(islice(batches, ALONE + 1))
    many = len(first) > ALONE
    every = chain(_emptied(first), batches)
    if many and workers.may_start():
        yield from _with_processes(every)
    else:
        yield from map(analyse, every)


def _emptied(held: "deque[Batch]") -> Iterator[Batch]:
    """Yield what is held, and keep none of it."""
    while held:
        yield held.popleft()


def _begin(terms: Thesaurus) -> None:
    use(terms)
    for code in analysis.LANGUAGES:
        terms.matcher(code)


def _with_processes(batches: Iterator[Batch]) -> Iterator[tuple[Rows, Mentions]]:
    pool = workers.pool(_begin, _Terms.held)
    running: deque[Future[tuple[Rows, Mentions]]] = deque()
    try:
        for batch in batches:
            running.append(pool.submit(analyse, batch))
            if len(running) > AHEAD * workers.count():
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
