"""Whole answers are kept for anonymous readers, and never a moment too long."""

import gzip

import pytest
from django.core.cache import caches
from wagtail.models import PageViewRestriction

from accounts.models import User
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/en/library/one-desk/"


@pytest.fixture(autouse=True)
def cache_on(settings):
    settings.RESPONSE_CACHE_SECONDS = 300
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_a_second_reader_costs_no_query(client, django_assert_num_queries):
    make_practice()
    first = client.get(ADDRESS)

    with django_assert_num_queries(0):
        second = client.get(ADDRESS)

    assert second.content == first.content
    assert second["ETag"]


def test_a_publication_shows_at_once(client):
    practice = make_practice(title="Before")
    assert "Before" in client.get(ADDRESS).content.decode()

    practice.title = "Afterwards"
    practice.save_revision().publish()

    assert "Afterwards" in client.get(ADDRESS).content.decode()


def test_a_page_made_private_is_gone_at_once(client):
    practice = make_practice()
    assert client.get(ADDRESS).status_code == 200

    PageViewRestriction.objects.create(page=practice, restriction_type="login")

    assert client.get(ADDRESS).status_code == 302


def test_an_unpublished_page_is_gone_at_once(client):
    practice = make_practice()
    client.get(ADDRESS)

    practice.unpublish()

    assert client.get(ADDRESS).status_code == 404


def test_somebody_who_is_signed_in_neither_fills_nor_reads_the_cache(client):
    make_practice()
    client.force_login(User.objects.create_user("ana@example.org", name="Ana Pop"))
    personal = client.get(ADDRESS)
    client.logout()

    anonymous = client.get(ADDRESS)

    assert "Ana" in personal.content.decode()
    assert "Ana" not in anonymous.content.decode()


def test_a_page_with_a_form_is_not_kept(client):
    make_practice()

    first = client.get("/en/accounts/login/")

    assert "csrfmiddlewaretoken" in first.content.decode()
    assert "ETag" not in first


def test_nothing_is_kept_that_was_made_with_a_csrf_cookie(client, django_assert_num_queries):
    make_practice()
    client.get("/en/accounts/login/")

    assert "ETag" not in client.get(ADDRESS)


def test_a_known_page_answers_not_modified(client):
    make_practice()
    etag = client.get(ADDRESS)["ETag"]

    again = client.get(ADDRESS, headers={"if-none-match": etag})

    assert again.status_code == 304
    assert again.content == b""


def test_a_kept_page_is_sent_compressed_to_those_who_can_read_it(client):
    make_practice()
    plain = client.get(ADDRESS).content

    packed = client.get(ADDRESS, headers={"accept-encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain


def test_dark_and_light_are_kept_apart(client):
    make_practice()
    light = client.get(ADDRESS).content.decode()
    client.cookies["theme"] = "dark"

    dark = client.get(ADDRESS).content.decode()

    assert 'data-theme="dark"' in dark
    assert 'data-theme="dark"' not in light


def test_a_not_found_page_is_not_kept(client):
    make_practice()

    assert "ETag" not in client.get("/en/library/none/")
