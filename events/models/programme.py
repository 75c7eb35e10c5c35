"""Guiding questions and sessions: translated with their workshop, each with a lasting key."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from content.fields import LeanStreamField
from content.languages import LANGUAGES
from content.models import Ordered
from events import choices
from events.blocks import SpeakerBlock
from events.fields import CodesField
from events.models.pages import WorkshopPage


def language_choices() -> list[tuple[str, str]]:
    """Return the ten languages as choices."""
    return list(LANGUAGES.items())


def new_key() -> str:
    """Return a short key for an address: it stays when the order or the text changes."""
    return get_random_string(6, "abcdefghijkmnpqrstuvwxyz23456789")


class GuidingQuestion(TranslatableMixin, Ordered):
    """A question that leads a workshop, with an address of its own."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("key"), max_length=20, default=new_key, editable=False)
    text = models.TextField(_("question"), max_length=400)
    explanation = models.TextField(
        _("what is meant"), blank=True, help_text=_("Shown on the question's own page")
    )

    class Meta(TranslatableMixin.Meta, Ordered.Meta):
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")

    def __str__(self) -> str:
        return self.text


class Session(TranslatableMixin, Ordered):
    """One point of the programme."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="sessions")
    key = models.SlugField(_("key"), max_length=20, default=new_key, editable=False)
    day = models.DateField(_("day"))
    start = models.DateTimeField(_("start"), null=True, blank=True)
    end = models.DateTimeField(_("end"), null=True, blank=True)
    time_note = models.CharField(
        _("time in words"),
        max_length=80,
        blank=True,
        help_text=_("Where the hour is not fixed, for example: afternoon"),
    )
    stated_zone = models.CharField(
        _("time zone of the source"),
        max_length=40,
        blank=True,
        choices=choices.time_zones,
        help_text=_("If the time was announced in another zone than the place’s"),
    )
    kind = models.CharField(
        _("kind"), max_length=14, choices=choices.SessionKind, default=choices.SessionKind.OTHER
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    speakers = LeanStreamField(
        [("speaker", SpeakerBlock())], blank=True, verbose_name=_("speakers")
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    languages = CodesField(_("languages"), codes=language_choices)
    interpretation = CodesField(_("interpretation into"), codes=language_choices)
    captions = CodesField(_("captions in"), codes=language_choices)
    stream_access = models.CharField(
        _("who may watch the stream"),
        max_length=12,
        choices=choices.StreamAccess,
        blank=True,
        help_text=_("Empty: the session is not streamed"),
    )
    stream_url = models.URLField(_("address of the stream"), blank=True, max_length=1000)
    stream_note = models.CharField(
        _("note on the stream"), max_length=160, blank=True, help_text=_("For example: on Zoom")
    )

    class Meta(TranslatableMixin.Meta, Ordered.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "key", "day", "start", "end", "stated_zone", "kind", "room", "languages",
            "interpretation", "captions", "stream_access", "stream_url",
        )
    ]  # fmt: skip

    def clean(self) -> None:
        """Refuse an end before the start, and a stream that nobody may see."""
        super().clean()
        if self.end and (self.start is None or self.end <= self.start):
            raise ValidationError({"end": _("The end must be after the start.")})
        if self.stream_url and not self.stream_access:
            raise ValidationError({"stream_access": _("Say who may watch the stream.")})

    def __str__(self) -> str:
        return self.title
