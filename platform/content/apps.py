"""What every page is made of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Abstract page, blocks, images, documents, component tags."""

    name = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        """Listen to changes of the site's frame."""
        # Receivers import models, which are ready only now.
        from content import receivers  # noqa: F401, PLC0415
