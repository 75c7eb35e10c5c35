"""Mail about discussions: what people want to hear of, and the mails that are to be sent once."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.models import Mail
from discussion.mail.choices import Hearing, NoticeKind, ToldAs
from discussion.models.channels import Channel
from discussion.models.messages import Message
from discussion.models.moderation import Appeal, ModerationAction, Report
from discussion.models.questions import Question


class Following(models.Model):
    """What somebody wants to hear of a channel by mail: how often, and up to which number of its
    log it was told. `due_at` says when to look next, and is empty where they want to hear nothing.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="followings")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Hearing)
    seq = models.PositiveBigIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="discussion_follows_once"),
            models.CheckConstraint(
                condition=models.Q(rhythm=Hearing.OFF, due_at=None)
                | (~models.Q(rhythm=Hearing.OFF) & models.Q(due_at__isnull=False)),
                name="discussion_due_unless_off",
            ),
        ]

    def __str__(self) -> str:
        return f"following {self.pk}"


class MailChoice(models.Model):
    """Whether somebody wants mail when they are named or answered. Without a row they do."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    mentions = models.BooleanField(_("Somebody names me in a message"), default=True)
    answers = models.BooleanField(
        _("Somebody answers me, or writes in a thread I wrote in"), default=True
    )

    def __str__(self) -> str:
        return f"choice {self.pk}"


class Mailed(models.Model):
    """How far mentions and answers in a channel have been written down as mail: mail follows the
    log with a cursor, so sending a message costs nothing for it."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.CASCADE, related_name="mailed"
    )
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.seq}"


def _to(model: Any, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(
        model, null=True, on_delete=models.CASCADE, related_name="notices", **more
    )


class Notice(Mail):
    """A mail about discussions, to a person, or to the address in a report of somebody without an
    account. It holds references: its words are made when it is sent.

    A digest is about a `following`, from after the number `after` to `until`; one that tells of
    mentions and answers has `Told` rows; each other has what it is about.
    """

    kind = models.CharField(max_length=10, choices=NoticeKind)
    person = _to(settings.AUTH_USER_MODEL)
    following = _to(Following)
    after = models.PositiveBigIntegerField(default=0)
    until = models.PositiveBigIntegerField(default=0)
    question = _to(Question)
    report = _to(Report)
    appeal = _to(Appeal)
    # The log of moderation is never deleted, and a notice about a line of it may be.
    action = models.ForeignKey(
        ModerationAction, null=True, on_delete=models.DO_NOTHING, related_name="notices"
    )

    class Meta(Mail.Meta):
        indexes = [models.Index(fields=["state", "not_before"], name="discussion_notices_waiting")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Told(models.Model):
    """A message that somebody is told of by itself, as named or answered in it; once each."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=8, choices=ToldAs)
    seq = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["notice", "message"]
        constraints = [
            models.UniqueConstraint(fields=["person", "message"], name="discussion_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.why} in {self.message_id}"
