"""What happens to saved searches when an account goes."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from alerts.forgetting import forget_addresses


@receiver(pre_delete, sender=User, dispatch_uid="alerts-account")
def account_goes(instance: User, **_kwargs: Any) -> None:
    """Forget what was saved without an account for addresses that are certainly this person's.

    What they saved while signed in goes with the account by itself.
    """
    addresses = EmailAddress.objects.filter(user=instance, verified=True)
    forget_addresses(addresses.values_list("email", flat=True))
