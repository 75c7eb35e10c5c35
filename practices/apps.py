"""The practice library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """The practice library."""

    name = "practices"
    verbose_name = _("The practice library")

    def ready(self) -> None:
        """Make practices findable, and show them on the pages of partners and places."""
        # Models are ready only now.
        from content.contributions import contribute  # noqa: PLC0415
        from practices import dashboard, queries  # noqa: PLC0415
        from practices.search import register_documents  # noqa: PLC0415

        register_documents()
        contribute("partner.practices", queries.practices_of_partner)
        contribute("place.practices", queries.practices_of_place)
        contribute("dashboard", dashboard.waiting)
        contribute("dashboard.tasks", dashboard.tasks)
        contribute("partner.fellows", queries.fellows_of_partner)
        contribute("place.documents", queries.documents_of_place)
        contribute("partner.documents", queries.documents_of_partner)
