"""The directory, and the pages of partners."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from accounts.choices import language_choices
from content.fields import LeanStreamField
from content.languages import active_language
from content.models import BasePage
from network import panels
from network.blocks import PartnerTexts, SourceBlock
from network.forms import PartnerForm
from network.models.places import Place
from vocabulary.queries import label


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
