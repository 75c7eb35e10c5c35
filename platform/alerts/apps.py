"""Saved searches as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Saved searches, the letters about them, and the timer."""

    name = "alerts"
    verbose_name = _("Saved searches")

    def ready(self) -> None:
        """Forget what belongs to an address when its account goes."""
        from alerts import receivers  # noqa: F401, PLC0415  (models load after this module)
