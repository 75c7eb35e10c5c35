"""From documents to what the search server stores of them: most of the work of a rebuild.

A large rebuild does this in processes of its own, so nothing here touches Django or a database.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from search import analysis, registry
from search.concepts import Thesaurus, thesaurus, token
from search.documents import BROADER, FIELDS, Document
from search.engines import workers
from search.engines.elastic_documents import (
    FILLING,
    STRETCH,
    facet_names,
    row,
)
from search.engines.embedded_store import COLUMNS, WEIGHTS, day_number, facet_pairs, indexed
from search.packing import pack

# So many rows of one type may come before those of the next, where scores and dates are equal.
TYPE_STEP = 1 << 40
# A small site is done before other processes would have started.
ALONE = 1
to_json = json.JSONEncoder(ensure_ascii=False).encode
Made = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """What must be known beside a document: facets, the order of the types, the thesaurus."""

    facets: tuple[str, ...]
    types: Mapping[str, int]
    terms: Thesaurus
    analysers: analysis.Analysers = field(default_factory=analysis.Analysers)

    def __reduce__(self) -> tuple[object, ...]:
        """Send what is needed, not what was remembered."""
        return Scheme, (self.facets, dict(self.types), self.terms)


def present_scheme() -> Scheme:
    """Return the scheme of this site as it is."""
    types = {kind.name: at for at, kind in enumerate(registry.document_types())}
    return Scheme(tuple(facet_names()), types, thesaurus())


def to_source(document: Document, scheme: Scheme) -> dict[str, Any]:
    """Return what the server stores of a public document."""
    document, tokens = indexed(document, scheme.analysers, scheme.terms)
    columns = dict(zip(COLUMNS, tokens, strict=True))
    facets: dict[str, list[str]] = {name: [] for name in scheme.facets}
    for name, value in sorted(facet_pairs(document)):
        if name in facets:
            facets[name].append(value)
    # The order in which a rebuild reads: by type, then by row.
    at = scheme.types.get(document.type, len(scheme.types))
    # The fields of IndexedDocument, whose own way to say them takes a seventh of a rebuild.
    source: dict[str, Any] = {
        "key": document.key,
        "rows": [row(document.type, pk) for pk in document.row_ids()],
        "public": document.public,
        "newest": day_number(document.newest),
        "checked": day_number(document.checked),
        "place_in_order": at * TYPE_STEP + document.id,
        "words": weighted(columns),
        "broader": columns[BROADER].split(),
        "meant": [token(one) for one in sorted(document.all_mentions())],
        "facets": {name: values for name, values in facets.items() if values},
        "packed": b64encode(pack(document)).decode("ascii"),
        **{name: columns[name] for name in FIELDS},
    }
    return source


def weighted(columns: Mapping[str, str]) -> str:
    """Return the tokens of all fields, each as often as its field weighs, filled up."""
    held = {name: tokens.split() for name, tokens in columns.items()}
    times = {name: round(WEIGHTS[name]) for name in FIELDS}
    words = [token for name in FIELDS for token in held[name] * times[name]]
    length = STRETCH * sum(map(len, held.values()))
    words += [FILLING] * (length - len(words))
    return " ".join(words)


def make(documents: Iterable[Document], scheme: Scheme) -> list[str]:
    """Return the sources of documents as JSON, in their order."""
    # One language after the other is quicker: see `embedded_rows.analyse`.
    numbered = sorted(enumerate(documents), key=lambda pair: pair[1].language)
    made = {number: to_json(to_source(one, scheme)) for number, one in numbered}
    return [made[number] for number in range(len(made))]


class _Held:
    """The scheme of this process, where it is one of a rebuild's own."""

    scheme: Scheme


def _use(scheme: Scheme) -> None:
    _Held.scheme = scheme
    for code in analysis.LANGUAGES:
        scheme.terms.matcher(code)


def _make(documents: list[Document]) -> list[str]:
    return make(documents, _Held.scheme)


class Maker:
    """Makes the sources of batches, after the first few in other processes."""

    def __init__(self) -> None:
        self._scheme = present_scheme()
        self._begun = 0
        self._pool: ProcessPoolExecutor | None = None

    def begin(self, batch: Sequence[Document]) -> Made:
        """Begin with a batch; what is returned waits for its sources."""
        self._begun += 1
        if self._begun <= ALONE or not workers.may_start():
            made = make(batch, self._scheme)
            return lambda: made
        if self._pool is None:
            self._pool = workers.pool(_use, self._scheme)
        return self._pool.submit(_make, list(batch)).result

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
