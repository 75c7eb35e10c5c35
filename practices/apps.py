"""The practice library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """The practice library."""

    name = "practices"
    verbose_name = _("The practice library")
