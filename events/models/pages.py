"""The list of workshops and the workshop, page by page in each language."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail_localize.fields import SynchronizedField

from content.blocks import EditorialBlocks
from content.fields import LeanStreamField
from content.languages import active_language, country_choices
from content.models import BasePage
from discussion.choices import ChannelKind
from discussion.pages import Discussed, Topic
from events import choices, panels
from events.fields import CodesField
from events.models.series import WorkshopSeries
from practices.blocks import LinkBlock


def lines(text: str) -> list[str]:
    """Return the lines of `text` that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _with_key(rows: Iterable[Any], key: str) -> Any:
    """Return the question or session of that key; None if there is none."""
    return next((one for one in rows if one.key == key), None)


class ReadInSource:
    """For pages that are translated page by page: read in the source where they are not.

    Stands first among the base classes, so that it sees the request before any other routing.
    """

    content_language: str

    def route(self, request, path_components):
        """Route as usual; a page read in place of a translation keeps the reader's prefix."""
        self.untranslated = self.content_language != active_language()
        return super().route(request, path_components)  # type: ignore[misc]


class WorkshopIndexPage(ReadInSource, BasePage):
    """The list of workshops, upcoming and past."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.WorkshopPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("workshop list")

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the list shows."""
        from events.views import list_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | list_context(request, self)


class WorkshopPage(ReadInSource, RoutablePageMixin, Discussed, BasePage):
    """A workshop, one page per language; what is no text is the same in all of them."""

    read_with = ("place", "series")
    discussion_kind = ChannelKind.WORKSHOP
    discussion_parts = ("questions", "sessions")

    series = models.ForeignKey(
        WorkshopSeries,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="workshops",
        verbose_name=_("series"),
    )
    ordinal = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=choices.Kind, default=choices.Kind.WORKSHOP
    )
    mode = models.CharField(_("how one takes part"), max_length=8, choices=choices.Mode, blank=True)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    lead = models.TextField(_("lead"), max_length=900, blank=True)

    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    date_precision = models.CharField(
        _("dates are known"),
        max_length=5,
        choices=choices.Precision,
        default=choices.Precision.DAY,
    )
    date_note = models.CharField(_("note on the date"), max_length=300, blank=True)
    time_zone = models.CharField(
        _("time zone of the place"),
        max_length=40,
        choices=choices.time_zones,
        default="Europe/Brussels",
    )
    place = models.ForeignKey(
        "network.Place",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="workshops",
        verbose_name=_("host city or region"),
    )
    country = models.CharField(
        _("country, if there is no city"), max_length=2, choices=country_choices, blank=True
    )
    venue = models.CharField(_("building and address"), max_length=240, blank=True)

    countries = CodesField(_("participating countries"), codes=country_choices)
    audience = models.TextField(_("who it is for"), blank=True, help_text=_("One line each"))
    objectives = models.TextField(_("objectives"), blank=True, help_text=_("One line each"))
    body = LeanStreamField(EditorialBlocks(), blank=True, verbose_name=_("text"))
    documents = LeanStreamField(
        [("document", DocumentChooserBlock())], blank=True, verbose_name=_("documents")
    )
    sources = LeanStreamField([("source", LinkBlock())], blank=True, verbose_name=_("sources"))
    contact_email = models.EmailField(_("e-mail for questions"), blank=True)
    project = models.CharField(_("project"), max_length=160, blank=True)
    project_url = models.URLField(_("website of the project"), blank=True, max_length=500)

    # Derived on every save, so that lists need no query and no arithmetic for them.
    facets = models.JSONField(default=dict, editable=False)
    last_day = models.DateField(null=True, editable=False, db_index=True)

    content_panels = panels.CONTENT
    promote_panels = panels.PROMOTE
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "slug", "series", "ordinal", "kind", "mode", "start", "end", "date_precision",
            "time_zone", "place", "country", "countries", "sources", "contact_email", "project",
            "project_url", "organisations", "themes", "practices",
        )
    ]  # fmt: skip
    parent_page_types = ["events.WorkshopIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")

    @property
    def country_code(self) -> str:
        """Return the country of the workshop, or nothing."""
        return self.place.country if self.place else self.country

    @property
    def audience_lines(self) -> list[str]:
        """Return who it is for."""
        return lines(self.audience)

    @property
    def objective_lines(self) -> list[str]:
        """Return what it is meant to reach."""
        return lines(self.objectives)

    def clean(self) -> None:
        """Refuse an end before the start, and an end without a start."""
        super().clean()
        if self.end and (self.start is None or self.end < self.start):
            raise ValidationError({"end": _("The last day cannot be before the first.")})

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields brought up to date."""
        from events.actions import derive  # noqa: PLC0415  (actions stand on models)

        derive(self)
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the workshop's template shows."""
        from events.views import workshop_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | workshop_context(request, self)

    def discussion_topic(self, kind: str, key: str) -> Topic | None:
        """Return what a channel of this workshop is about: the whole, a question or a session."""
        lang = self.content_language
        if kind == ChannelKind.QUESTION:
            question = _with_key(self.questions.all(), key)
            return question and Topic(kind, key, question.text, lang, f"question/{key}/")
        if kind == ChannelKind.SESSION:
            session = _with_key(self.sessions.all(), key)
            return session and Topic(kind, key, session.title, lang)
        return super().discussion_topic(kind, key)

    @path("question/<slug:key>/")
    def question_route(self, request, key: str):
        """Answer with one guiding question."""
        from events.views import question  # noqa: PLC0415

        return question(request, self, key)

    @path("calendar.ics/")
    def calendar_route(self, request):
        """Answer with the workshop as an iCalendar file."""
        from events.views import calendar_file  # noqa: PLC0415

        return calendar_file(request, self)

    @path("session/<slug:key>/calendar.ics/")
    def session_calendar_route(self, request, key: str):
        """Answer with one session as an iCalendar file."""
        from events.views import calendar_file  # noqa: PLC0415

        return calendar_file(request, self, key)
