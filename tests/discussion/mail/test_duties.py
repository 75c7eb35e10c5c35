"""What people must be told: measures and why, reports, appeals, what became of a question."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from discussion import actions, asking, complaints, moderation, moving
from discussion.choices import Audience, Measure, Policy, Rule
from discussion.mail import actions as choices
from discussion.models import Channel, ModerationAction, Notice, Report
from tests.discussion.mail.conftest import html_of, links_in
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator

pytestmark = pytest.mark.django_db
DUTY = "whatever mail they chose to get"


@pytest.fixture
def message(channel, bo):
    """A message of Bo's."""
    return make_message(channel, "Buy my book", author=bo)


@pytest.fixture
def question(channel, bo):
    """A question of Bo's."""
    return asking.propose(channel=channel, author=bo, client_id=uuid4(), text="Who pays for it?")


def test_a_statement_of_reasons_says_what_why_by_what_rule_who_decided_and_how_to_appeal(
    message, bo, moderator, worker
):
    """DS-03."""
    moderation.hide(message=message, moderator=moderator, reason="A shop,\nno talk", rule=Rule.SPAM)

    (mail,) = worker()

    assert mail.to == ["bo@example.org"]
    assert mail.subject == "[Crocevia] A moderator hid a message of yours"
    for part in (
        "What you wrote: Buy my book",
        "Rule: It is advertising or a flood",
        "A shop,\nno talk",
        "A person decided this, not a program.",
        "It holds until somebody decides again.",
        "for at least six months",
        "out-of-court dispute settlement",
        DUTY,
    ):
        assert part in mail.body
    assert "A shop,<br>no talk" in html_of(mail)
    assert "List-Unsubscribe" not in mail.extra_headers
    action = ModerationAction.objects.get()
    assert links_in(mail, f"/mail/statement/{action.pk}/")
    assert worker(30) == []


def test_it_is_in_the_authors_language_else_in_that_of_what_they_wrote(
    channel, bo, moderator, worker
):
    """DS-03."""
    for language, words in (("", "ro"), ("sl", "sl")):
        bo.interface_language = language
        bo.save()
        message = make_message(channel, "Cine plătește?", author=bo, lang="ro")
        moderation.hide(message=message, moderator=moderator, reason="Why")
        (mail,) = worker()
        assert f'<html lang="{words}">' in html_of(mail)
        assert '<i lang="ro">Cine' in html_of(mail)


def measures(message, moderator, question) -> dict:
    """Return every measure that restricts somebody, by its name."""
    channel, bo = message.channel, message.author
    until = timezone.now() + timedelta(hours=5)
    who = {"moderator": moderator, "reason": "My words"}
    return {
        Measure.HIDE: lambda: moderation.hide(message=message, **who),
        Measure.DELETE: lambda: moderation.remove(message=message, **who),
        Measure.MOVE: lambda: moving.move(message=message, to=make_channel(), **who),
        Measure.MUTE: lambda: moderation.mute(person=bo, channel=channel, until=until, **who),
        Measure.DECLINE: lambda: asking.advance(question=question, state="declined", **who),
    }


@pytest.mark.parametrize("what", choices.RESTRICTIONS)
def test_every_restriction_is_told_even_to_who_wants_no_mail(
    message, question, bo, moderator, worker, what
):
    """DS-03."""
    choices.stop_all(person=bo)

    measures(message, moderator, question)[what]()

    (mail,) = worker(3)
    assert mail.to == ["bo@example.org"]
    assert "My words" in mail.body
    assert "ask somebody else to look again" in mail.body
    assert ("UTC\nUntil:" in mail.body) == (what == Measure.MUTE)


def test_no_measure_restricts_without_being_among_those_told():
    """DS-03: a new measure must be thought about here."""
    untold = {"approve", "pin", "unpin", "policy", "reject_report", "decide_appeal"}

    assert set(Measure.values) - untold == {*choices.RESTRICTIONS, *choices.TAKEN_BACK}


def test_the_statement_is_written_down_in_the_transaction_of_the_measure(
    message, moderator, monkeypatch
):
    """DS-03: neither without the other."""

    def fails(*_args, **_kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(moderation, "record", fails)
    with pytest.raises(RuntimeError):
        moderation.hide(message=message, moderator=moderator, reason="Why")

    assert not Notice.objects.exists()
    assert not ModerationAction.objects.exists()


def test_a_statement_names_no_page_that_its_reader_may_not_read_any_more(
    message, moderator, worker
):
    moderation.hide(message=message, moderator=moderator, reason="Why")
    Channel.objects.update(read_by=Audience.MEMBERS)

    (mail,) = worker()

    assert "Buy my book" in mail.body
    assert "Library" not in mail.body + html_of(mail)


def test_a_text_that_its_author_deleted_is_not_in_the_statement(message, bo, moderator, worker):
    moderation.mute(
        person=bo,
        moderator=moderator,
        channel=message.channel,
        until=timezone.now() + timedelta(hours=1),
        reason="Why",
    )
    moving.move(message=message, to=make_channel(), moderator=moderator, reason="There")
    actions.delete(message=message, author=bo)

    assert all("Buy my book" not in mail.body for mail in worker())


def test_a_moderator_who_hides_their_own_and_a_former_member_get_nothing(
    channel, message, bo, moderator, worker
):
    own = make_message(channel, "Mine", author=moderator)
    moderation.hide(message=own, moderator=moderator, reason="Why")
    bo.delete()
    moderation.hide(message=message, moderator=moderator, reason="Why")

    assert worker() == []


def test_letting_through_and_pinning_make_no_mail_but_restoring_does(
    channel, bo, moderator, worker
):
    Channel.objects.update(policy=Policy.PRE_MODERATED)
    message = make_message(channel, "Fine", author=bo)
    moderation.restore(message=message, moderator=moderator, reason="Fine")
    moderation.pin(message=message, moderator=moderator, reason="Good")
    assert worker(3) == []
    moderation.hide(message=message, moderator=moderator, reason="Why")
    worker()

    moderation.restore(message=message, moderator=moderator, reason="I was wrong")

    (mail,) = worker()
    assert mail.subject == "[Crocevia] A moderator shows a message of yours again"
    assert "six months" not in mail.body


def test_the_author_of_a_question_learns_the_outcome_and_the_reason(
    question, bo, moderator, worker
):
    choices.stop_all(person=bo)
    asking.advance(question=question, moderator=moderator, state="on_stage")
    assert worker(3) == []
    asking.advance(
        question=question,
        moderator=moderator,
        state="answered",
        answer="The city does.",
        reason="Asked on stage",
    )
    assert worker(1) == []
    follow_up = {"state": "followed_up", "owner_place": "Gent", "due": date(2027, 3, 1)}
    asking.advance(question=question, moderator=moderator, **follow_up)

    (mail,) = worker(2)

    assert mail.to == ["bo@example.org"]
    assert mail.subject == "[Crocevia] Your question: Followed up"
    for part in ("Who pays for it?", "The city does.", "Gent", f"#q-{question.pk}"):
        assert part in mail.body
    assert worker(30) == []


def test_who_may_not_read_the_answer_any_more_is_not_mailed_it(question, moderator, worker):
    asking.advance(question=question, moderator=moderator, state="open")
    asking.advance(question=question, moderator=moderator, state="answered", answer="Secret")
    Channel.objects.update(read_by=Audience.MEMBERS)

    assert worker(3) == []


def test_a_moderators_own_question_is_no_news_to_them(channel, moderator, worker):
    own = asking.propose(channel=channel, author=moderator, client_id=uuid4(), text="What now?")
    asking.advance(question=own, moderator=moderator, state="open")
    asking.advance(question=own, moderator=moderator, state="answered", answer="This")

    assert worker(3) == []


def report(client, message, **values):
    """Report a message as somebody without a script does."""
    given = {"reason": "spam", "text": "Visit my shop", "good_faith": "on"} | values
    answer = client.post(f"/it/discussion/message/{message.pk}/report/", given)
    assert answer.status_code == 200, answer.text


def test_who_reports_without_an_account_gets_a_receipt_and_the_decision(
    message, client, moderator, worker
):
    """DS-01, DS-02."""
    report(client, message, name="Eva Roth", email="eva@example.org")
    made = Report.objects.get()

    (mail,) = worker()
    assert mail.to == ["eva@example.org"]
    assert '<html lang="it">' in html_of(mail)
    assert str(made.pk) in mail.subject
    assert f"/it/discussion/message/{message.pk}/" in mail.body
    # Nobody knows whose address it is: nothing that the reporter wrote goes there.
    assert "shop" not in mail.body
    assert "Roth" not in mail.body

    moderation.hide(message=message, moderator=moderator, reason="For Bo only", rule=Rule.SPAM)
    mails = {mail.to[0]: mail for mail in worker()}
    assert set(mails) == {"eva@example.org", "bo@example.org"}
    assert '<html lang="it">' in html_of(mails["eva@example.org"])
    assert "For Bo only" not in mails["eva@example.org"].body
    assert "eva" not in mails["bo@example.org"].body.lower()


def test_name_and_address_of_who_reported_are_forgotten_six_months_after_the_decision(
    message, client, moderator, worker
):
    """PR-05."""
    report(client, message, name="Eva Roth", email="eva@example.org")
    moderation.hide(message=message, moderator=moderator, reason="A shop", rule=Rule.SPAM)
    worker()
    Report.objects.update(decided_at=timezone.now() - timedelta(days=180))
    worker()
    assert Report.objects.get().email == "eva@example.org"
    Report.objects.update(decided_at=timezone.now() - timedelta(days=185))

    worker()

    kept = Report.objects.get()
    assert (kept.name, kept.email, kept.reason) == ("", "", "spam")


def test_who_reported_is_known_for_a_year_while_nothing_is_decided(message, client, worker):
    """PR-05."""
    report(client, message, name="Eva Roth", email="eva@example.org")
    for days, name in ((360, "Eva Roth"), (370, "")):
        Report.objects.update(at=timezone.now() - timedelta(days=days))
        worker()
        made = Report.objects.get()
        assert (made.name, bool(made.email)) == (name, bool(name))


def test_the_decision_that_nothing_is_wrong_comes_with_the_reason_and_what_one_can_do(
    message, ada, moderator, worker
):
    """DS-02."""
    made = complaints.report(message=message, person=ada, reason="spam")
    assert [mail.to for mail in worker()] == [["ada@example.org"]]

    complaints.reject_report(report=made, moderator=moderator, reason="A fair hint")

    (mail,) = worker()
    assert mail.to == ["ada@example.org"]
    for part in ("It stays.", "A fair hint", "report the message again", "to a court"):
        assert part in mail.body


def test_who_gives_no_address_and_who_reports_twice_gets_no_mail_too_many(
    message, client, ada, moderator, worker
):
    report(client, message)
    for person in (ada, ada):
        complaints.report(message=message, person=person, reason="spam")
    for _again in range(2):
        report(client, message, email="Eva@example.org")
    assert len(worker()) == 3

    moderation.hide(message=message, moderator=moderator, reason="Why")

    told = sorted(mail.to[0].lower() for mail in worker())
    assert told == ["ada@example.org", "bo@example.org", "eva@example.org"]


def test_nobody_can_have_somebody_else_flooded_with_receipts(channel, bo, client, worker):
    for at in range(5):
        report(client, make_message(channel, f"Number {at}", author=bo), email="victim@example.org")

    assert len(worker()) == 3


@pytest.mark.parametrize("upheld", [True, False])
def test_an_appeal_is_decided_by_somebody_else_and_told_once(
    message, bo, moderator, worker, upheld
):
    """DS-04."""
    moderation.hide(message=message, moderator=moderator, reason="Why")
    worker()
    made = complaints.appeal(action=ModerationAction.objects.get(), person=bo, text="No advert")

    other = make_moderator(email="other@example.org")
    complaints.decide_appeal(appeal=made, moderator=other, upheld=upheld, answer="I looked")

    (mail,) = worker()
    assert mail.to == ["bo@example.org"]
    assert mail.subject == "[Crocevia] Your appeal is decided"
    assert "The answer: I looked" in mail.body
    assert "A moderator hid a message of yours." in mail.body
    assert ("It is taken back." in mail.body) == upheld
    assert ("to a court" in mail.body) == (not upheld)


def test_an_appeal_against_declining_opens_the_question_again(question, bo, moderator, worker):
    """DS-04."""
    asking.advance(question=question, moderator=moderator, state="declined", reason="Elsewhere")
    made = complaints.appeal(action=ModerationAction.objects.get(), person=bo, text="Here")
    worker()

    other = make_moderator()
    complaints.decide_appeal(appeal=made, moderator=other, upheld=True, answer="Right")

    question.refresh_from_db()
    assert question.state == "open"
    subjects = sorted(mail.subject for mail in worker(3))
    assert subjects == ["[Crocevia] Your appeal is decided", "[Crocevia] Your question: Open"]


def test_an_appeal_against_moving_brings_the_message_back_with_its_thread(
    message, bo, moderator, worker
):
    """DS-04."""
    here, there = message.channel, make_channel()
    moving.move(message=message, to=there, moderator=moderator, reason="Belongs there")
    message.refresh_from_db()
    reply = make_message(there, reply_to=message)
    action = ModerationAction.objects.get(message=message)
    made = complaints.appeal(action=action, person=bo, text="It is about this")

    complaints.decide_appeal(appeal=made, moderator=make_moderator(), upheld=True, answer="Right")

    for one in (message, reply):
        one.refresh_from_db()
        assert one.channel_id == here.pk
    assert reply.reply_to_id == message.pk
    sent = [mail for mail in worker(3) if mail.to == ["bo@example.org"]]
    mails = {mail.subject: mail for mail in sent}
    moved = [mail for mail in sent if "moved" in mail.subject]
    assert len(moved) == 1, "none about the way back"
    assert "It is taken back." in mails["[Crocevia] Your appeal is decided"].body


def test_an_appeal_against_moving_what_is_back_or_deleted_changes_nothing(message, bo, moderator):
    """DS-04."""
    here = message.channel
    moving.move(message=message, to=make_channel(), moderator=moderator, reason="There")
    action = ModerationAction.objects.get(message=message)
    made = complaints.appeal(action=action, person=bo, text="It is about this")
    message.refresh_from_db()
    moving.move(message=message, to=here, moderator=moderator, reason="I was wrong")

    complaints.decide_appeal(appeal=made, moderator=make_moderator(), upheld=True, answer="Right")

    message.refresh_from_db()
    assert message.channel_id == here.pk
    assert ModerationAction.objects.filter(what="move").count() == 2


def test_only_who_is_concerned_reads_the_statement_and_can_appeal_there(
    message, bo, ada, moderator, client
):
    """DS-03, DS-04: also for what has no message, such as a right to write."""
    moderation.mute(
        person=bo,
        moderator=moderator,
        channel=message.channel,
        until=timezone.now() + timedelta(hours=1),
        reason="Too loud",
    )
    action = ModerationAction.objects.get()
    path = f"/en/discussion/mail/statement/{action.pk}/"
    assert client.get(path).status_code == 302
    for stranger in (ada, moderator):
        client.force_login(stranger)
        assert client.get(path).status_code == 404
    client.force_login(bo)

    page = client.get(path).text
    assert "Too loud" in page
    assert f'action="/en/discussion/measure/{action.pk}/appeal/"' in page
    client.post(f"/en/discussion/measure/{action.pk}/appeal/", {"text": "I was not"})

    page = client.get(path).text
    assert "I was not" in page
    assert "/appeal/" not in page


def test_erasing_an_account_removes_all_mail_of_theirs(channel, bo, ada, moderator, worker):
    """PR-04."""
    choices.follow(channel=channel, person=bo, rhythm="daily")
    choices.choose(person=bo, mentions=False, answers=True)
    message = make_message(channel, "Hello", author=bo)
    make_message(channel, "Yes @Bo", author=ada, reply_to=message)
    moderation.hide(message=message, moderator=moderator, reason="Why")
    complaints.report(message=make_message(channel, "Bad", author=ada), person=bo, reason="spam")
    assert Notice.objects.filter(person=bo).exists()

    bo.delete()

    assert not Notice.objects.filter(person__isnull=False).exclude(person=ada).exists()
    assert worker(3) == []


def test_erasing_an_account_removes_its_address_from_reports_made_without_it(
    message, client, worker
):
    """PR-04."""
    report(client, message, name="Eva Roth", email="Eva@example.org")
    eva = UserFactory(email="eva@example.org")

    eva.delete()

    made = Report.objects.get()
    assert (made.name, made.email) == ("", "")
    assert worker() == []
