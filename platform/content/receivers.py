"""What must be forgotten when the site's frame changes."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Site

from content.routing import forget_sites


@receiver([post_save, post_delete], sender=Site, dispatch_uid="content-forget-sites")
def site_changed(**_kwargs) -> None:
    """A site was added, moved or removed."""
    forget_sites()
