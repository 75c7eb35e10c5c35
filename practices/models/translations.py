"""A practice in another language."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import LeanStreamField
from content.languages import LANGUAGES
from content.models import BasePage
from practices import panels
from practices.blocks import (
    PracticeBlocks,
)
from practices.models.pages import PracticePage


class PracticeTranslationPage(BasePage):
    """A human translation of a practice, kept under it."""

    shared = True
    language = models.CharField(_("language of the text"), max_length=5, choices=LANGUAGES.items())
    summary = models.TextField(_("summary"), max_length=600)
    body = LeanStreamField(PracticeBlocks(), blank=True, verbose_name=_("text"))
    translator = models.CharField(_("translated by"), max_length=160, blank=True)
    original_seen_at = models.DateTimeField(
        _("state of the original that was translated"), default=timezone.now
    )

    content_panels = panels.TRANSLATION
    parent_page_types = ["practices.PracticePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("translation of a practice")
        verbose_name_plural = _("translations of practices")

    @property
    def content_language(self) -> str:
        """Return the language of the translation."""
        return self.language

    @property
    def practice(self) -> PracticePage:
        """Return the original."""
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the translation's template shows."""
        from practices.views import translation_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | translation_context(request, self)
