"""What is new is told once, and only to what anybody may read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageViewRestriction

from alerts.choices import Rhythm, next_time
from alerts.delivery import send
from alerts.digests import prepare_due
from alerts.models import Letter, Told
from practices.models import PracticePage
from search import actions as search_actions
from search.engines import get_engine
from tests.alerts.conftest import NEW, later, save_and_confirm
from tests.factories.practices import make_place

pytestmark = pytest.mark.django_db


def hide(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_new_entry_is_told_once_and_what_was_there_before_is_not(saved, library, worker):
    assert worker() == []
    library("new")
    (message,) = worker()
    assert message.to == ["ada@example.org"]
    assert "House new" in message.body
    assert "http://localhost:8000/en/library/new/" in message.body
    assert "Old house" not in message.body
    assert worker() == []
    library("another")
    (second,) = worker()
    assert "House another" in second.body
    assert "House new" not in second.body


def test_a_rebuild_of_the_index_makes_nothing_new(saved, library, worker):
    library("new")
    worker()
    search_actions.rebuild()
    assert worker() == []


def test_an_entry_that_does_not_match_is_not_told(saved, library, worker):
    library("work", themes=("work",))
    assert worker() == []


def test_an_entry_that_has_only_some_of_the_words_is_not_told(library, client, worker, committed):
    url = "/en/saved-searches/new/?q=felinar+balcon"
    save_and_confirm(client, worker, committed, url)
    library("half", title="Felinar")
    assert worker() == []
    library("whole", title="Felinar balcon")
    (message,) = worker()
    assert "Felinar balcon" in message.body
    assert message.subject == "[Crocevia] 1 new entry: “felinar balcon”"


def test_a_page_made_public_later_is_told_whatever_its_date(library, client, worker, committed):
    page = library("secret")
    with committed():
        restriction = hide(page)
    save_and_confirm(client, worker, committed)
    assert worker() == []
    with committed():
        restriction.delete()
    (message,) = worker()
    assert "House secret" in message.body


def test_a_page_that_was_there_before_and_comes_back_is_not_told(saved, worker, committed):
    page = PracticePage.objects.get(slug="old")
    with committed():
        page.unpublish()
    worker()
    with committed():
        page.save_revision().publish()
    assert worker() == []


def test_a_page_with_a_new_address_is_no_new_one(saved, library, worker, committed):
    page = library("new")
    worker()
    with committed():
        page.slug = "newer"
        page.save_revision().publish()
    assert worker() == []


def test_a_hit_hidden_before_the_mail_is_written_is_not_in_it_and_is_told_when_it_is_back(
    saved, library, worker, committed
):
    page = library("secret")
    library("open")
    Letter.objects.all().delete()
    prepare()
    with committed():
        restriction = hide(page)
    (message,) = worker()
    assert "House open" in message.body
    assert "secret" not in message.body
    with committed():
        restriction.delete()
    (second,) = worker()
    assert "House secret" in second.body
    assert "House open" not in second.body


def test_a_hit_that_only_the_index_still_holds_is_not_mailed(saved, library, worker):
    page = library("secret")
    prepare()
    # Saved past the signals: as if the index were behind.
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page.get_parent())])
    assert "practice:secret" in {one.key for one in get_engine().documents_of("practice", page.pk)}
    assert worker() == []
    assert not Letter.objects.filter(kind="digest").exists()


def test_what_nobody_can_be_told_of_is_not_written(saved, library, worker, committed):
    page = library("secret")
    prepare()
    with committed():
        hide(page)
    assert worker() == []
    assert Told.objects.count() == 0


def prepare() -> None:
    """Find what is new and write it down, without sending it."""
    assert prepare_due(timezone.now()) == 1


@pytest.mark.parametrize(("rhythm", "days"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)])
def test_a_digest_waits_for_its_time_and_holds_all_since(
    library, client, worker, committed, rhythm, days
):
    search = save_and_confirm(client, worker, committed, rhythm=rhythm)
    library("one")
    assert worker() == []
    library("two")
    later(search, days=days)
    (message,) = worker()
    assert "House one" in message.body
    assert "House two" in message.body
    assert message.subject.startswith("[Crocevia] 2 new entries:")
    assert worker() == []


def test_times_are_mornings_by_the_clock_and_mondays():
    friday = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    # The clocks change on the Sunday between.
    assert next_time(Rhythm.DAILY, friday) == datetime(2026, 3, 28, 6, 0, tzinfo=UTC)
    assert next_time(Rhythm.WEEKLY, friday) == datetime(2026, 3, 30, 5, 0, tzinfo=UTC)
    monday = datetime(2026, 3, 30, 4, 0, tzinfo=UTC)
    assert next_time(Rhythm.WEEKLY, monday) == datetime(2026, 3, 30, 5, 0, tzinfo=UTC)
    assert next_time(Rhythm.WEEKLY, monday, "Atlantic/Azores") == monday + timedelta(hours=3)


def test_a_facet_value_that_is_gone_finds_nothing_instead_of_everything(
    library, client, worker, committed
):
    library("graz", place=None)
    url = "/en/saved-searches/new/?city=Cluj-Napoca&theme=housing"
    search = save_and_confirm(client, worker, committed, url)
    assert search.query == "theme=housing&city=Cluj-Napoca"
    with committed():
        for page in PracticePage.objects.all():
            page.unpublish()
    library("elsewhere", place=make_place("Graz", "AT"))
    assert worker() == []


def test_many_new_entries_come_in_one_mail_that_names_the_first_and_counts_the_rest(
    saved, library, worker, monkeypatch
):
    monkeypatch.setattr("alerts.letters.NAMED", 2)
    for number in range(5):
        library(f"n{number}")
    (message,) = worker()
    assert message.subject.startswith("[Crocevia] 5 new entries")
    assert "and 3 more" in message.body
    assert worker() == []


def test_an_index_that_does_not_answer_makes_searches_wait(saved, library, worker):
    library("new")
    folder = get_engine().files.folder
    folder.rename(folder.with_name("away"))
    assert worker() == []
    folder.with_name("away").rename(folder)
    assert len(worker()) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_digest_of_any_length_costs_the_same_queries(
    saved, library, worker, django_assert_num_queries, count
):
    for number in range(count):
        library(f"n{number}")
    prepare()
    letter = Letter.objects.get(kind="digest")
    with django_assert_num_queries(6):
        assert send(Letter, letter.pk)


def test_the_mail_is_text_and_html_in_the_language_of_the_search_with_absolute_links(
    library, client, worker, committed
):
    save_and_confirm(client, worker, committed, NEW.replace("/en/", "/de/"))
    library("new")
    (message,) = worker()
    assert "http://localhost:8000/de/library/new/" in message.body
    html = message.alternatives[0].content
    assert '<html lang="de">' in html
    assert "http://localhost:8000/de/library/new/" in html
    assert mail.outbox[0].alternatives[0].mimetype == "text/html"
