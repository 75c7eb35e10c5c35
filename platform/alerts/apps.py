"""Saved searches as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Saved searches, the letters about them, and the timer."""

    name = "alerts"
    verbose_name = _("Saved searches")

    def ready(self) -> None:
        """Forget what belongs to an address when its account goes; have letters delivered."""
        # Models load after this module.
        from alerts import receivers  # noqa: F401, PLC0415
        from alerts.delivery import register  # noqa: PLC0415
        from alerts.letters import write  # noqa: PLC0415
        from alerts.models import Letter  # noqa: PLC0415

        register(Letter, write, "search__subscriber__user")
