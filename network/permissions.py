"""Who may speak for a partner."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import PagePermissionTester

from network.choices import State
from network.models import PartnerPage


def partners_of(user: Any) -> QuerySet[PartnerPage]:
    """Return the partners for which `user` is a confirmed member; none for anonymous."""
    if not user.is_authenticated or not user.is_active:
        return PartnerPage.objects.none()
    return PartnerPage.objects.filter(
        memberships__user_id=user.pk, memberships__state=State.CONFIRMED
    )


def is_member(user: Any, partner: PartnerPage) -> bool:
    """Tell whether `user` is a confirmed member of `partner`."""
    return partners_of(user).filter(pk=partner.pk).exists()


def may_edit_for(user: Any, partner: PartnerPage) -> bool:
    """Tell whether `user` may write in the name of `partner`: a member, or an editor."""
    return bool(user.is_authenticated and partner.permissions_for_user(user).can_edit())


def is_member_of_any(user: Any, _channel: Any = None) -> bool:
    """Tell whether `user` (also anonymous, or None) is a confirmed member of a partner."""
    return user is not None and partners_of(user).exists()


class PartnerPermissionTester(PagePermissionTester):
    """Lets members edit the page of their partner; publishing stays with the editors."""

    def can_edit(self) -> bool:
        """Tell whether the user may write on the page."""
        return super().can_edit() or is_member(self.user, self.page)
