"""Series of workshops."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.fields import LeanStreamField
from content.languages import active_language
from events import panels
from events.blocks import SeriesTitleBlock


class WorkshopSeries(models.Model):
    """Workshops that belong together and are counted."""

    slug = models.SlugField(_("short name"), unique=True, help_text=_("It stands in addresses"))
    title = models.CharField(_("title"), max_length=160, help_text=_("In English"))
    description = models.TextField(_("description"), blank=True)
    titles = LeanStreamField(
        [("title", SeriesTitleBlock())], blank=True, verbose_name=_("titles in other languages")
    )
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
