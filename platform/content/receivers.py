"""What must be forgotten when something public changes."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from content.generation import advance_on_commit
from content.routing import forget_sites

# A save of these shows at once on public pages; a draft of a page does not.
PUBLIC_APPS = {"content", "vocabulary", "network", "wagtailredirects", "wagtailimages"}


@receiver([post_save, post_delete], sender=Site, dispatch_uid="content-forget-sites")
def site_changed(**_kwargs: Any) -> None:
    """A site was added, moved or removed."""
    forget_sites()
    advance_on_commit()


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="content-published")
def page_changed(**_kwargs: Any) -> None:
    """A page appeared, changed, moved or went."""
    advance_on_commit()


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="content-restriction")
@receiver([post_save, post_delete], sender=CollectionViewRestriction, dispatch_uid="content-papers")
@receiver([post_save, post_delete], sender=Collection, dispatch_uid="content-collection")
def restriction_changed(**_kwargs: Any) -> None:
    """Pages or documents became private or public again."""
    advance_on_commit()


@receiver([post_save, post_delete], dispatch_uid="content-anything")
def anything_changed(sender: type[Model], signal: Any, **_kwargs: Any) -> None:
    """A place, a concept, an image changed; or a page was deleted."""
    if issubclass(sender, Page):
        if signal is post_delete:
            advance_on_commit()
    elif sender._meta.app_label in PUBLIC_APPS:
        advance_on_commit()
