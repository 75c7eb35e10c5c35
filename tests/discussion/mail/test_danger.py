"""DS-07: whoever is on call hears at once when somebody may be in danger."""

import pytest
from django_tasks_db.models import DBTaskResult

from alerts.tasks import deliver_letters
from discussion import complaints
from discussion.choices import Audience
from discussion.models import Channel
from tests.discussion.mail.conftest import links_in
from tests.factories.discussion import make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_call(settings):
    settings.ON_CALL_EMAIL = "call@example.org"
    return settings.ON_CALL_EMAIL


def to(mails, address):
    return [one for one in mails if one.to == [address]]


def test_the_mail_says_where_what_and_who_reports_it_says_what(channel, bo, worker, on_call):
    message = make_message(channel, "I will come with a knife tonight", author=bo)
    complaints.report(message=message, person=None, reason="danger", text="He means my street")

    (mail,) = to(worker(), on_call)

    assert mail.subject.startswith("[Crocevia] Somebody may be in danger: report ")
    for part in ("112", "I will come with a knife tonight", "He means my street"):
        assert part in mail.body
    assert links_in(mail, f"/{channel.pk}/desk/")
    assert links_in(mail, f"/message/{message.pk}/")


def test_it_does_not_wait_for_the_clock(channel, bo, on_call, django_capture_on_commit_callbacks):
    message = make_message(channel, "I will come tonight", author=bo)
    waiting = DBTaskResult.objects.filter(task_path=deliver_letters.module_path)

    with django_capture_on_commit_callbacks(execute=True):
        complaints.report(message=message, person=None, reason="hate")
    assert not waiting.exists()
    with django_capture_on_commit_callbacks(execute=True):
        complaints.report(message=message, person=None, reason="danger")

    assert waiting.exists()


def test_many_reports_of_one_message_make_one_alarm(channel, bo, worker, on_call):
    message = make_message(channel, "I will come tonight", author=bo)
    for _at in range(3):
        complaints.report(message=message, person=None, reason="danger")
    complaints.report(message=make_message(channel), person=None, reason="hate")

    assert len(to(worker(), on_call)) == 1
    assert to(worker(), on_call) == []


def test_a_closed_discussion_is_alarmed_about_too(channel, bo, worker, on_call, ada):
    Channel.objects.filter(pk=channel.pk).update(read_by=Audience.SIGNED_IN)
    channel.refresh_from_db()
    message = make_message(channel, "I will come tonight", author=bo)
    complaints.report(message=message, person=ada, reason="danger")

    assert len(to(worker(), on_call)) == 1


def test_a_site_without_an_address_writes_nobody_and_still_tells_of_112(
    client, channel, bo, worker
):
    message = make_message(channel, "I will come tonight", author=bo)
    page = client.get(f"/en/discussion/message/{message.pk}/report/").content.decode()
    complaints.report(message=message, person=None, reason="danger")

    assert "Call 112" in page
    assert worker() == []
