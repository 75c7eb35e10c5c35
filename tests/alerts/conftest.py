"""A small library with an index of its own, saved searches, and the mail about them."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from alerts import tasks
from alerts.choices import Rhythm
from alerts.models import SavedSearch, Subscriber, Timer
from home.actions import make_house
from search import actions as search_actions
from tests.factories.practices import make_practice

ADDRESS = "ada@example.org"
NEW = "/en/saved-searches/new/?theme=housing"


@pytest.fixture
def library(settings, tmp_path, db, django_capture_on_commit_callbacks):
    """A library of one practice, in an index of its own; `library(...)` publishes another."""
    settings.DATA_DIR = tmp_path
    house = make_house()
    make_practice("old", house=house, title="Old house")
    search_actions.rebuild()

    def publish(slug: str, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return make_practice(slug, house=house, **{"title": f"House {slug}", **values})

    return publish


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Work inside `with committed():` is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def worker(committed):
    """Let the worker do all that is due, as if half a minute had passed; return the mails sent."""

    def run() -> list[mail.EmailMessage]:
        before = len(mail.outbox)
        Timer.objects.update(due_at=timezone.now())
        with committed():
            tasks.tick.func()
        return mail.outbox[before:]

    return run


@pytest.fixture
def saved(library, client, worker, committed) -> SavedSearch:
    """A confirmed search for housing, of an address without an account, told of at once."""
    return save_and_confirm(client, worker, committed)


def save_and_confirm(
    client: Client, worker, committed, url: str = NEW, rhythm: str = Rhythm.IMMEDIATE, **post
) -> SavedSearch:
    """Save a search as a reader does, follow the link of the mail, and press the button."""
    with committed():
        answer = client.post(url, {"email": ADDRESS, "rhythm": rhythm} | post)
    assert answer.status_code == 302, answer.content.decode()
    link = links_in(worker()[-1]).confirm
    assert client.post(link).status_code == 302
    return SavedSearch.objects.order_by("pk").last()


@dataclass(frozen=True)
class Links:
    """The links of a mail, as paths of this site."""

    confirm: str
    stop: str
    manage: str


def links_in(message: mail.EmailMessage) -> Links:
    """Return the signed links in the text of a mail."""

    def one(purpose: str) -> str:
        found = re.search(rf"http://localhost:8000(\S*/{purpose}/\S+)", message.body)
        return found[1] if found else ""

    return Links(one("confirm"), one("stop"), one("manage"))


def later(search: SavedSearch, **time: int) -> None:
    """Let time pass for a saved search."""
    search.refresh_from_db()
    for name in ("asked_at", "confirmed_at", "due_at"):
        moment = getattr(search, name)
        setattr(search, name, moment and moment - timedelta(**time))
    search.save()


def run_worker() -> None:
    """Let the real worker do all tasks that are ready.

    Not by its command, whose loop closes the connection that the transaction of a test is on; the
    tests with processes of their own (test_killed) run that.
    """
    tasks.keep_ticking()
    names = {"queue_names": ["*"], "excluded_queue_names": [], "worker_id": "test"}
    worker = Worker(
        **names,
        interval=0,
        batch=True,
        backend_name=tasks.BACKGROUND,
        startup_delay=False,
        max_tasks=None,
    )
    ready = DBTaskResult.objects.ready().filter(backend_name=tasks.BACKGROUND)
    while (task := ready.first()) is not None:
        task.claim(worker.worker_id)
        worker.run_task(task)


def subscribers() -> list[str]:
    """Return all addresses kept without an account."""
    return list(Subscriber.objects.exclude(email="").values_list("email", flat=True))
