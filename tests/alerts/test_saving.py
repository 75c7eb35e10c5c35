"""Saving a search with an account and without, confirming it, and what nobody learns by that."""

import pytest
from django.core import mail
from django.utils import timezone

from alerts.choices import Rhythm
from alerts.links import CONFIRM_WITHIN
from alerts.models import Letter, SavedSearch, Subscriber
from search.engines import get_engine
from tests.alerts.conftest import (
    ADDRESS,
    NEW,
    later,
    links_in,
    run_worker,
    save_and_confirm,
    subscribers,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(library, client, committed):
    """Ask without an account: `ask(email=…)`; the answer."""

    def post(url: str = NEW, **values: str):
        with committed():
            return client.post(url, {"email": ADDRESS, "rhythm": "daily"} | values)

    return post


def test_the_result_list_and_the_empty_one_lead_to_saving_with_all_that_was_chosen(library, client):
    page = client.get("/en/search/?q=house&theme=housing&sort=newest").content.decode()
    assert "/en/saved-searches/new/?q=house&amp;theme=housing" in page
    assert "Save this search and get mail about new entries" in page
    empty = client.get("/en/library/?q=zzzzqqqq").content.decode()
    assert "/en/saved-searches/new/?q=zzzzqqqq&amp;type=practice" in empty
    assert "Tell me when there is one" in empty


def test_a_search_that_found_nothing_tells_of_the_first_that_fits(
    library, client, worker, committed
):
    url = "/en/saved-searches/new/?q=felinarium&type=practice"
    save_and_confirm(client, worker, committed, url)
    assert worker() == []
    library("first", title="Felinarium")
    (message,) = worker()
    assert "Felinarium" in message.body


def test_without_an_account_nothing_is_told_before_the_button_is_pressed(
    ask, library, client, worker
):
    answer = ask()
    assert answer.url == "/en/saved-searches/asked/"
    assert "Check your e-mail" in client.get(answer.url).content.decode()
    (message,) = worker()
    link = links_in(message).confirm
    # A program that looks through mail follows the link and reads the page.
    page = client.get(link)
    assert "Yes, confirm it" in page.content.decode()
    library("new")
    assert worker() == []
    assert client.post(link).status_code == 302
    assert worker() == []
    later(SavedSearch.objects.get(), days=1)
    # What came between asking and confirming is told as well.
    (digest,) = worker()
    assert "House new" in digest.body


def test_confirming_twice_changes_nothing(saved, client):
    due = SavedSearch.objects.get().due_at
    link = links_in(mail.outbox[0]).confirm
    assert client.post(link).status_code == 302
    assert SavedSearch.objects.get().due_at == due


def test_the_letter_to_confirm_is_sent_by_the_worker_and_once(ask):
    ask()
    assert mail.outbox == []
    run_worker()
    run_worker()
    assert [one.to for one in mail.outbox] == [[ADDRESS]]


def test_a_forged_an_old_and_a_borrowed_link_do_not_confirm(ask, client, worker, time_machine):
    ask()
    (message,) = worker()
    link = links_in(message).confirm
    forged = link.replace("/confirm/", "/confirm/7")
    assert client.post(forged).status_code == 404
    stop = link.replace("/confirm/", "/stop/")
    assert client.post(stop).status_code == 404
    for url in ("/en/saved-searches/confirm/x/", "/en/saved-searches/manage/x.y.z/"):
        assert client.get(url).status_code == 404
    time_machine(CONFIRM_WITHIN)
    answer = client.post(link)
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
    assert SavedSearch.objects.get().confirmed_at is None


@pytest.fixture
def time_machine(monkeypatch):
    """Let the clock of signatures go on by so much."""
    from django.core import signing  # noqa: PLC0415

    real = signing.time.time
    return lambda span: monkeypatch.setattr(
        signing.time, "time", lambda: real() + span.total_seconds() + 1
    )


def test_what_is_not_confirmed_is_deleted_after_seven_days_with_the_address(ask, worker):
    ask()
    worker()
    later(SavedSearch.objects.get(), days=6)
    worker()
    assert subscribers() == [ADDRESS]
    later(SavedSearch.objects.get(), days=2)
    worker()
    assert subscribers() == []
    assert not SavedSearch.objects.exists()
    assert not Letter.objects.exists()


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(
    saved, ask, client, worker, committed
):
    UserFactory(email="member@example.org")
    answers = [ask(), ask(email="member@example.org"), ask(email="nobody@example.org")]
    assert len({(one.status_code, one.url) for one in answers}) == 1
    letters = {one.to[0]: one.subject for one in worker()}
    assert letters[ADDRESS] == "[Crocevia] You have this saved search already"
    assert letters["nobody@example.org"] == "[Crocevia] Confirm your saved search"
    assert letters["member@example.org"] == "[Crocevia] Confirm your saved search"


def test_somebody_else_cannot_change_the_rhythm_of_an_address(saved, ask):
    ask(rhythm="weekly")
    assert SavedSearch.objects.get().rhythm == Rhythm.IMMEDIATE


def test_an_address_gets_few_letters_a_day_whoever_asks(ask, worker):
    for number in range(6):
        assert ask(f"/en/saved-searches/new/?q=word{number}").status_code == 302
    ask(email="ADA@example.org")
    assert len(worker()) == 3
    assert subscribers() == [ADDRESS]


def test_nobody_can_send_a_letter_of_their_own_through_the_mail_that_asks_to_confirm(ask, worker):
    ask("/en/saved-searches/new/?q=win+money+http://evil.example/now+mail@evil.example+" + "x" * 90)
    (message,) = worker()
    html = message.alternatives[0].content
    for text in (message.subject, message.body, html):
        assert "win money http evil example now mail evil" in text or text == message.subject
        assert "evil.example" not in text
        assert "://evil" not in text
        assert "x" * 60 not in text


def test_a_visitor_asks_a_limited_number_of_times(ask):
    answers = [ask(email=f"a{number}@example.org").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_a_wrong_address_or_rhythm_is_named_and_nothing_is_kept(ask):
    for values in ({"email": "not an address"}, {"rhythm": "hourly"}, {"email": ""}):
        answer = ask(**values)
        assert answer.status_code == 422
        assert "One answer is not right yet" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_values_that_do_not_exist_are_dropped_and_words_are_cut(ask):
    ask(f"/en/saved-searches/new/?q={'long+' * 90}&theme=none&theme=housing&x=1&page=3&sort=newest")
    search = SavedSearch.objects.get()
    assert search.query.endswith("long&theme=housing")
    assert len(search.query) < 220


def test_while_the_index_does_not_answer_nothing_is_saved_and_the_page_says_so(ask, client):
    folder = get_engine().files.folder
    folder.rename(folder.with_name("away"))
    assert client.get(NEW).status_code == 503
    answer = ask()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    # Nothing need be typed again.
    assert f'value="{ADDRESS}"' in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_a_search_that_finds_too_much_is_refused_in_words(ask, library, monkeypatch):
    monkeypatch.setattr("alerts.criteria.MOST_HITS", 1)
    library("new")
    answer = ask()
    assert answer.status_code == 422
    assert "This finds more than 1 entries" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_with_an_account_a_search_is_saved_at_once_and_mail_goes_to_it(
    library, client, worker, committed
):
    user = UserFactory(email="member@example.org", interface_language="it")
    client.force_login(user)
    assert 'name="email"' not in client.get(NEW).content.decode()
    answer = client.post(NEW, {"rhythm": "immediate"})
    assert answer.url == "/en/saved-searches/"
    assert worker() == []
    library("new")
    (message,) = worker()
    assert message.to == ["member@example.org"]
    assert "http://localhost:8000/it/library/new/" in message.body


def test_saving_again_with_an_account_changes_the_rhythm_only(library, client):
    client.force_login(UserFactory())
    client.post(NEW, {"rhythm": "daily"})
    client.post(NEW, {"rhythm": "weekly"})
    assert SavedSearch.objects.get().rhythm == Rhythm.WEEKLY


def test_saved_searches_go_with_the_account_and_those_of_its_confirmed_address_too(
    saved, client, library
):
    user = UserFactory(email=ADDRESS)
    client.force_login(user)
    client.post(NEW, {"rhythm": "daily"})
    assert SavedSearch.objects.count() == 2
    user.delete()
    assert not SavedSearch.objects.exists()
    assert not Subscriber.objects.exists()


def test_an_address_that_an_account_only_claims_keeps_its_searches(saved):
    user = UserFactory(email=ADDRESS, confirmed=False)
    user.delete()
    assert SavedSearch.objects.get() == saved


def test_somebody_who_may_not_sign_in_any_more_gets_no_mail(library, client, worker):
    user = UserFactory()
    client.force_login(user)
    client.post(NEW, {"rhythm": "immediate"})
    user.is_active = False
    user.save()
    library("new")
    assert worker() == []


def test_only_what_is_needed_is_kept(saved):
    kept = {field.name for field in SavedSearch._meta.fields + Subscriber._meta.fields}
    assert kept == {
        *("id", "user", "email", "subscriber", "query", "language", "rhythm"),
        *("asked_at", "confirmed_at", "due_at", "baseline", "seen"),
    }
    assert saved.asked_at <= timezone.now()
