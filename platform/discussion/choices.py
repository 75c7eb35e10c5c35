"""The words of discussions: kinds, states, policies, audiences."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChannelKind(models.TextChoices):
    """What a channel is about."""

    WORKSHOP = "workshop", _("workshop")
    QUESTION = "question", _("guiding question")
    SESSION = "session", _("session")
    PRACTICE = "practice", _("practice")


class Audience(models.TextChoices):
    """Who may read or write; `permissions.register_audience` says who belongs to the last two."""

    EVERYONE = "everyone", _("Everyone")
    SIGNED_IN = "signed_in", _("Everybody who is signed in")
    MEMBERS = "members", _("Members of partners")
    PARTICIPANTS = "participants", _("Participants of the workshop")


class Policy(models.TextChoices):
    """How a channel takes messages."""

    OPEN = "open", pgettext_lazy("a discussion", "Open")
    SLOW = "slow", _("Slow: each person waits between two messages")
    PRE_MODERATED = "pre_moderated", _("A moderator reads each message before others do")
    LOCKED = "locked", _("Locked: only moderators write")
    ARCHIVED = "archived", _("Archived: nobody writes any more")


class MessageState(models.TextChoices):
    """Who sees a message."""

    VISIBLE = "visible", _("visible")
    WAITING = "waiting", _("waits for a moderator")
    HIDDEN = "hidden", _("hidden by a moderator")
    DELETED = "deleted", _("deleted by its author")
    REMOVED = "removed", _("deleted by a moderator")


# Without a text that anybody reads in the discussion.
GONE = (MessageState.DELETED, MessageState.REMOVED)


class ShownAs(models.TextChoices):
    """How the author of a message is shown."""

    NAME = "name", _("With my name")
    CITY = "city", _("With my city only")
    ANONYMOUS = "anonymous", _("Anonymously")


class ReactionKind(models.TextChoices):
    """What one can say of a message with one press."""

    AGREE = "agree", _("I agree")
    THANKS = "thanks", _("Thank you")
    CURIOUS = "curious", _("I want to know more")


class EventKind(models.TextChoices):
    """What happened in a channel."""

    CREATED = "created", _("a message was written")
    EDITED = "edited", _("a message was changed by its author")
    HIDDEN = "hidden", _("a message was hidden")
    RESTORED = "restored", _("a message was let through or restored")
    DELETED = "deleted", _("a message was deleted")
    PINNED = "pinned", _("a message was pinned or unpinned")
    MOVED = "moved", _("a message was moved to or from here")
    COUNTS = "counts", _("reactions or votes were counted anew")
    QUESTION = "question", _("a question was proposed or went on")
    ANSWERED = "answered", _("a question was answered")
    CHANNEL = "channel", _("the channel takes messages in another way")


class QuestionState(models.TextChoices):
    """How far a question from the room is."""

    PROPOSED = "proposed", _("Proposed")
    OPEN = "open", pgettext_lazy("a question from the room", "Open")
    ON_STAGE = "on_stage", _("On stage")
    ANSWERED = "answered", _("Answered")
    SUMMARISED = "summarised", _("Summarised")
    FOLLOWED_UP = "followed_up", _("Followed up")
    DECLINED = "declined", _("Declined")


# From which state a moderator may take a question to which.
STEPS: dict[str, tuple[str, ...]] = {
    QuestionState.PROPOSED: (QuestionState.OPEN, QuestionState.ON_STAGE, QuestionState.DECLINED),
    QuestionState.OPEN: (QuestionState.ON_STAGE, QuestionState.ANSWERED, QuestionState.DECLINED),
    QuestionState.ON_STAGE: (QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.DECLINED),
    QuestionState.ANSWERED: (QuestionState.SUMMARISED, QuestionState.FOLLOWED_UP),
    QuestionState.SUMMARISED: (QuestionState.FOLLOWED_UP,),
    # Again, where another city does it or it takes longer.
    QuestionState.FOLLOWED_UP: (QuestionState.FOLLOWED_UP,),
    QuestionState.DECLINED: (QuestionState.OPEN,),
}


class Measure(models.TextChoices):
    """What a moderator did."""

    HIDE = "hide", _("hid a message")
    DELETE = "delete", _("deleted a message")
    RESTORE = "restore", _("restored a message")
    APPROVE = "approve", _("let a message through")
    PIN = "pin", _("pinned a message")
    UNPIN = "unpin", _("unpinned a message")
    MOVE = "move", _("moved a message")
    POLICY = "policy", _("changed how the channel takes messages")
    MUTE = "mute", _("took somebody's right to write")
    UNMUTE = "unmute", _("gave the right to write back")
    DECLINE = "decline", _("declined a question")
    REJECT_REPORT = "reject_report", _("found nothing wrong in a report")
    DECIDE_APPEAL = "decide_appeal", _("decided an appeal")


class Rule(models.TextChoices):
    """The house rule that a measure stands on, or that somebody says is broken."""

    DANGER = "danger", _("Somebody’s life or safety is in danger")
    ILLEGAL = "illegal", _("It breaks the law")
    HATE = "hate", _("It attacks people for who they are")
    HARASSMENT = "harassment", _("It harasses or threatens somebody")
    PRIVATE = "private", _("It tells private things of somebody")
    SPAM = "spam", _("It is advertising or a flood")
    OFF_TOPIC = "off_topic", _("It belongs elsewhere")
    FALSE = "false", _("It misleads on purpose")
    OTHER = "other", _("Another reason, told in words")


class Decision(models.TextChoices):
    """How far a report or an appeal is."""

    OPEN = "open", _("waits for a decision")
    UPHELD = "upheld", _("found right")
    REJECTED = "rejected", _("found not right")
