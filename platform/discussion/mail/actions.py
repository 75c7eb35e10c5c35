"""What people choose to hear by mail, and writing down what they must be told. Choices own their
transaction; what must be told is written within that of the action which it tells of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from alerts.choices import State, next_time
from alerts.tasks import deliver_letters
from discussion import log
from discussion.choices import Measure, QuestionState, Rule
from discussion.mail.choices import Hearing, NoticeKind
from discussion.mail.links import Stop
from discussion.models import (
    Appeal,
    Channel,
    Following,
    MailChoice,
    Mailed,
    ModerationAction,
    Notice,
    Question,
    Report,
)
from discussion.permissions import may_read
from discussion.refusals import NotThere

# A mail waits until nothing came for so long, and no longer than that.
QUIET, LONGEST = timedelta(minutes=2), timedelta(minutes=10)
# Mails that somebody else can make us send to one address.
MOST_RECEIPTS, WITHIN = 3, timedelta(days=1)
RESTRICTIONS = (Measure.HIDE, Measure.DELETE, Measure.MUTE, Measure.MOVE, Measure.DECLINE)
TAKEN_BACK = (Measure.RESTORE, Measure.UNMUTE)
OUTCOMES = (QuestionState.ANSWERED, QuestionState.SUMMARISED, QuestionState.FOLLOWED_UP)


@log.persevering
def follow(*, channel: Channel, person: User, rhythm: str) -> Following:
    """Choose how often to hear of a channel, from now on. Raises NotThere where they cannot read
    it; to hear nothing is always allowed."""
    wanted = Hearing(rhythm)
    with transaction.atomic():
        if wanted != Hearing.OFF and not may_read(person, channel):
            raise NotThere
        head = Channel.objects.filter(pk=channel.pk).values_list("last_seq", flat=True).get()
        made, is_new = Following.objects.get_or_create(
            person=person, channel=channel, defaults=_due(wanted, person) | {"seq": head}
        )
        if is_new:
            return made
        if made.rhythm == Hearing.OFF:
            made.seq, made.since = head, timezone.now()
        for name, value in _due(wanted, person).items():
            setattr(made, name, value)
        made.save()
        return made


def _due(rhythm: Hearing, person: User) -> dict[str, object]:
    when = None if rhythm == Hearing.OFF else next_time(rhythm, timezone.now(), person.time_zone)
    return {"rhythm": rhythm, "due_at": when}


def choose(*, person: User, mentions: bool, answers: bool) -> None:
    """Choose whether to hear when one is named or answered."""
    wanted = {"mentions": mentions, "answers": answers}
    MailChoice.objects.update_or_create(person=person, defaults=wanted)


@log.persevering
def stop_all(*, person: User) -> None:
    """Send somebody no mail about discussions but what they must be told."""
    with transaction.atomic():
        Following.objects.filter(person=person).update(rhythm=Hearing.OFF, due_at=None)
        choose(person=person, mentions=False, answers=False)


def stop(what: Stop, pk: int) -> None:
    """Switch off what a link from a mail says. Doing it twice, or for what is gone, is no fault."""
    if what == Stop.FOLLOWING:
        Following.objects.filter(pk=pk).update(rhythm=Hearing.OFF, due_at=None)
    elif User.objects.filter(pk=pk).exists():
        off = ("mentions", "answers") if what == Stop.BOTH else (what.value,)
        MailChoice.objects.update_or_create(person_id=pk, defaults=dict.fromkeys(off, False))


def nothing_so_far(channels: Iterable[Channel]) -> None:
    """Let nobody hear by mail of what is in these channels already: for texts that are loaded."""
    for channel in channels:
        head = Channel.objects.filter(pk=channel.pk).values_list("last_seq", flat=True).get()
        Mailed.objects.update_or_create(channel=channel, defaults={"seq": head})
        Following.objects.filter(channel=channel).update(seq=head)
        waiting = Notice.objects.filter(state=State.WAITING)
        waiting.filter(told__message__channel=channel).delete()
        waiting.filter(following__channel=channel).delete()
        waiting.filter(question__channel=channel).delete()
        waiting.filter(action__channel=channel).delete()


def tell_measure(action: ModerationAction) -> None:
    """Write down the statement of reasons for who is concerned by a measure (DS-03)."""
    if action.person_id in (None, action.who_id):
        return
    if action.what in RESTRICTIONS or (action.what in TAKEN_BACK and not _is_by_appeal(action)):
        Notice.objects.create(kind=NoticeKind.MEASURE, person_id=action.person_id, action=action)


def _is_by_appeal(action: ModerationAction) -> bool:
    """Tell whether the mail about an appeal, which waits, says the same already."""
    waiting = Notice.objects.filter(kind=NoticeKind.APPEAL, state=State.WAITING)
    return waiting.filter(
        person=action.person_id,
        appeal__action__channel=action.channel_id,
        appeal__action__message=action.message_id,
    ).exists()


def tell_outcome(question: Question, moderator: User, before: str) -> None:
    """Write down that the author of a question is to learn what became of it; once while the mail
    waits, since it tells the state of the moment. A declined one has its statement of reasons."""
    taken_up_again = before == QuestionState.DECLINED
    if question.author_id in (None, moderator.pk):
        return
    if question.state not in OUTCOMES and not taken_up_again:
        return
    then = timezone.now() + QUIET
    about = {"kind": NoticeKind.OUTCOME, "person_id": question.author_id, "question": question}
    # Changed, so that who claims it now waits for this transaction and tells what it did.
    if not Notice.objects.filter(**about, state=State.WAITING).update(not_before=then):
        Notice.objects.create(**about, not_before=then)


def confirm_receipt(report: Report) -> None:
    """Write down the confirmation that a report has arrived (DS-02)."""
    if report.reporter_id is None and (not report.email or _is_too_often(report.email)):
        return
    _tell_reporter(NoticeKind.RECEIPT, report)


def alert(report: Report) -> None:
    """Write down the mail to whoever is on call, where a report says that somebody is in danger
    (DS-07; Regulation (EU) 2022/2065, Article 18); it does not wait for the clock. Of one message
    once an hour."""
    if report.reason != Rule.DANGER or not settings.ON_CALL_EMAIL:
        return
    lately = timezone.now() - timedelta(hours=1)
    alerts = Notice.objects.filter(kind=NoticeKind.DANGER, made_at__gt=lately)
    if not alerts.filter(report__message=report.message_id).exists():
        Notice.objects.create(kind=NoticeKind.DANGER, report=report)
        transaction.on_commit(lambda: deliver_letters.enqueue(), robust=True)


def _is_too_often(email: str) -> bool:
    since: datetime = timezone.now() - WITHIN
    sent = Notice.objects.filter(kind=NoticeKind.RECEIPT, made_at__gt=since)
    return sent.filter(report__email__iexact=email).count() >= MOST_RECEIPTS


def tell_decision(reports: Iterable[Report], action: ModerationAction) -> None:
    """Write down what was decided on reports of a message, once for each who reported it."""
    told: set[object] = set()
    for report in reports:
        who = report.reporter_id or report.email.lower()
        if who and who not in told:
            told.add(who)
            _tell_reporter(NoticeKind.DECISION, report, action)


def _tell_reporter(kind: str, report: Report, action: ModerationAction | None = None) -> None:
    Notice.objects.create(kind=kind, person_id=report.reporter_id, report=report, action=action)


def tell_appeal(appeal: Appeal) -> None:
    """Write down what was decided on an appeal (DS-04)."""
    if appeal.author_id is not None:
        Notice.objects.create(kind=NoticeKind.APPEAL, person_id=appeal.author_id, appeal=appeal)


def forget_reporters(emails: Iterable[str]) -> None:
    """Forget name and address of whoever reported something from these addresses."""
    for email in emails:
        Report.objects.filter(email__iexact=email).update(name="", email="")
