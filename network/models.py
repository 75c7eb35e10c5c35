"""Places, partners, memberships."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.search import index

from accounts.choices import language_choices
from content.fields import LeanStreamField
from content.languages import active_language, country_choices, country_name
from content.models import BasePage
from network import panels
from network.blocks import PartnerTexts, SourceBlock
from network.choices import Role, State, language_of, nuts_prefix
from network.forms import PartnerForm, PlaceForm
from vocabulary.queries import label

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

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the directory shows for the filters in the address."""
        from network.views import directory_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | directory_context(request, self)


class PartnerPage(BasePage):
    """An organisation of the network. One page, whatever the reader's language.

    `title` is its English or international name; `name_in` gives the one to show.
    """

    shared = True
    read_with = ("place", "logo")

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

    own_name = models.CharField(
        _("name in its own language"), max_length=255, blank=True, help_text=_("In its own script")
    )
    own_language = models.CharField(
        _("language of that name"), max_length=5, choices=language_choices, blank=True
    )
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One a line: short forms and spellings under which files may name it"),
    )
    kind = models.CharField(_("kind"), max_length=28, choices=Kind, default=Kind.OTHER)
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partners",
        verbose_name=_("place"),
    )
    texts = LeanStreamField(PartnerTexts(), blank=True, verbose_name=_("descriptions"))
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    themes = ParentalManyToManyField(
        "vocabulary.Concept",
        blank=True,
        related_name="partners_by_theme",
        limit_choices_to={"facet": "themes"},
        verbose_name=_("themes of expertise"),
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    website_checked = models.BooleanField(_("the website answered"), default=False)
    logo = models.ForeignKey(
        "content.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("With its author and licence: only what you may publish"),
    )
    sources = LeanStreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    # Derived on every save, so that lists need no query for them: see `actions.derive_partner`.
    facets = models.JSONField(default=dict, editable=False)

    base_form_class = PartnerForm
    content_panels = panels.PARTNER
    promote_panels = panels.PARTNER_PROMOTE
    parent_page_types = ["network.PartnerIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.title

    @property
    def content_language(self) -> str:
        """Return the language of the description that the reader is shown."""
        return self.text_language() or self.name_language()

    def name_in(self, language: str | None = None) -> str:
        """Return its name in `language` (default: the reader's), else the international one."""
        return self._names.get(language or active_language()) or self.title

    def name_language(self, language: str | None = None) -> str:
        """Return the language of what `name_in` returns."""
        language = language or active_language()
        return language if self._names.get(language) else "en"

    def text_language(self, language: str | None = None) -> str:
        """Return the language in which to show the description to a reader of `language`."""
        known = self.facets.get("summaries", {})
        wanted = (language or active_language(), "en", self.own_language, *known)
        return next((code for code in wanted if code in known), "")

    def summary_in(self, language: str | None = None) -> str:
        """Return the first lines of the description that `text_language` names."""
        return self.facets.get("summaries", {}).get(self.text_language(language), "")

    def theme_labels(self) -> list[tuple[str, str]]:
        """Return code and name, in the reader's language, of each theme of expertise."""
        return [(code, label(code)) for code in self.facets.get("themes", ())]

    def permissions_for_user(self, user):
        """Return what `user` may do here: members of the partner may edit its page."""
        from network.permissions import PartnerPermissionTester  # noqa: PLC0415  (as above)

        return PartnerPermissionTester(user, self)

    @property
    def _names(self) -> dict[str, str]:
        return self.facets.get("names", {})

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields brought up to date."""
        from network.actions import derive_partner  # noqa: PLC0415  (actions stand on models)

        derive_partner(self)
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        """Return what the partner's template shows."""
        from network.views import partner_context  # noqa: PLC0415  (views stand on models)

        return super().get_context(request, *args, **kwargs) | partner_context(request, self)


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
