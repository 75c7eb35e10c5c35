"""Discussion as an application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    """Channels, messages, questions, moderation."""

    name = "discussion"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        """Let erasure reach what people wrote, make messages findable, guard the log, have mail
        about discussions sent."""
        # Models load after this module.
        from discussion import receivers, triggers  # noqa: F401, PLC0415
        from discussion.live import receivers as told  # noqa: F401, PLC0415
        from discussion.mail.sending import register_mail  # noqa: PLC0415
        from discussion.search import register_documents  # noqa: PLC0415

        register_documents()
        register_mail()
        post_migrate.connect(
            triggers.after_migration, sender=self, dispatch_uid="discussion-triggers"
        )
