"""The home page and the editorial pages under it. Translated page by page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import SynchronizedField

from content.blocks import EditorialBlocks
from content.fields import LeanStreamField
from content.models import BasePage
from home.blocks import ExampleBlock


class HomePage(BasePage):
    """The front door: search first, then the next workshop, fresh practices, the map."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=400)
    search_label = models.CharField(
        _("words above the search box"), max_length=120, help_text=_("A question to the reader")
    )
    examples = LeanStreamField(
        [("example", ExampleBlock())],
        blank=True,
        verbose_name=_("examples"),
        help_text=_("Searches to try, in several languages; check that each finds something."),
    )

    content_panels = [*BasePage.content_panels, "headline", "lead", "search_label", "examples"]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("examples")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "practices.PracticeIndexPage",
        "events.WorkshopIndexPage",
        "network.PartnerIndexPage",
        "home.EditorialPage",
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the home page shows."""
        from home.views import home_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | home_context(request, self)


class EditorialPage(BasePage):
    """A page of text: about, accessibility, privacy."""

    lead = models.TextField(_("lead"), max_length=600, blank=True)
    body = LeanStreamField(EditorialBlocks(), blank=True, verbose_name=_("text"))

    content_panels = [*BasePage.content_panels, "lead", "body"]
    override_translatable_fields = [SynchronizedField("slug")]
    parent_page_types = ["home.HomePage", "home.EditorialPage"]
    subpage_types = ["home.EditorialPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what a page of text shows."""
        from home.views import editorial_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | editorial_context(request, self)
