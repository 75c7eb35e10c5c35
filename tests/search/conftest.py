"""A small library of made-up things, in an index of its own, on each of the two engines."""

import uuid
from datetime import date

import pytest

from search import registry
from search.changes import lag
from search.concepts import Thesaurus, provide
from search.documents import BODY, SUMMARY, TAGS, Document, Place, Text
from search.engines import get_engine, provide_lag
from search.registry import DocumentType, FacetSpec
from tests.services import address

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


ENGINES = (
    "embedded",
    pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch")),
)


@pytest.fixture(autouse=True)
def no_terms():
    """Search without concepts and outbox, but for the tests that ask for some: these need no
    database."""
    # Needs Django's models, which a script that uses `thing` alone does not load.
    from search.terms import site_thesaurus  # noqa: PLC0415

    provide(Thesaurus)
    provide_lag(lambda: False)
    yield
    provide(site_thesaurus.get)
    provide_lag(lag.is_behind)


@pytest.fixture
def server(settings, tmp_path):
    """Search with the real search server, on indexes that no other test has."""
    settings.DATA_DIR = tmp_path
    settings.SEARCH_URL = address("elasticsearch")
    settings.SEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    engine = get_engine()
    yield engine
    for index in engine.client.indices.get_alias(index=f"{settings.SEARCH_PREFIX}*"):
        engine.client.indices.delete(index=index)
    engine.client.close()


@pytest.fixture(params=ENGINES)
def engine_name(request, settings, tmp_path):
    """Run the test once with each engine."""
    settings.DATA_DIR = tmp_path
    settings.SEARCH_URL = ""
    if request.param == "elasticsearch":
        request.getfixturevalue("server")
    return request.param


@pytest.fixture
def things(engine_name):
    """A document type `thing` whose documents are those put into this list, and its index."""
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
