"""The engine room as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Listens to what editors do. Holds no models: the index is derived data."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect the receivers, when all models are loaded."""
        from search import receivers  # noqa: F401, PLC0415
