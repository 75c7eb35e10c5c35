"""Workshops and their programmes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Workshops and their programmes."""

    name = "events"
    verbose_name = _("Workshops and their programmes")

    def ready(self) -> None:
        """Make workshops findable, and show them on the pages of practices and partners."""
        # Models are ready only now.
        from content.contributions import contribute  # noqa: PLC0415
        from discussion.permissions import register_moderators  # noqa: PLC0415
        from events import permissions, queries, receivers  # noqa: F401, PLC0415
        from events.search import register_documents  # noqa: PLC0415

        register_documents()
        register_moderators(permissions.hosts)
        contribute("sitemap.below", queries.question_addresses)
        contribute("practice.workshops", queries.workshops_of_practice)
        contribute("partner.workshops", queries.workshops_of_partner)
        contribute("place.workshops", queries.workshops_of_place)
