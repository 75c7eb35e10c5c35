"""A small library of made-up things, in an index of its own."""

from datetime import date

import pytest

from search import registry
from search.concepts import Thesaurus, provide
from search.documents import BODY, SUMMARY, TAGS, Document, Place, Text
from search.engines import get_engine
from search.registry import DocumentType, FacetSpec

THEMES = {
    "en": {"housing": "Housing", "work": "Work", "education": "Education"},
    "it": {"housing": "Casa", "work": "Lavoro", "education": "Istruzione"},
}
LEVELS = {"low": "Low", "middle": "Middle", "high": "High"}
FACETS = (
    FacetSpec("theme", lambda: "Theme", lambda language: THEMES.get(language, THEMES["en"]),
              open=True, suggest="concept"),
    FacetSpec("city", lambda: "City", suggest="place"),
    FacetSpec("language", lambda: "Language"),
    FacetSpec("level", lambda: "Level", lambda language: LEVELS, ordered=True),
)  # fmt: skip


def thing(number: int, **given) -> Document:
    """Make a document; whatever is not given is plain."""
    city = given.pop("city", "")
    body, tags, english = (given.pop(name, "") for name in ("body", "tags", "english"))
    language = given.pop("language", "en")
    facets = {"theme": (), "language": (language,), "city": (city,) if city else ()}
    facets |= given.pop("facets", {})
    texts = [Text(BODY, language, body)] if body else []
    texts += [Text(TAGS, language, tags)] if tags else []
    texts += [Text(SUMMARY, "en", english)] if english else []
    texts += [Text(TAGS, "", city)] if city else []
    values = {
        "key": f"thing:{number}",
        "type": "thing",
        "id": number,
        "language": language,
        "title": f"Thing {number}",
        "texts": tuple(texts),
        "facets": facets,
        "newest": date(2020, 1, 1),
        "url": f"things/{number}/",
        "place": Place(city) if city else None,
        "row": {"summaries": {"en": english}} if english else {},
    }
    return Document(**(values | given))


@pytest.fixture(autouse=True)
def no_terms():
    """Search without concepts, but for the tests that ask for some: these need no database."""
    # Needs Django's models, which a script that uses `thing` alone does not load.
    from search.terms import site_thesaurus  # noqa: PLC0415

    provide(Thesaurus)
    yield
    provide(site_thesaurus.get)


@pytest.fixture
def things(settings, tmp_path):
    """A document type `thing` whose documents are those put into this list, and its index."""
    settings.DATA_DIR = tmp_path
    settings.SEARCH_URL = ""
    held: list[Document] = []
    others = {kind.name: kind for kind in registry.document_types()}
    for name in others:
        registry.unregister(name)
    registry.register(
        DocumentType(
            name="thing",
            label=lambda: "Things",
            documents=lambda: iter(held),
            document_for=lambda pk: next((d for d in held if d.id == pk and d.public), None),
            facets=FACETS,
            models=("tests.thing",),
            count=lambda: len(held),
        )
    )
    yield held
    registry.unregister("thing")
    for kind in others.values():
        registry.register(kind)


@pytest.fixture
def index(things):
    """Put documents into the index: `index(thing(1), …)`."""

    def put(*documents: Document):
        things.extend(documents)
        get_engine().rebuild(iter(things))
        return get_engine()

    return put
