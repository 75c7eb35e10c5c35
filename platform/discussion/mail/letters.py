"""The mails about discussions, written at the moment of sending, by the rights of that moment.

What somebody must be told (why a moderator did something, what became of a report or an appeal) is
told whatever they chose to hear, and names nothing that they may not read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from accounts.models import User
from alerts.writing import address_of, compose
from content.languages import LANGUAGES
from discussion.choices import Decision, Measure
from discussion.frames import message_frame
from discussion.mail.choices import EFFECT, SAID, Hearing, NoticeKind, ToldAs
from discussion.mail.entries import Entry, about, entry, excerpt
from discussion.mail.links import Stop, stop_url, url
from discussion.mail.queries import as_reader, chosen, read_until, unread, visible
from discussion.models import Channel, ModerationAction, Notice, Report, Told
from discussion.moderation import text_kept_of
from discussion.permissions import access

# Messages told with their text in one mail; the others are counted, with the way to them.
SHOWN = 20


@dataclass
class Draft:
    """What a mail says: `context` for its templates, and how to stop mails of its kind, if one
    can."""

    language: str
    context: dict[str, Any] = field(default_factory=dict)
    stop: str = ""


def write(notice: Notice) -> EmailMultiAlternatives | None:
    """Return the mail, in the language of who reads it; None if there is nothing or nobody to
    tell."""
    to = _address(notice)
    draft = WRITERS[notice.kind](notice) if to else None
    if draft is None:
        return None
    context = {"language": draft.language, "stop_url": draft.stop} | draft.context
    context["settings_url"] = url("mail", draft.language)
    return compose(
        notice,
        to=to,
        stem=f"discussion/email/{notice.kind}",
        context=context,
        stop_url=draft.stop,
    )


def _address(notice: Notice) -> str:
    if notice.kind == NoticeKind.DANGER:
        return str(settings.ON_CALL_EMAIL)
    if notice.person_id is None and notice.report is not None:
        return notice.report.email
    return address_of(notice.person)


def _language(person: User | None, other: str) -> str:
    """Return the language to write in: the reader's, else that of what the mail is about."""
    chosen_one = person.interface_language if person else ""
    return next((one for one in (chosen_one, other) if one in LANGUAGES), settings.LANGUAGE_CODE)


def _digest(notice: Notice) -> Draft | None:
    following = notice.following
    if following is None or following.rhythm == Hearing.OFF:
        return None
    person, channel = following.person, following.channel
    rows = unread(following, notice.after, notice.until)
    count = rows.count()
    if not count:
        return None
    language = _language(person, channel.page.locale.language_code)
    seer = as_reader(person, channel)
    with override(language):
        entries = [entry(message_frame(one, seer), language) for one in rows[:SHOWN]]
    context = {
        "entries": entries,
        "count": count,
        "more": count - len(entries),
        "rhythm": Hearing(following.rhythm).label,
        "about": about(channel, language),
    }
    return Draft(language, context, stop_url(Stop.FOLLOWING, following.pk, language))


@dataclass(frozen=True)
class Talk:
    """The messages of one channel in a mail that tells of mentions and answers."""

    about: dict[str, str]
    entries: list[Entry]


def _named(notice: Notice) -> Draft | None:
    person = notice.person
    if person is None:
        return None
    wants = chosen(person)
    rows = notice.told.select_related("message__channel__page").order_by("message__channel", "seq")
    wanted = {ToldAs.MENTION: wants.mentions, ToldAs.ANSWER: wants.answers}
    told = [one for one in rows if wanted[ToldAs(one.why)]]
    language = _language(person, told[0].message.lang if told else "")
    talks, whys = [], set()
    for channel in {one.message.channel_id: one.message.channel for one in told}.values():
        here = [one for one in told if one.message.channel_id == channel.pk]
        entries = _still_there(person, channel, here, language)
        if entries:
            talks.append(Talk(about(channel, language), entries))
            whys |= {one.why for one in entries}
    if not talks:
        return None
    stops = {
        ToldAs.MENTION: stop_url(Stop.MENTIONS, person.pk, language),
        ToldAs.ANSWER: stop_url(Stop.ANSWERS, person.pk, language),
    }
    both = stop_url(Stop.BOTH, person.pk, language)
    context = {
        "talks": talks,
        "count": sum(len(one.entries) for one in talks),
        "mentions_url": stops[ToldAs.MENTION] if ToldAs.MENTION in whys else "",
        "answers_url": stops[ToldAs.ANSWER] if ToldAs.ANSWER in whys else "",
    }
    return Draft(language, context, both if len(whys) > 1 else stops[ToldAs(whys.pop())])


def _still_there(person: User, channel: Channel, told: list[Told], language: str) -> list[Entry]:
    """Return what may be told now and was not read; what is hidden counts as never told."""
    seer = as_reader(person, channel)
    whys = {one.message_id: one for one in told}
    rows = list(visible(seer, channel).filter(pk__in=whys))
    hidden = whys.keys() - {one.pk for one in rows}
    if hidden:
        Told.objects.filter(person=person, message__in=hidden).delete()
    read = read_until(person, channel)
    with override(language):
        return [
            entry(message_frame(one, seer), language, whys[one.pk].why)
            for one in rows
            if whys[one.pk].seq > read
        ]


def _outcome(notice: Notice) -> Draft | None:
    person, question = notice.person, notice.question
    if person is None or question is None or not access(person, question.channel).reads:
        return None
    language = _language(person, question.lang)
    context = {
        "question": question,
        "about": about(question.channel, language),
        "url": url("channel", language, question.channel_id, anchor=f"#q-{question.pk}"),
    }
    return Draft(language, context)


def _measure(notice: Notice) -> Draft | None:
    action = notice.action
    if action is None:
        return None
    return _statement(notice, action)


def _statement(notice: Notice, action: ModerationAction) -> Draft:
    """Return a statement of reasons: what, rule, facts, who decided, what one can do (DS-03)."""
    message, question, channel = action.message, action.question, action.channel
    row = message or question
    language = _language(notice.person, row.lang if row else "")
    own = ""
    if message is not None and message.author_id == action.person_id:
        # Nothing, once its author has deleted it.
        kept = text_kept_of(message)
        own = excerpt(kept.html if kept else message.html)
    elif question is not None:
        own = question.text
    context = {
        "action": action,
        "said": SAID.get(Measure(action.what), ""),
        "effect": EFFECT.get(Measure(action.what), ""),
        "own": own,
        "own_lang": row.lang if row else "",
        "about": _about_if_open(notice.person, channel, language),
        "moved_to": _moved_to(notice.person, action, language),
        "message_url": url("message", language, message.pk) if message else "",
        "is_restriction": action.what not in (Measure.RESTORE, Measure.UNMUTE),
        "statement_url": url("statement", language, action.pk),
    }
    return Draft(language, context)


def _about_if_open(
    person: User | None, channel: Channel | None, language: str
) -> dict[str, str] | None:
    if channel is None or not access(person, channel).reads:
        return None
    return about(channel, language)


def _moved_to(
    person: User | None, action: ModerationAction, language: str
) -> dict[str, str] | None:
    if action.message is None or action.to_id != action.message.channel_id:
        return None
    return _about_if_open(person, action.to, language)


def _reporter(notice: Notice) -> tuple[Report, str] | None:
    report = notice.report
    if report is None:
        return None
    return report, _language(notice.person, report.lang or report.message.lang)


def _receipt(notice: Notice) -> Draft | None:
    found = _reporter(notice)
    if found is None:
        return None
    report, language = found
    return Draft(language, _of_report(notice, report, language))


def _decision(notice: Notice) -> Draft | None:
    found = _reporter(notice)
    if found is None or found[0].state == Decision.OPEN:
        return None
    report, language = found
    is_upheld = report.state == Decision.UPHELD
    # What a moderator says of a message that was hidden is said to its author.
    reason = "" if is_upheld or notice.action is None else notice.action.reason
    context = {"is_upheld": is_upheld, "reason": reason}
    return Draft(language, context | _of_report(notice, report, language))


def _of_report(notice: Notice, report: Report, language: str) -> dict[str, Any]:
    """Return what a mail says of a report: nothing that the reporter wrote, since nobody knows
    whether the address is theirs."""
    return {
        "report": report,
        "url": url("message", language, report.message_id),
        "about": _about_if_open(notice.person, report.message.channel, language),
    }


def _danger(notice: Notice) -> Draft | None:
    report = notice.report
    if report is None:
        return None
    message, language = report.message, settings.LANGUAGE_CODE
    context = _of_report(notice, report, language) | {
        # Whoever is on call decides whether to call for help: they need the words themselves.
        "words": excerpt(message.html),
        "words_lang": message.lang,
        "said": report.text,
        "desk_url": url("desk", language, message.channel_id),
    }
    return Draft(language, context)


def _appeal(notice: Notice) -> Draft | None:
    appeal = notice.appeal
    if appeal is None or appeal.state == Decision.OPEN:
        return None
    draft = _statement(notice, appeal.action)
    draft.context |= {
        "appeal": appeal,
        "is_upheld": appeal.state == Decision.UPHELD,
    }
    return draft


WRITERS: dict[str, Callable[[Notice], Draft | None]] = {
    NoticeKind.DIGEST: _digest,
    NoticeKind.NAMED: _named,
    NoticeKind.OUTCOME: _outcome,
    NoticeKind.MEASURE: _measure,
    NoticeKind.RECEIPT: _receipt,
    NoticeKind.DECISION: _decision,
    NoticeKind.APPEAL: _appeal,
    NoticeKind.DANGER: _danger,
}
# What is read together with a notice.
RELATED = (
    "person",
    "following__person",
    "following__channel__page__locale",
    "question__channel__page",
    "report__message__channel__page",
    "appeal__action__channel__page",
    "appeal__action__message__removed_text",
    "appeal__action__to__page",
    "appeal__action__question",
    "action__channel__page",
    "action__message__removed_text",
    "action__to__page",
    "action__question",
)
