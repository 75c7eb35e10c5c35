"""Questions from the room: proposed, wanted by others, taken on by a moderator, answered."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from content.languages import active_language
from discussion import log, pace
from discussion.actions import checked
from discussion.choices import STEPS, EventKind, Measure, Policy, QuestionState, Rule, ShownAs
from discussion.mail.actions import tell_outcome
from discussion.models import Channel, Question, Vote
from discussion.moderation import log_measure
from discussion.people import place_of
from discussion.permissions import Why, access, may_moderate, may_see_question, why_not_write
from discussion.refusals import Conflict, NoFollowUp, NoReason, NotAllowed, NotThere
from discussion.rows import channels
from discussion.text import language_of

MOST_QUESTION, MOST_ANSWER = 500, 4000


@log.persevering
def propose(
    *,
    channel: Channel,
    author: User,
    client_id: UUID,
    text: str,
    lang: str = "",
    shown_as: str = ShownAs.NAME,
) -> Question:
    """Store a question once for each (author, client_id). Where messages wait for a moderator,
    others see it only when one takes it on.

    Raises TooLong, Empty, NotAllowed, TooFast, Conflict, Busy.
    """
    words = checked(text, MOST_QUESTION)
    with transaction.atomic():
        turn = pace.take(author)
        stored = Question.objects.filter(author=author, client_id=client_id).first()
        if stored is not None:
            if (stored.text, stored.channel_id) != (words, channel.pk):
                raise Conflict
            turn.give_back()
            return stored
        found = channels().get(pk=channel.pk)
        _require_write(author, found)
        turn.use()
        waits = found.policy == Policy.PRE_MODERATED and not may_moderate(author, found)
        question = Question.objects.create(
            channel=found,
            author=author,
            client_id=client_id,
            text=words,
            lang=lang or language_of(words, author.interface_language or active_language()),
            shown_as=ShownAs(shown_as),
            author_place=place_of(author) if shown_as != ShownAs.ANONYMOUS else "",
            shown_at=None if waits else timezone.now(),
        )
        return _record(question, EventKind.QUESTION, author)


def _require_write(person: User, channel: Channel) -> None:
    why = why_not_write(person, channel)
    if why != Why.NOTHING:
        raise NotAllowed(str(why.label), why.value)


def _locked(pk: int) -> Question:
    rows = Question.objects.select_related("channel__page", "author")
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def _record(question: Question, kind: str, actor: Any, *fields: str) -> Question:
    place = log.next_place(question.channel_id)
    question.changed_seq = place.seq
    question.save(update_fields=[*fields, "changed_seq"])
    log.write(place, question.channel_id, kind, actor, question=question)
    return question


@log.persevering
def vote(*, question: Question, person: User, on: bool = True) -> Question:
    """Want an answer too, or not any more (`on=False`). Twice is once.

    Raises NotAllowed, NotThere, TooFast, Busy.
    """
    with transaction.atomic():
        turn = pace.take(person)
        found = _locked(question.pk)
        if not may_see_question(access(person, found.channel), found) or not found.shown_at:
            raise NotThere
        _require_write(person, found.channel)
        rows = Vote.objects.filter(question=found, person=person)
        if rows.exists() == on:
            turn.give_back()
            return found
        turn.use()
        if on:
            Vote.objects.create(question=found, person=person)
        else:
            rows.delete()
        found.votes = Vote.objects.filter(question=found).count()
        return _record(found, EventKind.COUNTS, person, "votes")


@log.persevering
def advance(
    *,
    question: Question,
    moderator: User,
    state: str,
    reason: str = "",
    answer: str = "",
    owner_place: str = "",
    due: date | None = None,
) -> Question:
    """Take a question to its next state (`choices.STEPS`); its author is told.

    Declining needs a reason, which is also written into the log of moderation; following it up
    needs a city and a day, and an answer is kept once it was given. Raises NoReason, NoFollowUp,
    NotAllowed, NotThere for a step that does not exist.
    """
    with transaction.atomic():
        found = _locked(question.pk)
        if not may_moderate(moderator, found.channel):
            raise NotAllowed
        if state not in STEPS[found.state]:
            raise NotThere
        if state == QuestionState.DECLINED:
            _log_declined(found, moderator, reason)
        elif found.shown_at is None:
            found.shown_at = timezone.now()
        before = found.state
        found.state, found.changed_at = QuestionState(state), timezone.now()
        found.reason = checked(reason, MOST_QUESTION) if reason.strip() else ""
        found.answer = checked(answer, MOST_ANSWER) if answer.strip() else found.answer
        found.owner_place = owner_place.strip() or found.owner_place
        found.due = due or found.due
        if state == QuestionState.FOLLOWED_UP:
            _require_follow_up(found)
        found.seen_by_author = found.author_id == moderator.pk
        tell_outcome(found, moderator, before)
        kind = EventKind.ANSWERED if state == QuestionState.ANSWERED else EventKind.QUESTION
        fields = ("state", "changed_at", "reason", "answer", "owner_place", "due", "shown_at")
        return _record(found, kind, moderator, *fields, "seen_by_author")


def _require_follow_up(question: Question) -> None:
    for field in ("owner_place", "due"):
        if not getattr(question, field):
            raise NoFollowUp(field)


def _log_declined(question: Question, moderator: User, reason: str) -> None:
    if not reason.strip():
        raise NoReason
    log_measure(
        moderator,
        Measure.DECLINE,
        checked(reason, MOST_QUESTION),
        Rule.OTHER,
        channel=question.channel,
        question=question,
        person=question.author,
    )


def news_seen(*, channel: Channel, person: User) -> None:
    """Remember that somebody has seen what became of their questions."""
    rows = Question.objects.filter(channel=channel, author=person, seen_by_author=False)
    rows.update(seen_by_author=True)
