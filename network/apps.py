"""Places, partners, memberships."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The network of cities, regions and organisations."""

    name = "network"
    verbose_name = _("Network")
