"""What hangs on a workshop and is the same in every language: hosts, themes, practices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from content.models import Ordered
from events import choices
from events.models.pages import WorkshopPage
from network.naming import NamesPartner


class WorkshopOrganisation(NamesPartner, Ordered):
    """A host or organiser: a partner of the directory, or a name."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="organisations")
    role = models.CharField(
        _("part"), max_length=10, choices=choices.Role, default=choices.Role.ORGANISER
    )
    partner = models.ForeignKey(
        "network.PartnerPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="workshop_parts",
        verbose_name=_("partner"),
    )
    name = models.CharField(_("name, if not in the directory"), max_length=240, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("host or organiser")

    def __str__(self) -> str:
        return self.shown_name


class WorkshopTheme(Ordered):
    """A theme of the vocabulary that the workshop is about."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="themes")
    concept = models.ForeignKey(
        "vocabulary.Concept",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"facet": "themes"},
        verbose_name=_("theme"),
    )

    class Meta(Ordered.Meta):
        verbose_name = _("theme")

    def __str__(self) -> str:
        return str(self.concept)


class WorkshopPractice(Ordered):
    """A practice that is shown or discussed."""

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="practices")
    practice = models.ForeignKey(
        "practices.PracticePage",
        on_delete=models.CASCADE,
        related_name="workshop_links",
        verbose_name=_("practice"),
    )

    class Meta(Ordered.Meta):
        verbose_name = _("practice")

    def __str__(self) -> str:
        return self.practice.title
