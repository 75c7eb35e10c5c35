"""Channels with their log of events, messages, questions, and what moderators did."""

from discussion.models.channels import Channel, Event, Hand, Indexed, Pace, ReadMarker
from discussion.models.messages import Mention, Message, MessageVersion, Reaction
from discussion.models.moderation import Appeal, ModerationAction, Mute, Report
from discussion.models.questions import Question, Vote

__all__ = [
    "Appeal",
    "Channel",
    "Event",
    "Hand",
    "Indexed",
    "Mention",
    "Message",
    "MessageVersion",
    "ModerationAction",
    "Mute",
    "Pace",
    "Question",
    "Reaction",
    "ReadMarker",
    "Report",
    "Vote",
]
