"""What happens to discussions when accounts go and pages change."""

import uuid
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from accounts.models import User
from discussion import hands, search
from discussion.choices import EventKind
from discussion.models import Channel, Message, Question
from discussion.signals import event_committed
from search.actions import reindex


@receiver(pre_delete, sender=User, dispatch_uid="discussion-account")
def account_goes(instance: User, **_kwargs: Any) -> None:
    """Forget who wrote: what was written stays, as by a former member, without its city.

    Every channel concerned gets a new epoch, so that no open page goes on showing the name.
    """
    written = Message.objects.filter(author=instance)
    asked = Question.objects.filter(author=instance)
    hands.lower_all_of(instance)
    here = set(written.values_list("channel", flat=True)) | set(
        asked.values_list("channel", flat=True)
    )
    written.update(author_place="", fingerprint="")
    asked.update(author_place="")
    for pk in here:
        Channel.objects.filter(pk=pk).update(epoch=uuid.uuid4())


@receiver(post_save, sender=User, dispatch_uid="discussion-account-closed")
def account_closed(instance: User, **_kwargs: Any) -> None:
    """Who may not act any more does not wait for the word either."""
    if not instance.is_active:
        hands.lower_all_of(instance)


# What somebody may have wanted to be gone: the index does not wait for its turn.
AT_ONCE = (EventKind.EDITED, EventKind.HIDDEN, EventKind.DELETED, EventKind.MOVED)


@receiver(event_committed, dispatch_uid="discussion-index")
def message_changed(kind: str, message_id: int | None, **_kwargs: Any) -> None:
    """Have search forget at once what a message no longer says."""
    if message_id is not None and kind in AT_ONCE:
        reindex(search.MODEL, message_id)


@receiver(post_save, sender=Channel, dispatch_uid="discussion-index-channel")
def channel_changed(instance: Channel, created: bool = False, **_kwargs: Any) -> None:
    """Others may read a channel than before."""
    if not created:
        search.look_again(Q(pk=instance.pk))


@receiver([page_published, page_unpublished], dispatch_uid="discussion-index-page")
def page_changed(instance: Page, **_kwargs: Any) -> None:
    """What is beside a page is found as long as that is public, under the title that it has."""
    search.look_again(Q(page__translation_key=instance.translation_key))


@receiver([post_page_move, page_slug_changed], dispatch_uid="discussion-index-branch")
def branch_changed(instance: Page, **_kwargs: Any) -> None:
    """Pages below one that moved may be readable for others than before."""
    search.look_again(Q(page__path__startswith=instance.path))


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="discussion-private")
def restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """A branch became private or public again."""
    search.look_again(Q(page__path__startswith=instance.page.path))
