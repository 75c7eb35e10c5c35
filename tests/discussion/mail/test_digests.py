"""What is new in a channel that one follows: told once, bundled, and only what one may read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alerts import delivery
from alerts.choices import MORNING, State
from discussion import actions, moderation, reading
from discussion.mail import actions as choices
from discussion.mail import digests
from discussion.mail.letters import write
from discussion.models import Channel, Event, Following, Message, Notice
from tests.discussion.mail.conftest import SITE, follow, html_of, later, links_in, one_click
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message

pytestmark = pytest.mark.django_db


def test_what_is_new_is_told_once_and_what_was_there_before_is_not(channel, ada, bo, worker):
    make_message(channel, "Before", author=bo)
    follow(ada, channel)
    make_message(channel, "Who pays the **rent**?", author=bo)

    (mail,) = worker(3)

    assert mail.to == ["ada@example.org"]
    assert "Who pays the rent?" in mail.body
    assert "Bo" in mail.body
    assert "Before" not in mail.body
    assert worker(30) == []


def test_the_mail_is_text_and_html_with_absolute_links_and_the_headers_of_a_robot(
    channel, ada, bo, worker
):
    """PR-11."""
    follow(ada, channel)
    message = make_message(channel, "Is <b>this</b> & that safe?", author=bo)

    (mail,) = worker(3)

    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.extra_headers["Message-ID"] == Notice.objects.get().message_id
    assert f"{SITE}/en/discussion/message/{message.pk}/" in mail.body
    assert "Is <b>this</b> & that safe?" in mail.body
    assert "Is &lt;b&gt;this&lt;/b&gt; &amp; that safe?" in html_of(mail)
    assert "<img" not in html_of(mail)
    assert 'href="/' not in html_of(mail)
    assert mail.subject == "[Crocevia] 1 new message: Library"


def test_one_click_stops_it_and_a_program_that_only_looks_stops_nothing(
    channel, ada, bo, worker, client
):
    """PR-11, RFC 8058."""
    follow(ada, channel)
    make_message(channel, "One", author=bo)
    (mail,) = worker(3)
    path = one_click(mail)
    assert path in links_in(mail, "/stop/")

    page = client.get(path)
    assert "<form" in page.text
    assert Following.objects.get().rhythm == "immediate"

    for _again in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert Following.objects.get().rhythm == "off"
    make_message(channel, "Two", author=bo)
    assert worker(30) == []


def test_a_link_that_somebody_changed_stops_nothing(channel, ada, bo, worker, client):
    follow(ada, channel)
    make_message(channel, "One", author=bo)
    path = one_click(worker(3)[0])
    forged = path.replace(f"following-{Following.objects.get().pk}", "following-999")
    assert forged != path

    assert client.post(forged).status_code == 404
    assert Following.objects.get().rhythm == "immediate"


def test_a_lively_channel_is_one_mail_when_it_is_quiet_or_after_ten_minutes(
    channel, ada, bo, worker
):
    follow(ada, channel)
    make_message(channel, "Number 0", author=bo)
    assert worker(1) == []
    for at in range(1, 9):
        make_message(channel, f"Number {at}", author=bo)
        assert worker(1) == []
    make_message(channel, "Number 9", author=bo)

    (mail,) = worker(1)

    assert [f"Number {at}" in mail.body for at in range(10)] == [True] * 10
    assert mail.subject == "[Crocevia] 10 new messages: Library"
    make_message(channel, "Number 10", author=bo)
    assert worker(1) == []
    assert "Number 10" in worker(1)[0].body


def test_reactions_and_pins_make_no_mail_and_do_not_keep_it_waiting(channel, ada, bo, worker):
    message = make_message(channel, "Old", author=bo)
    follow(ada, channel)
    actions.react(message=message, person=bo, kind="agree")
    assert worker(3) == []
    make_message(channel, "New", author=bo)
    later(minutes=3)
    actions.react(message=message, person=bo, kind="thanks")

    assert len(worker()) == 1


def test_what_one_has_read_or_written_is_not_told(channel, ada, bo, worker):
    follow(ada, channel)
    make_message(channel, "Mine", author=ada)
    read = make_message(channel, "Read", author=bo)
    reading.mark_read(channel=Channel.objects.get(), person=ada, seq=read.created_seq)
    assert worker(3) == []
    make_message(channel, "Not read", author=bo)

    (mail,) = worker(3)

    assert "Not read" in mail.body
    assert "Mine" not in mail.body
    assert mail.subject.startswith("[Crocevia] 1 new message")


def test_the_mail_is_in_the_readers_language_else_in_that_of_the_page(channel, ada, bo, worker):
    ada.interface_language = "it"
    ada.save()
    follow(ada, channel)
    follow(UserFactory(email="cy@example.org"), channel)
    make_message(channel, "Wer zahlt die Miete und die Heizung?", author=bo, lang="de")

    mails = {mail.to[0]: mail for mail in worker(3)}

    assert '<html lang="it">' in html_of(mails["ada@example.org"])
    assert f"{SITE}/it/discussion/" in mails["ada@example.org"].body
    assert "tedesco" in mails["ada@example.org"].body
    assert '<p lang="de">Wer zahlt' in html_of(mails["ada@example.org"])
    assert '<html lang="en">' in html_of(mails["cy@example.org"])
    assert "German" in mails["cy@example.org"].body


def test_a_long_digest_counts_what_it_does_not_show(channel, ada, bo, worker):
    follow(ada, channel)
    for at in range(22):
        make_message(channel, f"Number {at}.", author=bo)

    (mail,) = worker(3)

    assert "Number 19." in mail.body
    assert "Number 20." not in mail.body
    assert "and 2 more, in the discussion" in mail.body


def test_a_long_message_is_cut(channel, ada, bo, worker):
    follow(ada, channel)
    make_message(channel, "word " * 700, author=bo)

    assert len(worker(3)[0].body) < 2000


def test_a_morning_comes_with_all_since_and_not_before(channel, ada, bo, worker):
    # Where it is noon: whenever this runs, the morning is not near.
    ada.time_zone = f"Etc/GMT{timezone.now().hour - 12:+d}"
    ada.save()
    following = follow(ada, channel, "daily")
    assert following.due_at.astimezone(ZoneInfo(ada.time_zone)).hour == MORNING
    make_message(channel, "One", author=bo)
    make_message(channel, "Two", author=bo)
    assert worker(30) == []
    later(days=1)

    (mail,) = worker()

    assert "One" in mail.body
    assert "Two" in mail.body
    following.refresh_from_db()
    assert following.due_at > timezone.now()


def test_a_morning_with_nothing_new_passes_and_the_next_message_waits_for_the_next(
    channel, ada, bo, worker
):
    following = follow(ada, channel, "weekly")
    later(days=8)
    assert worker() == []
    following.refresh_from_db()
    assert following.due_at > timezone.now()
    make_message(channel, "Too late for this week", author=bo)

    assert worker(3) == []


def test_mornings_with_nothing_new_cost_the_same_however_many_follow(
    channel, django_assert_num_queries
):
    for at in range(5):
        follow(UserFactory(time_zone="Europe/Athens" if at % 2 else ""), channel, "daily")
    later(days=2)

    # The zones, a change for each of the two, those who hear within minutes, and who is due.
    with django_assert_num_queries(5):
        digests.prepare_due(timezone.now())
    assert not Following.objects.filter(due_at__lte=timezone.now()).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_writing_a_digest_costs_the_same_however_many_messages(
    channel, ada, bo, django_assert_num_queries, count
):
    follow(ada, channel)
    for at in range(count):
        make_message(channel, f"Number {at}", author=bo)
    later(minutes=3)
    digests.prepare_due(timezone.now())
    notice = delivery.claim(Notice, Notice.objects.get().pk)

    # The address; how far they read; the page, twice; the count, the messages; what it is about.
    with django_assert_num_queries(7):
        write(notice)


def test_sending_a_message_costs_no_query_more_when_many_follow(channel, bo, ada):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    make_message(channel, "Warm", author=bo)
    with CaptureQueriesContext(connection) as before:
        make_message(channel, "Alone", author=bo)
    for _at in range(3):
        follow(UserFactory(), channel)
    with CaptureQueriesContext(connection) as after:
        make_message(channel, "Followed", author=bo)

    assert len(after) == len(before)


def test_of_two_workers_that_found_the_same_one_writes_it_down(channel, ada, bo):
    following = follow(ada, channel)
    make_message(channel, "Once", author=bo)
    same = [Following.objects.select_related("channel").get(pk=following.pk) for _ in range(2)]

    found = [digests.prepare(one, timezone.now()) for one in same]

    assert [one is not None for one in found] == [True, False]
    assert Notice.objects.count() == 1


def test_one_channel_that_cannot_be_read_does_not_keep_the_others_waiting(
    channel, ada, bo, worker, monkeypatch
):
    other = make_channel()
    for one in (channel, other):
        follow(ada, one)
        make_message(one, f"In {one.pk}", author=bo)
    real = digests.unread

    def fails(following, *numbers):
        if following.channel_id == channel.pk:
            raise RuntimeError("broken")
        return real(following, *numbers)

    monkeypatch.setattr(digests, "unread", fails)

    (mail,) = worker(3)

    assert f"In {other.pk}" in mail.body


def test_while_a_mail_is_on_its_way_the_next_waits_and_bundles(channel, ada, bo, worker):
    follow(ada, channel)
    make_message(channel, "One", author=bo)
    later(minutes=3)
    digests.prepare_due(timezone.now())
    Notice.objects.update(state=State.SENDING, claimed_at=timezone.now())
    make_message(channel, "Two", author=bo)
    make_message(channel, "Three", author=bo)
    assert worker(3) == []
    Notice.objects.update(state=State.SENT)

    (mail,) = worker()

    assert "Two" in mail.body
    assert "Three" in mail.body


def test_who_follows_begins_at_that_moment_also_after_a_pause(channel, ada, bo, worker):
    follow(ada, channel)
    follow(ada, channel, "off")
    make_message(channel, "During the pause", author=bo)
    follow(ada, channel, "immediate")
    make_message(channel, "After it", author=bo)

    (mail,) = worker(3)

    assert "After it" in mail.body
    assert "pause" not in mail.body


def test_texts_that_are_loaded_make_no_mail(channel, ada, bo, moderator, worker):
    follow(ada, channel)
    message = make_message(channel, "Loaded @Ada", author=bo)
    moderation.hide(message=message, moderator=moderator, reason="Loaded")
    make_message(channel, "Loaded", author=bo)
    choices.nothing_so_far([channel])

    assert worker(30) == []
    make_message(channel, "Written", author=bo)
    assert len(worker(3)) == 1


def test_the_clock_is_utc_in_the_mail(channel, ada, bo, worker):
    follow(ada, channel)
    message = make_message(channel, "When?", author=bo)
    Message.objects.filter(pk=message.pk).update(
        created_at=(noon := datetime(2026, 11, 28, 12, 34, tzinfo=UTC)), shown_at=noon
    )
    Event.objects.update(at=timezone.now() - timedelta(minutes=1))

    assert "28 Nov 2026, 12:34 UTC" in worker(3)[0].body
