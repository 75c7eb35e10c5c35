"""Places, partners, memberships."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The network of cities, regions and organisations."""

    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        """Listen to changes, make partners findable, fill the slots of profile and dashboard."""
        # All of them import models, which are ready only now.
        from content.contributions import contribute  # noqa: PLC0415
        from discussion.choices import Audience  # noqa: PLC0415
        from discussion.people import PLACE, PLACES  # noqa: PLC0415
        from discussion.permissions import register_audience  # noqa: PLC0415
        from network import (  # noqa: PLC0415
            dashboard,
            permissions,
            queries,
            receivers,
            search,
        )

        receivers.connect()
        register_audience(Audience.MEMBERS, permissions.is_member_of_any)
        contribute(PLACE, queries.places_of_person)
        contribute(PLACES, queries.places_of_people)
        contribute("profile.partners", queries.partners_on_profile)
        contribute("dashboard", dashboard.waiting)
        contribute("dashboard.tasks", dashboard.tasks)
        contribute("sitemap.shared", queries.place_addresses)
        search.register_partners()
