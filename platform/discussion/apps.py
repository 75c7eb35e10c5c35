"""Discussion as an application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    """Channels, messages, questions, moderation."""

    name = "discussion"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        """Make channels when pages are published, let erasure reach what people wrote, and make
        messages findable."""
        # Models load after this module.
        from discussion import receivers  # noqa: F401, PLC0415
        from discussion.live import receivers as told  # noqa: F401, PLC0415
        from discussion.search import register_documents  # noqa: PLC0415

        register_documents()
