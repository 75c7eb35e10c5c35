"""Who may change the vocabulary, beyond what Wagtail asks for every snippet."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.permissions import policy_registry

from vocabulary.models import Concept


def may_merge(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether `user` may have one concept go into another: who may delete it."""
    return bool(policy_registry.get_by_type(Concept).user_has_permission(user, "delete"))
