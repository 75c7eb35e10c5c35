"""Series, workshops, their programmes and guiding questions."""

from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from content.blocks import EditorialBlocks
from content.fields import LeanStreamField
from content.languages import LANGUAGES, active_language, country_choices
from content.models import BasePage
from events import choices, panels
from events.blocks import SeriesTitleBlock, SpeakerBlock
from events.fields import CodesField
from practices.blocks import LinkBlock


def lines(text: str) -> list[str]:
    """Return the lines of `text` that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def language_choices() -> list[tuple[str, str]]:
    """Return the ten languages as choices."""
    return list(LANGUAGES.items())


def new_key() -> str:
    """Return a short key for an address: it stays when the order or the text changes."""
    return get_random_string(6, "abcdefghijkmnpqrstuvwxyz23456789")


class WorkshopSeries(models.Model):
    """Workshops that belong together and are counted."""

    slug = models.SlugField(_("short name"), unique=True, help_text=_("It stands in addresses"))
    title = models.CharField(_("title"), max_length=160, help_text=_("In English"))
    description = models.TextField(_("description"), blank=True)
    titles = LeanStreamField([("title", SeriesTitleBlock())], blank=True)
    project = models.CharField(_("project"), max_length=160, blank=True)
    project_url = models.URLField(_("website of the project"), blank=True, max_length=500)

    panels = panels.SERIES

    class Meta:
        verbose_name = _("series of workshops")
        verbose_name_plural = _("series of workshops")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def _in(self, name: str, language: str | None) -> str:
        wanted = language or active_language()
        for block in self.titles:
            if block.value.get("language") == wanted and block.value.get(name):
                return block.value[name]
        return getattr(self, name)

    def title_in(self, language: str | None = None) -> str:
        """Return the title in `language` (default: the reader's), else in English."""
        return self._in("title", language)

    def description_in(self, language: str | None = None) -> str:
        """Return the description in `language`, else in English."""
        return self._in("description", language)


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


class WorkshopPage(ReadInSource, RoutablePageMixin, BasePage):
    """A workshop, one page per language; what is no text is the same in all of them."""

    read_with = ("place", "series")

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
    body = LeanStreamField(EditorialBlocks(), blank=True)
    documents = LeanStreamField([("document", DocumentChooserBlock())], blank=True)
    sources = LeanStreamField([("source", LinkBlock())], blank=True)
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

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields brought up to date."""
        from events.actions import derive  # noqa: PLC0415  (actions stand on models)

        derive(self)
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the workshop's template shows."""
        from events.views import workshop_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | workshop_context(request, self)

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


class WorkshopOrganisation(Orderable):
    """A host or organiser: a partner of the directory, or a name."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="organisations")
    role = models.CharField(
        _("part"), max_length=10, choices=choices.Role, default=choices.Role.ORGANISER
    )
    partner = models.ForeignKey(
        "network.PartnerPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="workshop_parts",
        verbose_name=_("partner"),
    )
    name = models.CharField(_("name, if not in the directory"), max_length=240, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("host or organiser")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Return the partner's name, unless its page is hidden from readers; else the name."""
        partner = self.partner
        return partner.title if partner and getattr(self, "open", partner.live) else self.name


class WorkshopTheme(Orderable):
    """A theme of the vocabulary that the workshop is about."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="themes")
    concept = models.ForeignKey(
        "vocabulary.Concept",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme__slug": "themes"},
        verbose_name=_("theme"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("theme")

    def __str__(self) -> str:
        return str(self.concept)


class WorkshopPractice(Orderable):
    """A practice that is shown or discussed."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="practices")
    practice = models.ForeignKey(
        "practices.PracticePage",
        on_delete=models.CASCADE,
        related_name="workshop_links",
        verbose_name=_("practice"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("practice")

    def __str__(self) -> str:
        return self.practice.title


class GuidingQuestion(TranslatableMixin, Orderable):
    """A question that leads a workshop, with an address of its own."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("key"), max_length=20, default=new_key, editable=False)
    text = models.TextField(_("question"), max_length=400)
    explanation = models.TextField(
        _("what is meant"), blank=True, help_text=_("Shown on the question's own page")
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")

    def __str__(self) -> str:
        return self.text


class Session(TranslatableMixin, Orderable):
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
    speakers = LeanStreamField([("speaker", SpeakerBlock())], blank=True)
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

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "key", "day", "start", "end", "stated_zone", "kind", "room", "languages",
            "interpretation", "captions", "stream_access", "stream_url",
        )
    ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
