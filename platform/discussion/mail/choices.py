"""The words of mail about discussions: how often, and what a mail is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from discussion.choices import Measure


class Hearing(models.TextChoices):
    """How often somebody wants to hear of a channel by mail."""

    IMMEDIATE = "immediate", _("Within minutes")
    DAILY = "daily", _("Every morning, if there is something new")
    WEEKLY = "weekly", _("On Monday mornings, if there is something new")
    OFF = "off", _("Not at all")


class NoticeKind(models.TextChoices):
    """What a mail about discussions tells."""

    DIGEST = "digest", _("what is new in a channel that one follows")
    NAMED = "named", _("that one was named or answered")
    OUTCOME = "outcome", _("what became of a question")
    MEASURE = "measure", _("what a moderator did, and why")
    RECEIPT = "receipt", _("that a report has arrived")
    DECISION = "decision", _("what was decided on a report")
    APPEAL = "appeal", _("what was decided on an appeal")
    DANGER = "danger", _("that somebody may be in danger")


class ToldAs(models.TextChoices):
    """Why somebody is told of a message by itself."""

    MENTION = "mention", _("it names them")
    ANSWER = "answer", _("it answers them")


# What is said to who is concerned by a measure, and what it means for them.
SAID = {
    Measure.HIDE: _("A moderator hid a message of yours"),
    Measure.DELETE: _("A moderator deleted a message of yours"),
    Measure.MUTE: _("A moderator took your right to write for a while"),
    Measure.MOVE: _("A moderator moved a message of yours to another discussion"),
    Measure.DECLINE: _("A moderator declined your question"),
    Measure.RESTORE: _("A moderator shows a message of yours again"),
    Measure.UNMUTE: _("You may write again"),
}
EFFECT = {
    Measure.HIDE: _("Others read only that it was hidden. It holds until somebody decides again."),
    Measure.DELETE: _(
        "Nobody reads it any more. Its text is kept for six months, for you and for who decides if "
        "you object."
    ),
    Measure.MUTE: _("You can still read the discussion."),
    Measure.MOVE: _("Everybody who may read that discussion can still read it."),
    Measure.DECLINE: _("Others do not see it any more. It holds until somebody decides again."),
}
