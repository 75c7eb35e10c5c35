"""What the search server stores of a document, and the version that this code can read.

The tokens are made here as for the embedded index. `words` holds them all, each as often as its
field weighs, so that one look-up finds and ranks a word; the fields themselves are for phrases.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from elasticsearch import dsl

from search import registry
from search.documents import FIELDS
from search.engines import CONCEPT, TYPE
from search.engines.embedded_store import WEIGHTS
from search.engines.embedded_store import version as tokens_version

SCHEMA_VERSION = 2
# The constants of SQLite's BM25, which cannot be changed there.
K1, B = 1.2, 0.75
# A document's length counts every token once, whatever its weight. To make the server see that,
# `words` is filled up with an empty word to so many times the true length.
STRETCH = 4
FILLING = "_"
LONGEST_ID = 512
LONGEST_VALUE = 8_000
DEEPEST = 100_000
TOKENS = (*FIELDS, "words")


class IndexedDocument(dsl.Document):
    """A document on the server. Readers are shown `packed`, all else is for finding."""

    key = dsl.Keyword()
    rows = dsl.Keyword()
    public = dsl.Boolean()
    newest = dsl.Integer(index=False)
    checked = dsl.Integer(index=False)
    place_in_order = dsl.Long(index=False)
    words = dsl.Text(analyzer="whitespace", index_options="freqs")
    title = dsl.Text(analyzer="whitespace", norms=False)
    tags = dsl.Text(analyzer="whitespace", norms=False)
    summary = dsl.Text(analyzer="whitespace", norms=False)
    body = dsl.Text(analyzer="whitespace", norms=False)
    broader = dsl.Keyword(doc_values=False)
    meant = dsl.Keyword(doc_values=False)
    facets = dsl.Object(dynamic="strict")
    packed = dsl.Binary()

    class Meta:
        dynamic = dsl.MetaField("strict")
        source = dsl.MetaField(excludes=[*TOKENS, "broader", "meant", "facets"])


def facet_names() -> list[str]:
    """Return the facets that can be asked for."""
    return sorted({TYPE, CONCEPT, *registry.every_facet()})


def mapping() -> dict[str, Any]:
    """Return the server's mapping, with the facets of all document types."""
    fields: dict[str, Any] = IndexedDocument._doc_type.mapping.to_dict()
    value = {"type": "keyword", "ignore_above": LONGEST_VALUE}
    fields["properties"]["facets"]["properties"] = dict.fromkeys(facet_names(), value)
    return fields


def similarity() -> dict[str, Any]:
    """Return how the server ranks one word."""
    return {"default": {"type": "BM25", "k1": K1, "b": B}}


def version() -> str:
    """Return what tells an index that this code can use from one of another version."""
    return _version(tuple(facet_names()), tuple(WEIGHTS.items()), tokens_version())


@lru_cache(maxsize=8)
def _version(facets: tuple[str, ...], weights: object, made_by: str) -> str:
    fields = json.dumps(IndexedDocument._doc_type.mapping.to_dict(), sort_keys=True)
    seen = repr((fields, facets, weights, made_by, K1, B, STRETCH))
    return f"v{SCHEMA_VERSION}-{hashlib.sha256(seen.encode()).hexdigest()[:8]}"


def identity(key: str) -> str:
    """Return the server's name for the document of that key: it has a limit to the length."""
    if len(key.encode()) <= LONGEST_ID:
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def row(type_name: str, pk: int) -> str:
    """Return how a database row of a document type is named on the server."""
    return f"{type_name}:{pk}"
