"""What belongs to a practice: who runs it, where it went."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from content.models import Ordered
from network.naming import NamesPartner
from practices.choices import Direction
from practices.models.pages import PracticePage


class PracticePartner(NamesPartner, Ordered):
    """An organisation that takes part in a practice."""

    practice = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        "network.PartnerPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="joined_practices",
        verbose_name=_("partner"),
    )
    name = models.CharField(_("name, if not in the directory"), max_length=240, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("partner organisation")

    def __str__(self) -> str:
        return self.shown_name


class Transfer(Ordered):
    """A practice that another place took over, or that came from another place."""

    practice = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="transfers")
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.TO
    )
    other = models.ForeignKey(
        PracticePage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="transfers_seen_from_there",
        verbose_name=_("the other practice"),
    )
    other_name = models.CharField(
        _("or in words, if it is not in the library"), max_length=200, blank=True
    )
    how = models.CharField(_("how it got there"), max_length=300, blank=True)
    source = models.URLField(_("source"), blank=True, max_length=1000)

    class Meta(Ordered.Meta):
        verbose_name = _("transfer from place to place")

    def __str__(self) -> str:
        return f"{self.practice} – {self.other or self.other_name}"
