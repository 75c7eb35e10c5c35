"""Channels with their log of events, messages, questions, and what moderators did."""

from discussion.models.channels import Channel, Event, Hand, Indexed, Pace, ReadMarker
from discussion.models.mail import Following, MailChoice, Mailed, Notice, Told
from discussion.models.messages import Mention, Message, MessageVersion, Reaction
from discussion.models.moderation import Appeal, ModerationAction, Mute, RemovedText, Report
from discussion.models.questions import Question, Vote

__all__ = [
    "Appeal",
    "Channel",
    "Event",
    "Following",
    "Hand",
    "Indexed",
    "MailChoice",
    "Mailed",
    "Mention",
    "Message",
    "MessageVersion",
    "ModerationAction",
    "Mute",
    "Notice",
    "Pace",
    "Question",
    "Reaction",
    "ReadMarker",
    "RemovedText",
    "Report",
    "Told",
    "Vote",
]
