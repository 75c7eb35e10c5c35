"""Controlled vocabulary."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    """Concepts, labels per language, relations."""

    name = "vocabulary"
    verbose_name = _("Vocabulary")

    def ready(self) -> None:
        """Keep the labels in memory right, and both schemes in every database."""
        from vocabulary import receivers  # noqa: PLC0415  (models load after this module)

        receivers.connect(self)
