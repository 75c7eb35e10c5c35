"""Cities, regions and countries, and their names in ten languages."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from content.languages import active_language, country_choices, country_name
from network import panels
from network.choices import language_of, nuts_prefix
from network.forms import PlaceForm

NUTS = RegexValidator(
    re.compile(r"\A[A-Z]{2}[0-9A-Z]{0,3}\Z"),
    _("A NUTS code is two capital letters and up to three signs: RO, ITI1, RO113."),
)


class Place(index.Indexed, ClusterableModel):
    """A city or a region."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        CITY = "city", _("city or town")
        REGION = "region", _("region")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CITY)
    name = models.CharField(
        _("name in the place's own language"),
        max_length=120,
        help_text=_("In its own script: Θεσσαλονίκη, București. Other names follow below."),
    )
    slug = models.SlugField(_("address"), max_length=160, unique=True, editable=False)
    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    region = models.CharField(_("region"), max_length=120, blank=True)
    lat = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, north of the equator: 46.77"),
    )
    lon = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, east of Greenwich: 23.59; west of it with a minus"),
    )
    nuts = models.CharField(
        _("NUTS code"),
        max_length=5,
        blank=True,
        validators=[NUTS],
        help_text=_("Eurostat's code of the region, if you know it: RO113"),
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    # Derived on every save: showing and finding names then costs no query.
    labels = models.JSONField(default=dict, editable=False)
    spellings = models.TextField(editable=False, default="")

    base_form_class = PlaceForm
    panels = panels.PLACE
    search_fields = [
        index.AutocompleteField("spellings"),
        index.FilterField("country"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["country", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "name", "region", "kind"], name="place_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    def clean(self) -> None:
        """Check what concerns two fields at once."""
        if (self.lat is None) != (self.lon is None):
            raise ValidationError(_("Give both latitude and longitude, or neither."))
        if self.nuts and not self.nuts.startswith(nuts_prefix(self.country)):
            raise ValidationError({"nuts": _("This code belongs to another country.")})

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields brought up to date."""
        from network.actions import derive_place  # noqa: PLC0415  (actions stand on models)

        derive_place(self)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the place's page in the reader's language."""
        return reverse("network:place", args=(self.slug,))

    def name_in(self, language: str | None = None) -> str:
        """Return the place's name in `language` (default: the reader's), else its own name."""
        return self.labels.get(language or active_language()) or self.name

    def name_language(self, language: str | None = None) -> str:
        """Return the language of what `name_in` returns, or nothing where it is not sure."""
        language = language or active_language()
        return language if language in self.labels else self.own_language

    @property
    def own_language(self) -> str:
        """Return the language of `name`, or nothing where it is not sure."""
        return language_of(self.country)

    def country_in(self, language: str | None = None) -> str:
        """Return the country's name in `language`."""
        return country_name(self.country, language)


class PlaceName(models.Model):
    """What a place is called in another language: Salonicco, Thessaloniki."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Leave it out for other spellings, by which the place is only found"),
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ["place", "language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "language"],
                condition=~models.Q(language=""),
                name="one_place_name_per_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language or '–'})"
