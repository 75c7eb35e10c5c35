"""What all addresses share: limit, languages, ETag, other sites, errors, documentation."""

import re

import pytest
from django.core.cache import cache, caches

from config import environment
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/practices"


def test_more_than_the_limit_is_told_when_to_come_back(client, settings):
    settings.API_RATE = 2

    answers = [client.get(ADDRESS).status_code for _ in range(3)]
    last = client.get(ADDRESS)

    assert answers == [200, 200, 429]
    assert last["Content-Type"] == "application/problem+json"
    assert 0 < int(last["Retry-After"]) <= 60
    assert last.json()["type"].endswith("#too-many-requests")
    assert last["Access-Control-Allow-Origin"] == "*"
    assert client.head(ADDRESS).status_code == 429
    assert client.options(ADDRESS).status_code == 204


def test_every_address_counts_for_itself(client, settings):
    settings.API_RATE = 1
    assert client.get(ADDRESS, REMOTE_ADDR="192.0.2.1").status_code == 200

    assert client.get(ADDRESS, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get(ADDRESS, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_visitor_cannot_choose_an_address(client, settings):
    settings.API_RATE = 1
    client.get(ADDRESS)

    assert client.get(ADDRESS, headers={"x-forwarded-for": "192.0.2.7"}).status_code == 429


def test_behind_a_proxy_the_address_that_it_wrote_counts(client, settings):
    settings.API_RATE = 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asked = [
        client.get(ADDRESS, headers={"x-forwarded-for": seen}).status_code
        for seen in ("1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", "192.0.2.2", "not an address")
    ]

    assert asked == [200, 429, 200, 200]


def test_the_limit_can_be_switched_off(client, settings):
    settings.API_RATE = 0

    assert {client.get(ADDRESS).status_code for _ in range(5)} == {200}
    assert not cache.get("api-rate:127.0.0.1")


@pytest.mark.parametrize("wrong", ["-1", "many", "1e3", "٣", "99999999999"])
def test_a_wrong_limit_ends_the_start_with_a_sentence(monkeypatch, wrong):
    monkeypatch.setenv("API_RATE", wrong)

    with pytest.raises(SystemExit, match="API_RATE has a wrong value"):
        environment.read("API_RATE", environment.rate, "600")


def test_an_answer_that_is_known_is_not_sent_again(client):
    practice = make_practice()
    etag = client.get(f"{ADDRESS}/one-desk")["ETag"]

    known = client.get(f"{ADDRESS}/one-desk", headers={"if-none-match": etag})
    practice.title = "Changed"
    practice.save_revision().publish()
    changed = client.get(f"{ADDRESS}/one-desk", headers={"if-none-match": etag})

    assert (known.status_code, known.content) == (304, b"")
    assert known["ETag"] == etag
    assert known["Access-Control-Allow-Origin"] == "*"
    assert changed.json()["title"] == "Changed"


def test_an_answer_depends_on_nothing_but_address_and_language(client):
    make_practice()
    client.cookies["django_language"] = "it"

    response = client.get(f"{ADDRESS}/one-desk", headers={"accept-language": "fr"})

    assert response["Vary"] == "Accept-Language"
    assert response["Content-Language"] == "fr"
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies


def test_the_response_cache_leaves_the_api_alone(client, settings):
    settings.RESPONSE_CACHE_SECONDS = 300
    settings.API_RATE = 3
    caches["pages"].clear()
    make_practice()

    labels = [
        client.get(f"{ADDRESS}/one-desk", headers={"accept-language": code}).json()["themes"][0]
        for code in ("en", "it", "en")
    ]

    assert [one["label"] for one in labels] == ["Housing", "Casa", "Housing"]
    assert client.get(f"{ADDRESS}/one-desk").status_code == 429


def test_pages_of_other_sites_may_read(client):
    asked = client.options(
        ADDRESS,
        headers={
            "origin": "https://elsewhere.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )

    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked


def test_head_answers_as_get_without_a_body(client):
    got, head = client.get(ADDRESS), client.head(ADDRESS)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]
    assert head["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(ADDRESS)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["type"].endswith("#method-not-allowed")


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/search/", "/api/v2/search"])
def test_an_unknown_address_is_a_problem_and_no_page(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_is_a_problem_without_details(client, monkeypatch, caplog):
    def broken(_slug: str) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("api.views.practices.practice", broken)
    response = client.get(f"{ADDRESS}/one-desk")

    assert response.status_code == 500
    assert response.json()["type"].endswith("#server-error")
    assert "secret detail" not in response.content.decode()
    assert "secret detail" in caplog.text


def test_the_documentation_names_every_address_parameter_and_problem(client):
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs").content.decode()

    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/search", "/api/v1/practices/{id}"} <= set(document["paths"])
    for path, operations in document["paths"].items():
        assert path in page
        for parameter in operations["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
    for kind in ("not-found", "too-many-requests", "search-unavailable"):
        assert f'id="{kind}"' in page


def test_the_documentation_asks_nothing_of_others_and_needs_no_script(client, settings):
    response = client.get("/api/v1/docs", headers={"accept-language": "it"})
    html = response.content.decode()
    loaded = re.findall(r'<(?:script|img|link rel="stylesheet")[^>]*(?:src|href)="([^"]+)"', html)

    assert '<html lang="it"' in html
    assert all(one.startswith("/static/") for one in loaded)
    assert "<script>" not in html
    assert " style=" not in html
    assert response["Content-Security-Policy"]
    assert 'href="/api/v1/docs?ui=el"' in html
    assert '<html lang="el"' in client.get("/api/v1/docs?ui=el").content.decode()


def test_the_front_of_the_api_leads_to_its_documentation(client):
    assert client.get("/api/")["Location"] == "/api/v1/docs"
    assert client.get("/api/v1/")["Location"] == "/api/v1/docs"


def test_every_page_leads_to_the_documentation(client):
    make_practice()

    assert "/api/v1/docs?ui=it" in client.get("/it/library/one-desk/").content.decode()
