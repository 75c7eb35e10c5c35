"""A message with its former texts, reactions and the people it names."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussion.choices import MessageState, ReactionKind, ShownAs
from discussion.models.channels import Channel


class Written(models.Model):
    """What somebody wrote in a channel, once for each `client_id` of theirs; in which language, and
    how its author wants to be shown. The author is empty once their account is erased."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    shown_as = models.CharField(max_length=10, choices=ShownAs, default=ShownAs.NAME)
    author_place = models.CharField(max_length=160, blank=True)
    client_id = models.UUIDField()
    lang = models.CharField(_("language"), max_length=5, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Message(Written):
    """What somebody wrote. `reply_to` is always the first message of a thread.

    `created_seq` is its place in the channel, `changed_seq` the last event about it; `shown_at`
    says since when others have seen it, and is empty if they never did. `fingerprint` is that of
    what was posted: the same `client_id` with another text is a mistake, for ever.
    """

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    body = models.TextField(_("text"))
    html = models.TextField()
    reply_to = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="replies"
    )
    cites = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="cited_in"
    )
    cites_lang = models.CharField(max_length=5, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.VISIBLE)
    pinned = models.BooleanField(default=False)
    reactions = models.JSONField(default=dict)  # how many of each kind
    created_seq = models.PositiveBigIntegerField()
    changed_seq = models.PositiveBigIntegerField()
    edited_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["channel", "created_seq"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="discussion_posted_once"),
            models.UniqueConstraint(
                fields=["channel", "created_seq"], name="discussion_one_place_each"
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "created_at"], name="discussion_by_time"),
            models.Index(fields=["author", "channel", "created_at"], name="discussion_by_author"),
            # With the order: else SQLite walks through the whole channel to find the newest pins.
            models.Index(
                fields=["channel", "created_seq"],
                condition=models.Q(pinned=True),
                name="discussion_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageVersion(models.Model):
    """What a message said before its author changed it. Goes when the message is deleted."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()
    html = models.TextField()
    lang = models.CharField(max_length=5, blank=True)
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["message", "until", "pk"]

    def __str__(self) -> str:
        return f"version of {self.message_id}"


class Reaction(models.Model):
    """What somebody says of a message with one press."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person", "kind"], name="discussion_reacted_once"
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Mention(models.Model):
    """A person whom a message names."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="discussion_named_once")
        ]

    def __str__(self) -> str:
        return f"mention in {self.message_id}"
