"""Places, partners, memberships."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content.languages import active_language, country_choices, country_name
from content.models import BasePage


class Place(ClusterableModel):
    """A city or a region."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        CITY = "city", _("city or town")
        REGION = "region", _("region")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CITY)
    name = models.CharField(_("name in the place's own language"), max_length=120)
    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    region = models.CharField(_("region"), max_length=120, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    nuts = models.CharField(_("NUTS code"), max_length=5, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["country", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "name", "kind"], name="place_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.language: one.name for one in self.names.all()}

    def name_in(self, language: str | None = None) -> str:
        """Return the place's name in `language` (default: the reader's), else its own name."""
        return self._names.get(language or active_language()) or self.name

    def country_in(self, language: str | None = None) -> str:
        """Return the country's name in `language`."""
        return country_name(self.country, language)


class PlaceName(models.Model):
    """What a place is called in another language: Salonicco, Thessaloniki."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ["place", "language", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class PartnerIndexPage(BasePage):
    """The directory of partners, with the map."""

    shared = True
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["network.PartnerPage"]
    max_count = 1

    class Meta:
        verbose_name = _("partner directory")


class PartnerPage(BasePage):
    """An organisation of the network. One page, whatever the reader's language."""

    shared = True

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        MUNICIPALITY = "municipality", _("city or town")
        REGION = "region", _("region or county")
        NATIONAL = "national-authority", _("national authority")
        NGO = "ngo", _("non-governmental organisation")
        INTERNATIONAL = "international-organisation", _("international organisation")
        UNIVERSITY = "university", _("university or research")
        ASSOCIATION = "association", _("network or association")
        EDUCATION = "education", _("school or training centre")
        HEALTH = "health", _("health service")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=28, choices=Kind, default=Kind.OTHER)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="partners"
    )

    parent_page_types = ["network.PartnerIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
