"""Documents as the indexes store them: compressed JSON.

A document is short, so most of it would be said for the first time. `packing.txt` has what
documents often have, the names of fields, facets and concepts: given to the compression
beforehand, it makes them a sixth smaller. It need not follow the
thesaurus; whoever changes it makes every index out of date.
"""

import hashlib
import json
import zlib
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

from search.documents import Document, Place, Text

NAMES = tuple(item.name for item in fields(Document))
PLACE_NAMES = tuple(item.name for item in fields(Place))
# More would save little and take longer.
LEVEL = 1


@cache
def _dictionary() -> bytes:
    return (Path(__file__).parent / "packing.txt").read_bytes()


@cache
def fingerprint() -> str:
    """Name the way of packing: what was packed in another way cannot be read."""
    return hashlib.sha256(_dictionary()).hexdigest()[:8]


def pack(document: Document) -> bytes:
    """Return `document` as compressed JSON."""
    data = {name: getattr(document, name) for name in NAMES}
    for name in ("newest", "checked"):
        data[name] = data[name] and data[name].isoformat()
    data["texts"] = [(text.field, text.language, text.text) for text in document.texts]
    data["facets"] = dict(document.facets)
    data["mentions"] = dict(document.mentions)
    data["row"] = dict(document.row)
    place = document.place
    data["place"] = place and {name: getattr(place, name) for name in PLACE_NAMES}
    packer = zlib.compressobj(LEVEL, zdict=_dictionary())
    return packer.compress(json.dumps(data, ensure_ascii=False).encode()) + packer.flush()


def unpack(packed: bytes) -> Document:
    """Return the document that `pack` made into bytes. Raises zlib.error for others."""
    data = json.loads(zlib.decompressobj(zdict=_dictionary()).decompress(packed))
    for name in ("newest", "checked"):
        data[name] = data[name] and date.fromisoformat(data[name])
    data["texts"] = tuple(Text(*text) for text in data["texts"])
    data["facets"] = {name: tuple(values) for name, values in data["facets"].items()}
    data["mentions"] = {name: tuple(found) for name, found in data["mentions"].items()}
    for name in ("concepts", "not_concepts"):
        data[name] = tuple(data[name])
    data["period"] = data["period"] and tuple(data["period"])
    data["place"] = data["place"] and Place(**data["place"])
    data["pks"] = tuple(data["pks"])
    return Document(**data)
