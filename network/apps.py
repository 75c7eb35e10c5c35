"""Places, partners, memberships."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The network of cities, regions and organisations."""

    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        """Listen to changed names, and say how partners are found."""
        # Both import models, which are ready only now.
        from network import receivers, search  # noqa: PLC0415

        receivers.connect()
        search.register_partners()
