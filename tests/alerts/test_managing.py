"""Changing and deleting: by link, in the account, with one click from the mail program."""

import pytest
from django.core import mail
from django.test import Client

from alerts.choices import Rhythm
from alerts.models import SavedSearch, Subscriber, Told
from tests.alerts.conftest import NEW, links_in, save_and_confirm
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest(saved, library, worker) -> mail.EmailMessage:
    """A mail about a new entry."""
    library("new")
    (message,) = worker()
    return message


def test_a_digest_carries_the_headers_of_one_click_unsubscribing(digest):
    stop = "http://localhost:8000" + links_in(digest).stop
    assert digest.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert digest.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # Programs take the headers as they travel.
    sent = digest.message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Message-ID"].endswith("@localhost>")


def test_one_click_works_without_session_and_token_and_answers_with_a_page(digest, library, worker):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(links_in(digest).stop, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not SavedSearch.objects.exists()
    assert not Subscriber.objects.exists()
    assert not Told.objects.exists()
    library("another")
    assert worker() == []
    again = stranger.post(links_in(digest).stop, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_a_look_at_the_link_stops_nothing_and_shows_a_button(digest, client):
    answer = client.get(links_in(digest).stop)
    assert "Stop and delete it" in answer.content.decode()
    assert "Theme: Housing" in answer.content.decode()
    assert SavedSearch.objects.exists()


def test_pages_behind_signed_links_are_kept_nowhere(digest, client):
    found = links_in(digest)
    for url in (found.stop, found.manage, links_in(mail.outbox[0]).confirm, NEW):
        answer = client.get(url)
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex"' in answer.content.decode()


def test_by_link_one_sees_changes_and_deletes_ones_searches(digest, client, worker, committed):
    link = links_in(digest).manage
    other = save_and_confirm(client, worker, committed, "/en/saved-searches/new/?q=balcon")
    page = client.get(link).content.decode()
    assert "Theme: Housing" in page
    assert "“balcon”" in page
    client.post(link, {"search": other.pk, f"s{other.pk}-rhythm": "weekly"})
    other.refresh_from_db()
    assert other.rhythm == Rhythm.WEEKLY
    assert other.due_at.weekday() == 0
    client.post(link, {"search": other.pk, "delete": "1"})
    assert SavedSearch.objects.count() == 1
    last = client.post(link, {"search": SavedSearch.objects.get().pk, "delete": "1"})
    assert "Stopped" in last.content.decode()
    assert not Subscriber.objects.exists()
    assert client.get(link).status_code == 404


def test_a_link_opens_the_searches_of_its_own_subscriber_only(
    digest, library, client, worker, committed
):
    theirs = save_and_confirm(
        client, worker, committed, "/en/saved-searches/new/?q=balcon", email="other@example.org"
    )
    link = links_in(digest).manage
    assert "balcon" not in client.get(link).content.decode()
    for post in ({"delete": "1"}, {f"s{theirs.pk}-rhythm": "weekly"}):
        assert client.post(link, {"search": theirs.pk} | post).status_code == 404
    assert client.post(link, {"search": "x"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.rhythm == Rhythm.IMMEDIATE


def test_the_account_lists_ones_own_and_those_saved_before_with_the_same_address(
    saved, library, client
):
    user = UserFactory(email="ada@example.org")
    client.force_login(user)
    client.post("/en/saved-searches/new/?q=balcon", {"rhythm": "daily"})
    page = client.get("/en/saved-searches/").content.decode()
    assert "Theme: Housing" in page
    assert "“balcon”" in page
    profile = client.get("/en/accounts/profile/").content.decode()
    assert 'href="/en/saved-searches/"' in profile
    client.force_login(UserFactory())
    assert "balcon" not in client.get("/en/saved-searches/").content.decode()


def test_the_account_page_asks_to_sign_in(client, db):
    assert client.get("/en/saved-searches/").url.startswith("/en/accounts/login/")


def test_a_rhythm_that_does_not_exist_changes_nothing(digest, client):
    link, search = links_in(digest).manage, SavedSearch.objects.get()
    client.post(link, {"search": search.pk, f"s{search.pk}-rhythm": "hourly"})
    search.refresh_from_db()
    assert search.rhythm == Rhythm.IMMEDIATE


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_any_length_costs_the_same_queries(
    library, client, django_assert_num_queries, count
):
    client.force_login(UserFactory())
    for number in range(count):
        url = f"/en/saved-searches/new/?q=word{number}&theme=housing&city=Cluj-Napoca"
        client.post(url, {"rhythm": "daily"})
    client.get("/en/saved-searches/")
    with django_assert_num_queries(6):
        client.get("/en/saved-searches/")
