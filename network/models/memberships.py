"""Who belongs to which partner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network import panels
from network.choices import Role, State
from network.models.partners import PartnerPage


class Membership(models.Model):
    """Somebody who works on this site for a partner."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    partner = models.ForeignKey(
        PartnerPage,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("partner"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CONTRIBUTOR)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    position = models.CharField(
        _("position"), max_length=160, blank=True, help_text=_("For example: project officer")
    )
    shown = models.BooleanField(
        _("agreed to be shown as contact"),
        default=False,
        help_text=_("Name, position and the address below then stand on the partner's page."),
    )
    email = models.EmailField(
        _("e-mail to show"), blank=True, help_text=_("The address for signing in is never shown.")
    )

    panels = panels.MEMBERSHIP

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["partner__title", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partner"],
                name="one_membership_per_partner",
                violation_error_message=_("This person is already a member of this partner."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.partner}"
