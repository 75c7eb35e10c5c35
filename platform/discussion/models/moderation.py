"""What moderators did and why, what was reported, who may not write, what was appealed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussion.choices import Decision, Measure, MessageState, Rule
from discussion.models.channels import Channel
from discussion.models.messages import Message
from discussion.models.questions import Question


class AppendOnly(TypeError):  # noqa: N818  (read aloud: raises AppendOnly)
    """A line of the log was to be changed or deleted."""


class Lines(models.QuerySet):
    """Lines of the log, which only grow."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse: raises AppendOnly."""
        raise AppendOnly("The log of moderation is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: raises AppendOnly."""
        raise AppendOnly("The log of moderation is never deleted")

    bulk_update = update


class ModerationAction(models.Model):
    """A line of the log of moderation; it is also the statement of reasons to who is concerned.

    Lines are neither changed nor deleted, so they point to people and messages by plain numbers
    that outlive them. Of a message that was moved, `to` says where, and `thread` which first
    message it stood below until then.
    """

    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    what = models.CharField(max_length=14, choices=Measure)
    channel = models.ForeignKey(
        Channel, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    question = models.ForeignKey(
        Question, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    to = models.ForeignKey(
        Channel, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    thread = models.ForeignKey(
        Message, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    reason = models.TextField()
    rule = models.CharField(max_length=12, choices=Rule)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = Lines.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__gt=""), name="discussion_reasoned"),
            models.CheckConstraint(condition=models.Q(rule__gt=""), name="discussion_ruled"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; raises AppendOnly for one that is written already."""
        if self.pk is not None:
            raise AppendOnly("The log of moderation is never changed")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: raises AppendOnly."""
        raise AppendOnly("The log of moderation is never deleted")


class RemovedText(models.Model):
    """What a message said that a moderator deleted, the state in which it was and whom it named
    (the numbers of people): kept aside for its author and for who decides on an appeal, until
    nobody can appeal any more."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="removed_text")
    body = models.TextField()
    html = models.TextField()
    cites = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=MessageState)
    named = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"removed text of {self.message_id}"


class Report(models.Model):
    """Somebody says that a message should not be there; without an account too."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    lang = models.CharField(_("language of the answer"), max_length=5, blank=True)
    reason = models.CharField(_("what is wrong"), max_length=12, choices=Rule)
    text = models.TextField(_("in your words"), blank=True)
    state = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["state", "at"], name="discussion_reports_open")]

    def __str__(self) -> str:
        return f"report {self.pk}"


class Mute(models.Model):
    """Somebody may read but not write, in a channel or in all channels of a page."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__gt=""), name="discussion_mute_why"),
            models.CheckConstraint(
                condition=models.Q(channel=None, page__isnull=False)
                | models.Q(channel__isnull=False, page=None),
                name="discussion_mute_where",
            ),
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"


class Appeal(models.Model):
    """Who is concerned by a measure asks somebody else to look again."""

    action = models.ForeignKey(
        ModerationAction, on_delete=models.DO_NOTHING, related_name="appeals"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("why it was wrong"))
    state = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "author"], name="discussion_one_appeal")
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
