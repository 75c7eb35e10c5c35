"""The contract between the site and what stores and finds its documents.

Engines get tokens and facet values, never a reader's text. Highlights, reasons, languages and
addresses are made outside, once for all engines.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from search.documents import Document
from search.expansion import Plan

Counts = Mapping[str, tuple[tuple[str, int], ...]]
Progress = Callable[[int], None]
TYPE = "type"
CONCEPT = "concept"


class IndexUnavailable(Exception):  # noqa: N818  reads as a state, not as a fault
    """The index cannot answer now. The message says why, in words for an operator."""


class IndexNotBuilt(IndexUnavailable):
    """There is no index yet: the first build will read everything."""


class DocumentRefused(Exception):  # noqa: N818
    """The index answers, and will not have this document. The message says why."""


class RebuildRunning(Exception):  # noqa: N818
    """Another process is rebuilding the index."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to find: `plan`, within `types` and the chosen `facets` (OR inside, AND between).

    Documents with all text groups of the plan are found, or with `some` of them, as `ranking` has
    it. `counts` names the facets to count.
    """

    plan: Plan = field(default_factory=Plan)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    some: bool = False
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` documents found, those of the page asked for, and per facet (value, count) pairs,
    in which a facet's own choice is not applied. Values without a document are left out.

    `engine` gave the answer; it is `reduced` when that is only the one that stands in. `scores`
    has for each document how well it fits the words (more is better), None where that was not
    asked or not looked at."""

    total: int
    documents: tuple[Document, ...]
    counts: Counts
    engine: str = "embedded"
    reduced: bool = False
    scores: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleSuggestion:
    """A document whose title has words that begin as typed."""

    type: str
    label: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`ready` says whether readers get an answer. `problem` is "" when all is well, else one
    sentence in English for operators; `reduced` when another engine stands in."""

    ready: bool
    documents: int = 0
    problem: str = ""
    reduced: bool = False


class Store(Protocol):
    """One index: what keeps documents. All methods may raise IndexUnavailable.

    Every state of a document has a `version`. A store that more than one machine writes to never
    replaces a state by one of an older version; 0 stands for this moment.
    """

    name: str

    def documents_of(self, type_name: str, pk: int) -> list[Document]:
        """Return the stored documents that are made of that database row."""

    def put(self, documents: Iterable[Document], version: int = 0) -> None:
        """Store or replace documents; one that is not public is deleted instead.

        Raises DocumentRefused.
        """

    def delete(self, keys: Iterable[str], version: int = 0) -> None:
        """Forget documents. Unknown keys are nothing to complain about."""

    def updating(self) -> AbstractContextManager[None]:
        """Hold while rows are read and their documents stored, so that a slower one that read
        them earlier cannot come after."""

    def rebuild(
        self, documents: Iterable[Document], progress: Progress = ..., version: int = 0
    ) -> int:
        """Replace the whole index by `documents` in one step; return how many there are.

        Raises RebuildRunning. Changes made meanwhile by `put` and `delete` are kept.
        """

    def contents(self) -> Iterator[Document]:
        """Yield all documents as they are stored, in any order."""

    def status(self) -> IndexStatus:
        """Say whether this index answers. Never raises."""

    def is_missing(self) -> bool:
        """Tell whether a rebuild is needed: nothing there, or of another version, or damaged. A
        server that is away is not missing. Never raises."""

    def built(self) -> datetime | None:
        """Return when the last rebuild was made, None where there was none. Never raises."""


class Engine(Protocol):
    """What every engine can do. All methods may raise IndexUnavailable."""

    name: str

    def generation(self) -> str:
        """Return what changes whenever an answer may change."""

    def search(self, request: Request) -> Answer:
        """Return what is found."""

    def known_tokens(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return, for each folded word that occurs in the index, its tokens."""

    def words_of(self, tokens: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the folded words that the index has for each token."""

    def words_like(self, start: str, least: int, most: int) -> Collection[str]:
        """Return the folded words of the index that begin so and have so many letters."""

    def facet_values(self, facet: str) -> Collection[str]:
        """Return all values of a facet that a document has."""

    def suggest(self, words: tuple[str, ...], kind: str, limit: int) -> list[TitleSuggestion]:
        """Return documents of a type by folded words of the title, the last one unfinished."""

    def put(self, documents: Iterable[Document]) -> None:
        """Store or replace documents in all its stores; see Store."""

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents in all its stores; see Store."""

    def rebuild(self, documents: Iterable[Document], progress: Progress = ...) -> int:
        """Replace all its stores; see Store."""

    def status(self) -> IndexStatus:
        """Say whether readers get an answer. Never raises."""

    def stores(self) -> tuple[Store, ...]:
        """Return the indexes that must be kept true, first the one that answers if others fail."""


_lags: list[Callable[[], bool]] = [lambda: False]


def provide_lag(is_behind: Callable[[], bool]) -> None:
    """Say how to learn whether the server's index lacks changes that it should have by now."""
    _lags[:] = [is_behind]


def is_behind() -> bool:
    """Tell whether readers must not see the server's index: it may still hold what is hidden."""
    return _lags[0]()


def get_engine() -> Engine:
    """Return the engine of this site: settings.SEARCH_URL, or the embedded one in DATA_DIR."""
    return _engine(
        getattr(settings, "SEARCH_URL", "") or "",
        getattr(settings, "SEARCH_PREFIX", "crocevia"),
        str(settings.DATA_DIR),
    )


@lru_cache(maxsize=8)
def _engine(url: str, prefix: str, data_dir: str) -> Engine:
    # Here because the engines import this module, and a site without the server needs no client.
    from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    embedded = EmbeddedEngine(Path(data_dir) / "index")
    if not url:
        return embedded
    from search.engines.elasticsearch import ElasticEngine  # noqa: PLC0415

    return ElasticEngine(url, prefix, embedded)
