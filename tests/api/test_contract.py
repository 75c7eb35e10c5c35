"""The answers are what the OpenAPI document says, whatever is asked: schemathesis asks."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from api.links import BASE
from api.views import api
from config.wsgi import application
from search.actions import rebuild
from tests.factories.events import make_houses, make_workshop
from tests.factories.network import make_partner, make_place
from tests.factories.practices import make_practice, make_translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_connections():
    """Keep the test's transaction open over requests, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def document(settings, open_connections):
    """Return the API's own description, with one thing of each kind behind it."""
    # A thousand questions in a minute are what this test is for.
    settings.API_RATE = 0
    house = make_houses()
    partner = make_partner(house=house, place=make_place(), texts={"en": "We help."})
    body = [{"type": "challenge", "value": "<p>Why</p>"}]
    practice = make_practice(house=house, lead=partner, body=body, start="2018", level="local")
    make_translation(practice, "es")
    make_workshop(
        house=house, practices=[practice], organisers=[partner], sessions=({},), questions=("Why?",)
    )
    rebuild()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", sorted(api.get_openapi_schema(path_prefix=BASE)["paths"]))
def test_any_question_is_answered_as_described(document, path, mode):
    # Asked by hand: schemathesis' own plugin does not know this pytest yet.
    @given(case=document[path]["GET"].as_strategy(generation_mode=mode))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate()

    ask()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/practices/{id}", "one-desk"),
        ("/api/v1/partners/{id}", "patrir"),
        ("/api/v1/workshops/{id}", "cluj"),
        ("/api/v1/concepts/{id}", "refugees"),
    ],
)
def test_a_record_is_as_described(document, path, key):
    case = document[path]["GET"].Case(path_parameters={"id": key})

    assert case.call_and_validate().status_code == 200


@pytest.mark.parametrize("query", [{}, {"q": "desk"}, {"q": "refugees", "ui": "it", "limit": 1}])
def test_a_page_of_results_is_as_described(document, query):
    answer = document["/api/v1/search"]["GET"].Case(query=query).call_and_validate()

    assert answer.json()["results"]
