"""The engine room as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Listens to what editors do. Its models hold what the indexes do not know yet."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect the receivers, the thesaurus and the outbox, when all models are loaded."""
        from search import receivers  # noqa: F401, PLC0415
        from search.changes import lag  # noqa: PLC0415
        from search.concepts import provide  # noqa: PLC0415
        from search.engines import provide_lag  # noqa: PLC0415
        from search.terms import site_thesaurus  # noqa: PLC0415

        provide(site_thesaurus.get)
        provide_lag(lag.is_behind)
