"""What every page is made of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Abstract page, blocks, images, documents, component tags."""

    name = "content"
    verbose_name = _("Content")
