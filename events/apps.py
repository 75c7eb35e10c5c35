"""Workshops and their programmes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Workshops and their programmes."""

    name = "events"
    verbose_name = _("Workshops and their programmes")
