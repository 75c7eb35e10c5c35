"""A channel, its log of events, how far people have read, and how fast they write."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussion.choices import Audience, ChannelKind, EventKind, Policy


class Channel(models.Model):
    """A place to talk beside a page. Its title is that of what it is about; see `queries`.

    A workshop has one page for each language and one channel for all of them: `page` is the one
    that was first. `hands` counts the raised hands, `last_seq` the events; `epoch` changes when
    clients must begin anew.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("about"), max_length=10, choices=ChannelKind)
    key = models.CharField(_("key of the question or session"), max_length=60, blank=True)
    read_by = models.CharField(
        _("who may read"), max_length=20, choices=Audience, default=Audience.EVERYONE
    )
    write_by = models.CharField(
        _("who may write"), max_length=20, choices=Audience, default=Audience.SIGNED_IN
    )
    policy = models.CharField(
        _("how it takes messages"), max_length=14, choices=Policy, default=Policy.OPEN
    )
    slow_seconds = models.PositiveIntegerField(_("seconds between two messages"), default=30)
    hands = models.PositiveIntegerField(default=0, editable=False)
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind", "key"], name="discussion_one_channel_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id} {self.key}".strip()

    def get_absolute_url(self) -> str:
        """Return the address of the channel's page in the reader's language."""
        return reverse("discussion:channel", args=[self.pk])


class Event(models.Model):
    """Something that happened in a channel: what and to which row, never its text.

    What readers get is made from the present state of that row (`discussion.frames`), so nothing
    hidden or erased comes back when the log is read again.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind)
    message = models.ForeignKey("discussion.Message", null=True, on_delete=models.SET_NULL)
    question = models.ForeignKey("discussion.Question", null=True, on_delete=models.SET_NULL)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["channel", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "seq"], name="discussion_seq_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.seq} {self.kind}"


class ReadMarker(models.Model):
    """How far somebody has read a channel: a pointer, not a row for each message."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="markers")
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="discussion_one_marker")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.seq}"


class Indexed(models.Model):
    """How far the search indexes have been told of a channel: search follows the log with a cursor,
    as every other client does, so sending a message costs nothing for it."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.CASCADE, related_name="indexed"
    )
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.seq}"


class Hand(models.Model):
    """Somebody wants to speak, until they are called or lower their hand."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["channel", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "person"], name="discussion_one_hand")
        ]

    def __str__(self) -> str:
        return f"hand in {self.channel_id}"


class Pace(models.Model):
    """How fast a person writes: when, in seconds since 1970, they may again send as much at once as
    anybody. Its row is the lock under which they write, so that the limit holds however many
    processes answer."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    full_at = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.full_at:.0f}"
