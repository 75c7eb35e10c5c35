"""The library, and the pages of practices."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from content.dates import validate_partial_date
from content.fields import LeanStreamField
from content.languages import LANGUAGES, active_language
from content.models import BasePage
from content.permissions import is_public
from discussion.pages import Discussed
from practices import panels
from practices.blocks import (
    ContactBlock,
    DocumentBlock,
    LinkBlock,
    PracticeBlocks,
    ResultRow,
    SourceBlock,
)
from practices.choices import (
    CostBand,
    Evidence,
    LeadType,
    Level,
    MadeFor,
    Origin,
    StaffBand,
    Status,
)
from practices.forms import PracticeForm
from vocabulary.fields import ConceptsField, RefusedConceptsField


class PracticeIndexPage(BasePage):
    """The library: search, facets, results."""

    shared = True
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["practices.PracticePage"]
    max_count = 1

    class Meta:
        verbose_name = _("practice library")

    def serve(self, request, *args, **kwargs):
        """Answer with the library's results; the view lives with the other views."""
        # Views stand on models, so the model cannot import them at the top.
        from practices.views import library  # noqa: PLC0415

        return library(request, self)


class PracticeTag(TaggedItemBase):
    """A tag on a practice."""

    content_object = ParentalKey(
        "practices.PracticePage", related_name="tagged_items", on_delete=models.CASCADE
    )


class PracticePage(RoutablePageMixin, Discussed, BasePage):
    """A practice, in its own language. One page and one search result, whatever the reader's."""

    shared = True
    read_with = ("place", "lead", "main_theme", "photo")

    language = models.CharField(_("language of the text"), max_length=5, choices=LANGUAGES.items())
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("Two or three sentences in the same language")
    )
    summary_en = models.TextField(_("summary in English"), max_length=600, blank=True)
    body = LeanStreamField(PracticeBlocks(), blank=True, verbose_name=_("text"))
    unknown = models.TextField(
        _("what is not known"), blank=True, help_text=_("One line each, in the same language")
    )

    place = models.ForeignKey(
        "network.Place", on_delete=models.PROTECT, related_name="practices", verbose_name=_("place")
    )
    level = models.CharField(_("level of government"), max_length=14, choices=Level, blank=True)
    lead = models.ForeignKey(
        "network.PartnerPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_practices",
        verbose_name=_("lead organisation"),
    )
    lead_name = models.CharField(
        _("lead organisation, if it is not in the directory"), max_length=240, blank=True
    )
    lead_type = models.CharField(_("type of lead"), max_length=14, choices=LeadType, blank=True)
    start = models.CharField(
        _("start"), max_length=10, blank=True, validators=[validate_partial_date]
    )
    end = models.CharField(_("end"), max_length=10, blank=True, validators=[validate_partial_date])
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.UNKNOWN)

    main_theme = models.ForeignKey(
        "vocabulary.Concept",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"facet": "themes"},
        verbose_name=_("main theme"),
    )
    themes = ConceptsField(
        "vocabulary.Concept",
        blank=True,
        related_name="practices_by_theme",
        limit_choices_to={"facet": "themes"},
        verbose_name=_("all themes"),
    )
    target_groups = ConceptsField(
        "vocabulary.Concept",
        blank=True,
        related_name="practices_by_group",
        limit_choices_to={"facet": "target-groups"},
        verbose_name=_("who it is for"),
    )
    added_concepts = ConceptsField(
        "vocabulary.Concept",
        blank=True,
        related_name="practices_by_addition",
        verbose_name=_("terms that it is about"),
    )
    refused_concepts = RefusedConceptsField(
        "vocabulary.Concept",
        blank=True,
        related_name="practices_by_refusal",
        verbose_name=_("terms that it is not about"),
    )
    tags = ClusterTaggableManager(through=PracticeTag, blank=True, verbose_name=_("tags"))
    made_for = models.CharField(_("made for"), max_length=10, choices=MadeFor, blank=True)

    cost_band = models.CharField(_("cost a year"), max_length=10, choices=CostBand, blank=True)
    staff_band = models.CharField(_("staff"), max_length=10, choices=StaffBand, blank=True)
    time_needed = models.CharField(_("time until it started"), max_length=160, blank=True)
    powers = models.CharField(
        _("powers needed"),
        max_length=300,
        blank=True,
        help_text=_("What a city must be allowed to decide"),
    )
    funding = models.CharField(_("funding"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=14, choices=Evidence, blank=True)
    results_table = LeanStreamField(
        [("row", ResultRow())], blank=True, verbose_name=_("table of results")
    )

    contacts = LeanStreamField(
        [("contact", ContactBlock())], blank=True, verbose_name=_("contacts")
    )
    links = LeanStreamField([("link", LinkBlock())], blank=True, verbose_name=_("links"))
    sources = LeanStreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))
    documents = LeanStreamField(
        [("document", DocumentBlock())], blank=True, verbose_name=_("documents")
    )
    photo = models.ForeignKey(
        "content.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    licence = models.CharField(_("licence"), max_length=80, default="CC BY 4.0")
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    origin = models.CharField(_("who wrote it"), max_length=16, choices=Origin, default=Origin.OWN)

    # Derived on every save, so that lists and the page need no query for them.
    facets = models.JSONField(default=dict, editable=False)
    completeness = models.PositiveSmallIntegerField(default=0, editable=False)
    text_fingerprint = models.CharField(max_length=16, blank=True, editable=False)
    text_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    base_form_class = PracticeForm
    content_panels = panels.CONTENT
    promote_panels = panels.PROMOTE
    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types = ["practices.PracticeTranslationPage"]

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return self.title

    @property
    def content_language(self) -> str:
        """Return the language the practice is written in."""
        return self.language

    @property
    def summary_for_reader(self) -> dict[str, str]:
        """Return the summary as `text` and `lang`: in English for who reads another language."""
        if self.summary_en and self.language != active_language():
            return {"text": self.summary_en, "lang": "en"}
        return {"text": self.summary, "lang": self.language}

    @classmethod
    def rows_to_read(cls) -> models.QuerySet:
        """Return practices with what their template reads, and whether their lead may be shown."""
        # Queries stand on models.
        from practices.queries import with_open_lead  # noqa: PLC0415

        return with_open_lead(super().rows_to_read())

    @property
    def lead_label(self) -> str:
        """Return the name of the lead organisation, from the directory or as typed; "" where its
        page is hidden from readers."""
        return self.open_lead.title if self.open_lead else self.lead_name

    @property
    def open_lead(self) -> Any:
        """Return the page of the lead organisation if anybody may read it, else None. One query,
        unless the practice was fetched `with_open_lead`."""
        if self.lead is None:
            return None
        if getattr(self, "lead_is_open", None) is None:
            self.lead_is_open = is_public(self.lead)
        return self.lead if self.lead_is_open else None

    @property
    def missing(self) -> list:
        """Return what the entry does not tell yet, as checks with `code` and `label`."""
        # The checks look at a practice's fields.
        from practices.completeness import missing  # noqa: PLC0415

        return missing(self) if self.pk else []

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields brought up to date."""
        # Actions stand on models.
        from practices.actions import derive  # noqa: PLC0415

        derive(self)
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the practice's template shows."""
        from practices.views import practice_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | practice_context(request, self)

    @path("cite.<slug:form>/")
    def citation_route(self, request, form: str):
        """Answer with how to cite the practice, as a file."""
        from practices.views import citation_file  # noqa: PLC0415

        return citation_file(request, self, form)
