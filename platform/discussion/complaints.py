"""What people say against a message, and against what a moderator did: reports and appeals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from content.languages import active_language
from discussion import log, pace
from discussion.actions import checked, locked_message
from discussion.asking import advance
from discussion.choices import GONE, Decision, Measure, MessageState, QuestionState, Rule
from discussion.forgetting import may_object
from discussion.mail.actions import (
    RESTRICTIONS,
    alert,
    confirm_receipt,
    tell_appeal,
    tell_decision,
)
from discussion.models import Appeal, Channel, Message, ModerationAction, Report
from discussion.moderation import (
    MOST_REASON,
    log_measure,
    measure,
    put_back,
    reason_of,
    require_moderator,
    shown,
    text_kept_of,
    unmute,
)
from discussion.moving import move_back
from discussion.permissions import access, is_own, is_signed_in, may_read
from discussion.refusals import NotAllowed, NotThere
from discussion.rows import channels


@log.persevering
def report(
    *,
    message: Message,
    person: User | None,
    reason: str,
    text: str = "",
    name: str = "",
    email: str = "",
) -> Report:
    """Say that a message should not be there; `person` is None for somebody without an account.

    Once each while it waits for a decision. Raises NotThere where they cannot see it, TooFast.
    """
    words = checked(text, MOST_REASON) if text.strip() else ""
    with transaction.atomic():
        if not may_read(person, message.channel) or message.state != MessageState.VISIBLE:
            raise NotThere
        if person is not None and is_signed_in(person):
            turn = pace.take(person)
            waiting = message.reports.filter(reporter=person, state=Decision.OPEN).first()
            if waiting is not None:
                turn.give_back()
                return waiting
            turn.use()
        made = Report.objects.create(
            message=message,
            reporter=person,
            reason=Rule(reason),
            text=words,
            name="" if person else name,
            email="" if person else email,
            lang=active_language(),
        )
        confirm_receipt(made)
        alert(made)
        return made


@log.persevering
def reject_report(*, report: Report, moderator: User, reason: str) -> Report:
    """Find nothing wrong in what was reported. Raises NoReason, NotAllowed, NotThere."""
    reason = reason_of(reason)
    with transaction.atomic():
        found = locked_message(report.message_id)
        require_moderator(moderator, found.channel)
        # Whoever decides holds the message's lock: so this is how the report stands now.
        report.refresh_from_db()
        if report.state != Decision.OPEN:
            raise NotThere(_("Somebody else has decided on this already."))
        action = measure(
            moderator, found, Measure.REJECT_REPORT, reason, report.reason, person=report.reporter
        )
        report.state, report.decided_by, report.decided_at = (
            Decision.REJECTED,
            moderator,
            timezone.now(),
        )
        report.save()
        tell_decision([report], action)
        return report


@log.persevering
def appeal(*, action: ModerationAction, person: User, text: str) -> Appeal:
    """Ask somebody else to look at a measure again. Once, and as long as one may object; raises
    NotAllowed for who is not concerned and later, Empty, TooLong."""
    words = checked(text, MOST_REASON)
    with transaction.atomic():
        if not is_signed_in(person) or action.person_id != person.pk:
            raise NotAllowed
        if action.what not in RESTRICTIONS:
            raise NotAllowed
        if not may_object(action):
            raise NotAllowed(_("The time to object to this is over."))
        made, _new = Appeal.objects.get_or_create(
            action=action, author=person, defaults={"text": words}
        )
        return made


@log.persevering
def decide_appeal(*, appeal: Appeal, moderator: User, upheld: bool, answer: str) -> Appeal:
    """Decide an appeal. Never who took the measure, nor who appeals: raises NotAllowed. A message
    that was hidden or deleted wrongly is shown again, one that was moved wrongly is where it was, a
    right that was taken wrongly comes back, a question that was declined wrongly is open."""
    answer = reason_of(answer)
    with transaction.atomic():
        found = Appeal.objects.select_for_update().get(pk=appeal.pk)
        action = found.action
        if action.channel_id is None or moderator.pk in (action.who_id, found.author_id):
            raise NotAllowed
        channel = channels().get(pk=action.channel_id)
        require_moderator(moderator, channel)
        if found.state != Decision.OPEN:
            raise NotThere(_("Somebody else has decided on this already."))
        found.state = Decision.UPHELD if upheld else Decision.REJECTED
        found.answer, found.decided_by, found.decided_at = answer, moderator, timezone.now()
        found.save()
        tell_appeal(found)
        log_measure(
            moderator,
            Measure.DECIDE_APPEAL,
            answer,
            action.rule,
            channel=channel,
            message_id=action.message_id,
            person_id=action.person_id,
        )
        if upheld:
            _undo(action, channel, moderator, answer)
        return found


def _undo(action: ModerationAction, channel: Channel, moderator: User, answer: str) -> None:
    if action.what in (Measure.HIDE, Measure.DELETE) and action.message_id:
        _show_again(action, moderator, answer)
    if action.what == Measure.MOVE and action.message_id:
        elsewhere = Message.objects.exclude(channel=channel).exclude(state__in=GONE)
        moved = elsewhere.filter(pk=action.message_id).first()
        if moved is not None:
            place = {"to": channel, "thread": action.thread_id}
            move_back(message=moved, **place, moderator=moderator, reason=answer)
    person = User.objects.filter(pk=action.person_id or 0).first()
    if action.what == Measure.MUTE and person is not None:
        unmute(person=person, moderator=moderator, channel=channel, reason=answer)
    question = action.question if action.what == Measure.DECLINE else None
    if question is not None and question.state == QuestionState.DECLINED:
        advance(question=question, moderator=moderator, state=QuestionState.OPEN, reason=answer)


def _show_again(action: ModerationAction, moderator: User, answer: str) -> None:
    """Take back that a message was hidden or deleted, wherever it stands by now. What was hidden
    and then deleted is hidden again, and where hiding was wrong, deleting still holds."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("channel__page")
    message = rows.filter(pk=action.message_id).first()
    kept = text_kept_of(message) if message is not None else None
    if message is None:
        return
    if action.what == Measure.DELETE and kept is not None:
        put_back(message, kept)
    elif action.what == Measure.HIDE and message.state == MessageState.HIDDEN:
        message.state = MessageState.VISIBLE
    else:
        if action.what == Measure.HIDE and kept is not None and kept.state == MessageState.HIDDEN:
            kept.state = MessageState.VISIBLE
            kept.save(update_fields=["state"])
        return
    is_seen = message.state == MessageState.VISIBLE
    measure(moderator, message, Measure.RESTORE, answer, action.rule, is_told=is_seen)
    shown(message, moderator, message.state)


def statements_for(person: User, message: Message) -> list[ModerationAction]:
    """Return why a message was treated as it was, newest first, for its author and moderators."""
    seer = access(person, message.channel)
    if not (is_own(seer, message) or seer.moderates):
        return []
    rows = ModerationAction.objects.filter(message=message, person=message.author_id)
    rows = rows.select_related("to__page")
    return list(rows.prefetch_related("appeals"))
