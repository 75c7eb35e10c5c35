"""The twenty questions of docs/search.md: each finds a practice written in another language."""

import re
import uuid
from pathlib import Path

import pytest
from django.test.utils import override_settings

from content.languages import LANGUAGES
from search import actions
from search.engines.elasticsearch import remove_indexes
from search.queries import read, search
from search.query import Query
from search.reasons import sentences
from search.state import specs_for
from tests.services import address

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[2] / "docs" / "search.md"
ROW = re.compile(r"^\| (\w\w) \| (.+?) \| `([\w-]+)` \| (\w\w) \|", re.MULTILINE)
QUESTIONS = ROW.findall(PAGE.read_text(encoding="utf-8"))
FIRST = 5


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch"))],
)
def engine_name(request, demo, tmp_path_factory, django_db_blocker):
    """Build an index of the demo with each engine; return the engine's name."""
    url = address("elasticsearch") if request.param == "elasticsearch" else ""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    with override_settings(
        DATA_DIR=tmp_path_factory.mktemp("index"), SEARCH_URL=url, SEARCH_PREFIX=prefix
    ):
        with django_db_blocker.unblock():
            actions.rebuild()
        yield request.param
        if url:
            remove_indexes(url, prefix)


def test_there_are_two_questions_in_each_language():
    assert sorted(code for code, *_ in QUESTIONS) == sorted([*LANGUAGES] * 2)
    assert all(code != written for code, _, _, written in QUESTIONS)


@pytest.mark.parametrize(("code", "text", "practice", "written"), QUESTIONS)
def test_a_question_finds_a_practice_in_another_language_and_says_why(
    engine_name, code, text, practice, written
):
    results = search(Query(text=read(text), language=code, wanted_facets=tuple(specs_for(()))))
    assert (results.engine, results.reduced) == (engine_name, False)
    found = {hit.document.key: hit for hit in results.hits[:FIRST]}
    hit = found.get(f"practice:{practice}")
    assert hit is not None, list(found)
    assert hit.document.language == written
    assert sentences(hit.why, code)
