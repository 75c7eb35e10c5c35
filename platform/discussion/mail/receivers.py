"""What happens to addresses in reports when an account goes."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from discussion.forgetting import forget_removed_texts_of
from discussion.mail.actions import forget_reporters


@receiver(pre_delete, sender=User, dispatch_uid="discussion-mail-account")
def account_goes(instance: User, **_kwargs: Any) -> None:
    """Forget name and address in reports that were made without the account from addresses that are
    certainly this person's, and what moderators deleted of theirs. All other mail of theirs goes
    with the account by itself."""
    forget_removed_texts_of(instance)
    addresses = EmailAddress.objects.filter(user=instance, verified=True)
    forget_reporters(addresses.values_list("email", flat=True))
