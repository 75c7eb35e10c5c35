"""The engine room as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Listens to what editors do. Holds no models: the index is derived data."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect the receivers and the thesaurus, when all models are loaded."""
        from search import receivers  # noqa: F401, PLC0415
        from search.concepts import provide  # noqa: PLC0415
        from search.terms import site_thesaurus  # noqa: PLC0415

        provide(site_thesaurus.get)
