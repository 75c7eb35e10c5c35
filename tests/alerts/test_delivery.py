"""Letters on their way: claims, refusals, waiting, and the clock that wakes the worker."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.permissions import ADMINISTRATOR, CONTRIBUTOR, EDITOR
from alerts import delivery, tasks
from alerts.choices import State
from alerts.digests import prepare_due
from alerts.models import Letter, SavedSearch, Timer, Told
from tests.alerts.conftest import NEW, run_worker
from tests.alerts.mail_server import MailServer
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(saved, library) -> Letter:
    """A letter about a new entry that waits to be sent."""
    library("new")
    prepare_due(timezone.now())
    return Letter.objects.get(kind="digest")


@pytest.fixture
def server(settings):
    """A real mail server, to which the site sends."""
    with MailServer() as listening:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = int(listening.url.rpartition(":")[2])
        yield listening


def test_a_letter_that_somebody_sends_already_is_not_taken_by_another(letter):
    assert delivery.claim(Letter, letter.pk)
    assert delivery.claim(Letter, letter.pk) is None
    assert delivery.deliver() == 0


def test_an_old_claim_is_taken_over_by_one_only(letter):
    delivery.claim(Letter, letter.pk)
    Letter.objects.update(claimed_at=timezone.now() - delivery.LEASE - timedelta(seconds=1))
    assert delivery.claim(Letter, letter.pk).attempts == 2
    assert delivery.claim(Letter, letter.pk) is None


def test_who_lost_a_claim_meanwhile_marks_nothing(letter):
    mine = delivery.claim(Letter, letter.pk)
    Letter.objects.update(claimed_at=timezone.now() - delivery.LEASE - timedelta(seconds=1))
    delivery.claim(Letter, letter.pk)
    delivery._mark(mine, state=State.SENT)
    letter.refresh_from_db()
    assert letter.state == State.SENDING


def test_the_mail_travels_whole_to_a_real_server(letter, server):
    assert delivery.send(Letter, letter.pk)
    (taken,) = server.taken
    assert taken["Message-ID"] == letter.message_id
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert taken["Auto-Submitted"] == "auto-generated"
    kinds = [part.get_content_type() for part in taken.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_a_server_that_is_full_is_asked_again_later_with_the_same_letter(letter, server, library):
    server.refuse = "452 no room now"
    assert not delivery.send(Letter, letter.pk)
    letter.refresh_from_db()
    assert letter.state == State.WAITING
    assert letter.not_before > timezone.now() + timedelta(minutes=1)
    assert delivery.deliver() == 0
    # What comes meanwhile does not pile up as a second letter.
    library("another")
    assert prepare_due(timezone.now()) == 0
    server.refuse = ""
    Letter.objects.update(not_before=timezone.now())
    assert delivery.deliver() == 1
    assert server.taken[0]["Message-ID"] == letter.message_id


def test_an_address_that_does_not_exist_is_not_asked_again(letter, server):
    server.refuse = "550 nobody here"
    assert not delivery.send(Letter, letter.pk)
    letter.refresh_from_db()
    assert letter.state == State.GIVEN_UP


def test_a_server_that_is_away_is_tried_six_times(letter, server, settings):
    settings.EMAIL_PORT = 1
    for _ in range(delivery.TRIES):
        Letter.objects.update(not_before=timezone.now())
        assert delivery.deliver() == 0
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.GIVEN_UP, delivery.TRIES)


def test_done_letters_and_runs_are_forgotten_but_not_what_was_told(saved, library, worker):
    library("new")
    assert len(worker()) == 1
    Letter.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert worker() == []
    assert not Letter.objects.exists()
    assert Told.objects.count() == 1


def test_the_real_worker_keeps_one_clock_going(db):
    run_worker()
    run_worker()
    runs = DBTaskResult.objects.filter(task_path="alerts.tasks.tick")
    assert sorted(runs.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
    assert runs.get(status="READY").run_after == Timer.objects.get().due_at


def test_of_two_runs_at_the_same_time_one_works_and_the_clock_stays_single(db):
    tasks.keep_ticking()
    tasks.tick.using(run_after=timezone.now()).enqueue()
    run_worker()
    runs = DBTaskResult.objects.filter(task_path="alerts.tasks.tick")
    assert sorted(runs.values_list("status", flat=True)) == ["READY", "SUCCESSFUL", "SUCCESSFUL"]


def test_a_run_whose_worker_was_killed_does_not_stop_the_clock(db):
    tasks.keep_ticking()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    run_worker()
    runs = DBTaskResult.objects.filter(task_path="alerts.tasks.tick")
    assert sorted(runs.values_list("status", flat=True)) == ["READY", "RUNNING", "SUCCESSFUL"]


def test_one_step_that_fails_does_not_keep_the_others_waiting(letter, monkeypatch):
    def fails(_now):
        raise RuntimeError("broken")

    monkeypatch.setattr("alerts.forgetting.forget_unconfirmed", fails)
    mail.outbox.clear()
    tasks.work()
    assert len(mail.outbox) == 1


def test_a_search_that_cannot_be_read_does_not_keep_the_others_waiting(saved, library, worker):
    broken = SavedSearch.objects.get()
    broken.pk, broken.query, broken.language = None, "q=x", "xx"
    broken.save()
    library("new")
    assert [one.to for one in worker()] == [["ada@example.org"]]


@pytest.mark.parametrize(("role", "sees"), [(EDITOR, 1), (ADMINISTRATOR, 1), (CONTRIBUTOR, 0)])
def test_the_secretariat_sees_counts_and_nobodys_words(saved, client, role, sees):
    call_command("migrate", verbosity=0)
    assert Group.objects.filter(name=role).exists()
    client.force_login(UserFactory(roles=[role], email="editor@example.org"))
    answer = client.get("/admin/reports/saved-searches/")
    page = answer.content.decode()
    assert answer.status_code == (200 if sees else 302)
    assert ("<td>Saved searches, confirmed</td><td>1</td>" in page) == bool(sees)
    assert "ada@example.org" not in page
    assert "housing" not in page.lower()
    menu = client.get("/admin/").content.decode()
    assert ("reports/saved-searches/" in menu) == bool(sees)


def test_the_counts_cost_the_same_queries_however_many_there_are(
    library, client, django_assert_num_queries
):
    from alerts.queries import counted  # noqa: PLC0415  (read here only)

    client.force_login(UserFactory())
    for number in range(3):
        client.post(f"{NEW}&q=word{number}", {"rhythm": "daily"})
    with django_assert_num_queries(5):
        found = counted()
    assert (found.confirmed, found.subscribers, found.rhythms) == (3, 1, {"daily": 3})
