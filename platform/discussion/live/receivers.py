"""What the transport is told: events that are committed, rights that changed, people who left."""

from functools import partial
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from accounts.models import User
from discussion.live.door import tell
from discussion.models import Channel
from discussion.signals import event_committed, rights_changed


@receiver(event_committed, dispatch_uid="live-event")
def event_is_committed(channel_id: int, seq: int, **_kwargs: Any) -> None:
    """Tell of an event."""
    tell({"kind": "event", "channel": channel_id, "seq": seq})


@receiver(rights_changed, dispatch_uid="live-rights")
def rights_have_changed(
    channel_id: int | None = None, person_id: int | None = None, **_kwargs: Any
) -> None:
    """Let the rights of a person, or of all in a channel, be asked anew."""
    _ask_anew(channel_id, person_id)


@receiver(post_delete, sender=Session, dispatch_uid="live-session")
def session_ended(instance: Session, **_kwargs: Any) -> None:
    """Let go of the sockets of a session that ended. Not `user_logged_out`: that comes before."""
    person = instance.get_decoded().get(SESSION_KEY)
    if person is not None:
        transaction.on_commit(partial(_ask_anew, None, int(person)), robust=True)


@receiver(post_save, sender=User, dispatch_uid="live-account-saved")
@receiver(post_delete, sender=User, dispatch_uid="live-account-gone")
def account_changed(instance: User, created: bool = False, **kwargs: Any) -> None:
    """An account may have been closed, or its password changed. A login saves its date alone."""
    if created or kwargs.get("update_fields") == frozenset({"last_login"}):
        return
    transaction.on_commit(partial(_ask_anew, None, instance.pk), robust=True)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="live-groups")
def roles_changed(instance: Any, action: str, **_kwargs: Any) -> None:
    """Somebody became a moderator, or is none any more."""
    if action.startswith("post_") and isinstance(instance, User):
        transaction.on_commit(partial(_ask_anew, None, instance.pk), robust=True)


@receiver(post_save, sender=Channel, dispatch_uid="live-channel")
def channel_changed(instance: Channel, created: bool = False, **_kwargs: Any) -> None:
    """Others may read a channel than before."""
    if not created:
        transaction.on_commit(partial(_ask_anew, instance.pk, None), robust=True)


@receiver(page_published, dispatch_uid="live-published")
@receiver(page_unpublished, dispatch_uid="live-unpublished")
def page_changed(instance: Any, **_kwargs: Any) -> None:
    """What is beside a page is readable as long as the page is public."""
    for pk in Channel.objects.filter(page=instance.pk).values_list("pk", flat=True):
        transaction.on_commit(partial(_ask_anew, pk, None), robust=True)


def _ask_anew(channel_id: int | None, person_id: int | None) -> None:
    tell({"kind": "rights", "channel": channel_id, "person": person_id})
