"""What an index stores of a document is the whole document."""

from dataclasses import fields
from datetime import date

from search import packing
from search.documents import Document, Place, Text
from search.engines import embedded_store

WHOLE = Document(
    key="practice:1", type="practice", id=1, language="ca", title="Acollida", summary="En famílies",
    texts=(Text("body", "ca", "Cada família acull."), Text("place", "", "Tolosa")),
    facets={"theme": ("housing", "work")}, newest=date(2024, 5, 6), checked=date(2025, 1, 2),
    period=(2018, None), place=Place("Tolosa", "ES", 43.1, -2.1), url="practices/one/",
    row={"titles": {"en": "Hosting"}}, pks=(1, 2), concepts=("housing",), not_concepts=("work",),
    mentions={"title": ("reception", "reception"), "broader": ("housing",)},
)  # fmt: skip


def test_a_document_comes_back_as_it_was():
    bare = Document("partner:2", "partner", 2, "", "")
    assert all(
        getattr(WHOLE, one.name) != getattr(bare, one.name)
        for one in fields(Document)
        if one.name != "public"
    )

    assert packing.unpack(packing.pack(WHOLE)) == WHOLE
    assert packing.unpack(packing.pack(bare)) == bare


def test_an_index_that_was_packed_in_another_way_is_not_opened(monkeypatch):
    before = embedded_store.version()
    monkeypatch.setattr(packing, "_dictionary", lambda: b"something else")
    packing.fingerprint.cache_clear()

    assert embedded_store.version() != before

    monkeypatch.undo()
    packing.fingerprint.cache_clear()
    assert embedded_store.version() == before
