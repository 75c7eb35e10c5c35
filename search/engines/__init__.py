"""The contract between the site and what stores and finds its documents.

Engines get tokens and facet values, never a reader's text. Highlights, reasons, languages and
addresses are made outside, once for all engines.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from search.documents import Document
from search.expansion import Plan

log = logging.getLogger(__name__)
Counts = Mapping[str, tuple[tuple[str, int], ...]]
Progress = Callable[[int], None]
TYPE = "type"
CONCEPT = "concept"


class IndexUnavailable(Exception):  # noqa: N818  reads as a state, not as a fault
    """The index cannot answer now. The message says why, in words for an operator."""


class IndexNotBuilt(IndexUnavailable):
    """There is no index yet: the first build will read everything."""


class RebuildRunning(Exception):  # noqa: N818
    """Another process is rebuilding the index."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to find: `plan`, within `types` and the chosen `facets` (OR inside, AND between).

    Documents with all text groups of the plan are found, or with `at_least` so many of them; then
    those with more come first. `counts` names the facets to count.
    """

    plan: Plan = field(default_factory=Plan)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    at_least: int = 0
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` documents found, those of the page asked for, and per facet (value, count) pairs,
    in which a facet's own choice is not applied. Values without a document are left out."""

    total: int
    documents: tuple[Document, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class TitleSuggestion:
    """A document whose title has words that begin as typed."""

    type: str
    label: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`problem` is "" when the index answers, else one sentence in English for operators."""

    ready: bool
    documents: int = 0
    problem: str = ""


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

    def documents_of(self, type_name: str, pk: int) -> list[Document]:
        """Return the stored documents that are made of that database row."""

    def put(self, documents: Iterable[Document]) -> None:
        """Store or replace documents; one that is not public is deleted instead."""

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents. Unknown keys are nothing to complain about."""

    def rebuild(self, documents: Iterable[Document], progress: Progress = ...) -> int:
        """Replace the whole index by `documents` in one step; return how many there are.

        Raises RebuildRunning. Changes made meanwhile by `put` and `delete` are kept.
        """

    def status(self) -> IndexStatus:
        """Say whether the index answers. Never raises."""


def get_engine() -> Engine:
    """Return the engine of this site: settings.SEARCH_URL, or the embedded one in DATA_DIR."""
    return _engine(getattr(settings, "SEARCH_URL", "") or "", str(settings.DATA_DIR))


@lru_cache(maxsize=8)
def _engine(url: str, data_dir: str) -> Engine:
    if url:
        log.warning("SEARCH_URL is set, but this version has the embedded index only: that is used")
    # Here because the embedded engine imports this module.
    from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine(Path(data_dir) / "index")
