"""What happens to discussions when accounts go and pages appear."""

import uuid
from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from discussion.models import Channel, Message, Question


@receiver(pre_delete, sender=User, dispatch_uid="discussion-account")
def account_goes(instance: User, **_kwargs: Any) -> None:
    """Forget who wrote: what was written stays, as by a former member, without its city.

    Every channel concerned gets a new epoch, so that no open page goes on showing the name.
    """
    written = Message.objects.filter(author=instance)
    asked = Question.objects.filter(author=instance)
    here = set(written.values_list("channel", flat=True)) | set(
        asked.values_list("channel", flat=True)
    )
    written.update(author_place="", fingerprint="")
    asked.update(author_place="")
    for pk in here:
        Channel.objects.filter(pk=pk).update(epoch=uuid.uuid4())
