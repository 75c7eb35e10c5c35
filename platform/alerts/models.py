"""What is kept of who wants to hear: address or account, search, language, rhythm, times."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.choices import Kind, Rhythm, State

MOST_QUERY = 2000


class Subscriber(models.Model):
    """Somebody with saved searches: an account, or an address that has none (in small letters)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "email", condition=~Q(email=""), name="alerts_one_subscriber_an_address"
            ),
            models.CheckConstraint(
                condition=Q(user=None, email__gt="") | Q(user__isnull=False, email=""),
                name="alerts_account_or_address",
            ),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    @property
    def address(self) -> str:
        """Return where mail goes: for people with an account the address they sign in with now."""
        return self.user.email if self.user else self.email


class SavedSearch(models.Model):
    """A list of results that somebody wants to hear from.

    `query` is the query string of the site-wide search, as `alerts.criteria` wrote it; `baseline`
    marks what the list held when it was saved; `seen` is the state of the index that was looked at
    last; `due_at` says when to look next, and is empty until the search is confirmed.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="searches")
    query = models.CharField(max_length=MOST_QUERY, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    baseline = models.BinaryField(default=bytes)
    seen = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "query"], name="alerts_saved_once_by_each"
            )
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"


def new_message_id() -> str:
    """Return the Message-ID of a new letter. It stays the same however often it is sent."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>"


class Mail(models.Model):
    """A mail that is to be sent once. docs/decisions/0010 tells why it is written down first.

    Each kind of letters is a model of its own that `delivery.register` makes known.
    """

    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def drop(self) -> None:
        """Delete it: there is nothing to tell any more, or nobody to tell it."""
        self.delete()


class Letter(Mail):
    """A mail about a saved search."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta(Mail.Meta):
        indexes = [models.Index(fields=["state", "not_before"], name="alerts_letters_waiting")]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    def drop(self) -> None:
        """Delete it; what it told is not told."""
        self.told.all().delete()
        self.delete()


class Told(models.Model):
    """A document that somebody is told of, by the letter it stands in. Once for each search.

    `row` is the number of the page, so that a new address does not make the page a new one.
    """

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="told")
    key = models.CharField(max_length=300)
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "key"], name="alerts_told_once")]

    def __str__(self) -> str:
        return self.key


class Timer(models.Model):
    """The one clock of the site's tasks: whoever moves `due_at` on may work, nobody else."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    ran_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
