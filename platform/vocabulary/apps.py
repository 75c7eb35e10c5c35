"""Controlled vocabulary."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    """Concepts, labels per language, relations."""

    name = "vocabulary"
    verbose_name = _("Vocabulary")
