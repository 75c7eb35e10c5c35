"""A digest holds what its reader may read at the moment of sending, and nothing else."""

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from discussion import actions, moderation, moving, reading
from discussion.choices import Audience, MessageState, Policy, ShownAs
from discussion.mail import digests
from discussion.mail.letters import write
from discussion.models import Channel, Following, Message, Notice
from discussion.refusals import NotThere
from tests.discussion.mail.conftest import SITE, follow, html_of, later
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def hide_page(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_what_is_read_between_writing_down_and_sending_is_not_told(channel, ada, bo):
    following = follow(ada, channel)
    message = make_message(channel, "Read soon", author=bo)
    notice = digests.prepare(Following.objects.get(pk=following.pk), timezone.now())
    assert write(notice)
    reading.mark_read(channel=message.channel, person=ada, seq=99)

    assert write(notice) is None


def prepared(ada, bo, channel, body="Secret") -> tuple[Notice, Message]:
    """Return a digest that is written down and would tell of a message."""
    follow(ada, channel)
    message = make_message(channel, body, author=bo)
    later(minutes=3)
    digests.prepare_due(timezone.now())
    notice = Notice.objects.get(kind="digest")
    assert body in write(notice).body
    return notice, message


def test_a_message_hidden_between_writing_down_and_sending_is_not_in_it(
    channel, ada, bo, moderator, worker
):
    notice, message = prepared(ada, bo, channel)
    moderation.hide(message=message, moderator=moderator, reason="Private")

    assert [mail.to for mail in worker(3)] == [["bo@example.org"]]
    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_a_message_deleted_or_changed_meanwhile_is_told_as_it_is_then(channel, ada, bo, worker):
    _notice, message = prepared(ada, bo, channel)
    other = make_message(channel, "Kept", author=bo)
    actions.delete(message=message, author=bo)
    later(minutes=3)
    Notice.objects.all().delete()
    Following.objects.update(seq=0)
    actions.edit(message=other, author=bo, body="Kept and changed")

    (mail,) = worker(3)

    assert "Secret" not in mail.body
    assert "Kept and changed" in mail.body


def test_a_message_moved_to_where_one_may_not_read_is_not_told(channel, ada, bo, moderator, worker):
    notice, message = prepared(ada, bo, channel)
    closed = make_channel(read_by=Audience.MEMBERS)
    moving.move(message=message, to=closed, moderator=moderator, reason="Belongs there")

    assert write(notice) is None


def test_even_a_moderator_gets_no_mail_of_what_waits_or_was_hidden(channel, bo, worker):
    mo = make_moderator(email="mo@example.org")
    Channel.objects.update(policy=Policy.PRE_MODERATED)
    follow(mo, channel)
    waiting = make_message(channel, "Waits", author=bo)
    assert waiting.state == MessageState.WAITING
    assert worker(3) == []

    moderation.restore(message=waiting, moderator=make_moderator(), reason="Fine")

    assert "Waits" in worker(3)[0].body


def test_a_message_hidden_and_restored_is_told_once(channel, ada, bo, moderator, worker):
    follow(ada, channel)
    message = make_message(channel, "Once", author=bo)
    assert len(worker(3)) == 1
    moderation.hide(message=message, moderator=moderator, reason="Perhaps")
    moderation.restore(message=message, moderator=moderator, reason="No")

    assert {mail.to[0] for mail in worker(30)} == {"bo@example.org"}


@pytest.mark.parametrize("change", ["page", "channel", "inactive", "unconfirmed", "off"])
def test_whose_rights_were_withdrawn_gets_no_mail(channel, ada, bo, worker, change):
    notice, _message = prepared(ada, bo, channel)
    if change == "page":
        hide_page(channel.page)
    elif change == "channel":
        Channel.objects.update(read_by=Audience.MEMBERS)
    elif change == "inactive":
        ada.is_active = False
        ada.save()
    elif change == "unconfirmed":
        ada.emailaddress_set.update(verified=False)
    else:
        follow(ada, channel, "off")

    assert worker(3) == []
    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_authors_are_called_as_they_chose(channel, ada, worker):
    follow(ada, channel)
    for shown_as in (ShownAs.NAME, ShownAs.CITY, ShownAs.ANONYMOUS):
        author = UserFactory(name=f"Name {shown_as.value}")
        make_message(channel, f"Shown as {shown_as.value}", author=author, shown_as=shown_as)

    (mail,) = worker(3)

    assert "Name name" in mail.body
    assert "Name city" not in mail.body + html_of(mail)
    assert "Name anonymous" not in mail.body + html_of(mail)
    assert mail.body.count("A participant") == 2


def test_a_cited_practice_is_named_only_while_it_is_public(channel, ada, bo, worker):
    practice = make_practice("one-desk", title="One desk for all")
    follow(ada, channel)
    make_message(channel, "Look at this", author=bo, cites=practice.page_ptr)
    make_message(channel, "And again", author=bo, cites=practice.page_ptr)
    later(minutes=3)
    digests.prepare_due(timezone.now())
    notice = Notice.objects.get()
    mail = write(notice)
    assert mail.body.count(f"One desk for all {SITE}/en/library/one-desk/") == 2

    hide_page(practice)

    mail = write(notice)
    assert "Look at this" in mail.body
    assert "One desk" not in mail.body + html_of(mail)


def test_only_who_may_read_can_follow_and_everybody_can_leave(channel, ada):
    follow(ada, channel)
    Channel.objects.update(read_by=Audience.MEMBERS)
    channel.refresh_from_db()
    with pytest.raises(NotThere):
        follow(ada, channel, "daily")

    assert follow(ada, channel, "off").rhythm == "off"
