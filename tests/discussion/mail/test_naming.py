"""Who is named or answered learns it, in one mail for several messages, if they want to."""

import pytest
from django.utils import timezone

from discussion import moderation, reading
from discussion.choices import Audience, Policy
from discussion.mail import actions as choices
from discussion.mail import naming
from discussion.models import Channel, MailChoice, Mailed, Notice, Told
from tests.discussion.mail.conftest import follow, html_of, later, links_in, one_click
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(channel, ada, worker):
    """A channel in which Ada wrote a first message, that is told already."""
    make_message(channel, "I am here", author=ada)
    assert worker(3) == []
    return channel


def test_who_is_named_is_told_with_the_message_and_the_way_to_it(here, bo, worker):
    message = make_message(here, "What does @Ada think?", author=bo)
    assert worker(1) == []

    (mail,) = worker(2)

    assert mail.to == ["ada@example.org"]
    assert mail.subject == "[Crocevia] A message that names or answers you"
    assert "What does @Ada think?" in mail.body
    assert "names you:" in mail.body
    assert links_in(mail, f"/message/{message.pk}/")
    assert worker(30) == []


def test_who_wrote_in_a_thread_before_is_told_of_answers_and_nobody_else(channel, ada, bo, worker):
    cy, dana = UserFactory(email="cy@example.org"), UserFactory(email="dana@example.org")
    first = make_message(channel, "A question", author=ada)
    make_message(channel, "Elsewhere", author=dana)
    make_message(channel, "An answer", author=cy, reply_to=first)
    make_message(channel, "Another answer", author=bo, reply_to=first)

    mails = {mail.to[0]: mail for mail in worker(3)}

    assert set(mails) == {"ada@example.org", "cy@example.org"}
    assert "An answer" in mails["ada@example.org"].body
    assert "Another answer" in mails["ada@example.org"].body
    # Not told of one's own, nor of what stood there before one wrote.
    assert "An answer" not in mails["cy@example.org"].body
    assert mails["ada@example.org"].subject == "[Crocevia] 2 messages that name or answer you"


def test_several_channels_and_minutes_are_one_mail(here, ada, bo, worker):
    other = make_channel()
    make_message(other, "Here too", author=ada)
    make_message(here, "@Ada one", author=bo, lang="en")
    assert worker(1) == []
    make_message(other, "@Ada two", author=bo, lang="en")
    assert worker(1) == []

    (mail,) = worker(1)

    assert "@Ada one" in mail.body
    assert "@Ada two" in mail.body
    assert mail.body.count("In the discussion:") == 2


def test_it_is_put_off_while_more_comes_but_not_for_ever(here, bo, worker):
    sent = []
    for at in range(12):
        make_message(here, f"@Ada {at}.", author=bo)
        sent += worker(1)
    (mail,) = sent
    assert "@Ada 0." in mail.body
    assert "@Ada 9." in mail.body
    assert "@Ada 11." in worker(3)[0].body


@pytest.mark.parametrize(
    ("off", "told"), [("mentions", ["answer"]), ("answers", ["mention"]), ("both", [])]
)
def test_each_of_the_two_is_switched_off_with_one_click(here, ada, bo, worker, client, off, told):
    """PR-11, RFC 8058."""
    first = make_message(here, "A thread", author=ada)
    make_message(here, "@Ada!", author=bo)
    make_message(here, "An answer", author=bo, reply_to=first)
    (mail,) = worker(3)
    if off == "both":
        path = one_click(mail)
    else:
        (path,) = links_in(mail, f"/stop/{off}-")
    assert "<form" in client.get(path).text
    assert not MailChoice.objects.exists()

    assert client.post(path).status_code == 200

    assert client.post(path).status_code == 200
    make_message(here, "@Ada mention", author=bo)
    make_message(here, "Only an answer", author=bo, reply_to=first)
    words = {"mention": "@Ada mention", "answer": "Only an answer"}
    body = "".join(one.body for one in worker(3))
    assert [why for why, text in words.items() if text in body] == told


def test_a_mail_with_mentions_only_offers_to_stop_only_those(here, bo, worker, client):
    make_message(here, "@Ada!", author=bo)
    (mail,) = worker(3)

    client.post(one_click(mail))

    choice = MailChoice.objects.get()
    assert (choice.mentions, choice.answers) == (False, True)
    assert not links_in(mail, "/stop/answers-")


def test_who_is_named_in_an_answer_but_wants_no_mentions_hears_of_the_answer(here, ada, bo, worker):
    choices.choose(person=ada, mentions=False, answers=True)
    first = make_message(here, "A thread", author=ada)
    make_message(here, "@Ada, yes", author=bo, reply_to=first)

    assert "@Ada, yes" in worker(3)[0].body


def test_who_switches_it_off_gets_not_even_the_mail_that_waits(here, ada, bo, worker):
    make_message(here, "@Ada!", author=bo)
    assert worker() == []
    choices.choose(person=ada, mentions=False, answers=True)

    assert worker(3) == []
    assert not Notice.objects.exists()


def test_what_one_has_read_meanwhile_is_not_told(here, ada, bo, worker):
    make_message(here, "@Ada!", author=bo)
    assert worker() == []
    reading.mark_read(channel=Channel.objects.get(), person=ada, seq=99)

    assert worker(3) == []


def test_a_follower_is_not_told_twice_of_a_message_that_names_them(here, ada, bo, worker):
    follow(ada, here)
    make_message(here, "@Ada by name", author=bo)
    make_message(here, "To all", author=bo)

    bodies = [mail.body for mail in worker(3)]

    assert len(bodies) == 2
    assert sum("@Ada by name" in body for body in bodies) == 1
    assert sum("To all" in body for body in bodies) == 1


def test_hidden_before_it_is_sent_it_is_not_told_and_restored_it_is(
    here, ada, bo, moderator, worker
):
    message = make_message(here, "@Ada secret", author=bo)
    other = make_message(here, "@Ada open", author=bo)
    assert worker() == []
    moderation.hide(message=message, moderator=moderator, reason="Perhaps")

    mails = {mail.to[0]: mail for mail in worker(3)}
    assert "secret" not in mails["ada@example.org"].body + html_of(mails["ada@example.org"])
    assert other.body in mails["ada@example.org"].body

    moderation.restore(message=message, moderator=moderator, reason="No")
    mails = {mail.to[0]: mail for mail in worker(3)}
    assert "@Ada secret" in mails["ada@example.org"].body

    moderation.hide(message=message, moderator=moderator, reason="Perhaps")
    moderation.restore(message=message, moderator=moderator, reason="No")
    assert {mail.to[0] for mail in worker(3)} == {"bo@example.org"}


def test_what_waits_for_a_moderator_is_told_when_it_is_let_through(
    here, ada, bo, moderator, worker
):
    Channel.objects.update(policy=Policy.PRE_MODERATED)
    message = make_message(here, "@Ada!", author=bo)
    assert worker(3) == []

    moderation.restore(message=message, moderator=moderator, reason="Fine")

    assert [mail.to for mail in worker(3)] == [["ada@example.org"]]


@pytest.mark.parametrize("change", ["channel", "inactive", "unconfirmed"])
def test_whose_rights_were_withdrawn_is_not_told(here, ada, bo, worker, change):
    make_message(here, "@Ada secret", author=bo)
    assert worker() == []
    assert Told.objects.count() == 1
    if change == "channel":
        Channel.objects.update(read_by=Audience.MEMBERS)
    elif change == "inactive":
        ada.is_active = False
        ada.save()
    else:
        ada.emailaddress_set.update(verified=False)

    assert worker(3) == []
    assert not Notice.objects.exists()


def test_the_mail_is_in_the_readers_language_else_in_that_of_the_message(here, ada, bo, worker):
    make_message(here, "@Ada, was denken Sie?", author=bo, lang="de")
    (mail,) = worker(3)
    assert '<html lang="de">' in html_of(mail)

    ada.interface_language = "it"
    ada.save()
    make_message(here, "@Ada, und jetzt?", author=bo, lang="de")
    (mail,) = worker(3)
    assert '<html lang="it">' in html_of(mail)
    assert "tedesco" in mail.body


def test_of_two_workers_at_the_same_part_of_the_log_one_writes_it_down(here, bo):
    make_message(here, "@Ada!", author=bo)
    numbers = (here.pk, 1, 2)

    assert [naming.prepare_channel(*numbers) for _ in range(2)] == [1, 0]
    assert Told.objects.count() == 1


def test_a_long_log_is_followed_in_parts(here, bo, worker, monkeypatch):
    monkeypatch.setattr(naming, "MOST_NUMBERS", 2)
    for at in range(5):
        make_message(here, f"@Ada {at}.", author=bo)
    worker()
    assert Mailed.objects.get().seq == 3
    worker()
    worker()

    (mail,) = worker(3)

    assert [f"@Ada {at}." in mail.body for at in range(5)] == [True] * 5


def test_where_nothing_happened_following_the_log_costs_one_query(
    here, bo, worker, django_assert_num_queries
):
    make_message(here, "Nothing for anybody", author=bo)
    worker()

    with django_assert_num_queries(1):
        naming.prepare(timezone.now())


@pytest.mark.parametrize("count", [1, 3])
def test_following_the_log_costs_the_same_however_many_messages(
    here, ada, bo, django_assert_num_queries, count
):
    first = make_message(here, "A thread", author=ada)
    naming.prepare(timezone.now())
    for at in range(count):
        make_message(here, f"@Ada {at}", author=bo, reply_to=first)
    later(minutes=1)

    # Who is behind; the transaction and its cursor (4); what came, who is concerned (4), what they
    # read, were told and want (4); the mail and what it tells (3).
    with django_assert_num_queries(16):
        naming.prepare(timezone.now())
