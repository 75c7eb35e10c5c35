"""A concept scheme after SKOS (https://www.w3.org/TR/skos-reference/): concepts with labels in
ten languages."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

# The scheme that belongs to the site, and the two lists of its concepts that forms offer.
SCHEME = "inclusion"
THEMES = "themes"
TARGET_GROUPS = "target-groups"
MOST_LABEL_CHARACTERS = 120


class ConceptScheme(models.Model):
    """A set of concepts that belong together (skos:ConceptScheme)."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    # Digest of the files that were loaded last: unchanged files need not be read again.
    loaded = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("list of terms")
        verbose_name_plural = _("lists of terms")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class Concept(ClusterableModel):
    """One idea, whatever it is called (skos:Concept)."""

    class Facet(models.TextChoices):
        """A list that editors choose from and readers filter by."""

        THEMES = THEMES, _("theme")
        TARGET_GROUPS = TARGET_GROUPS, _("target group")

    scheme = models.ForeignKey(
        ConceptScheme, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("list")
    )
    notation = models.SlugField(
        _("code"),
        unique=True,
        help_text=_("Short and lasting: it stands in addresses and in imported files"),
    )
    facet = models.CharField(
        _("offered as"),
        max_length=20,
        choices=Facet,
        blank=True,
        help_text=_("Themes and target groups are chosen by authors; the others are for finding"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    broader = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name=_("broader term"),
    )
    related = ParentalManyToManyField("self", blank=True, verbose_name=_("related terms"))
    scope_note = models.TextField(_("what it means"), blank=True, help_text=_("In English"))
    matches = models.TextField(
        _("the same elsewhere"),
        blank=True,
        help_text=_("Addresses of the term in EuroVoc or another list, one line each"),
    )
    # Digest of what the files said when they were loaded. Where it still fits, nobody has changed
    # the concept, and a newer file may; FIRST: made by the site's first release.
    loaded = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["scheme", "position", "notation"]

    def __str__(self) -> str:
        return self.label()

    def clean(self) -> None:
        """Refuse a broader concept of another scheme, or one that stands below this one."""
        above, passed = self.broader, set()
        if above and above.scheme_id != self.scheme_id:
            raise ValidationError({"broader": _("Choose a term of the same list.")})
        while above and above.pk not in passed:
            if self.pk and above.pk == self.pk:
                raise ValidationError(
                    {"broader": _("This term already stands above the one you chose.")}
                )
            passed.add(above.pk)
            above = above.broader

    def clean_fields(self, exclude: Any = None) -> None:
        """Refuse also the code of a concept that was merged: it leads elsewhere."""
        super().clean_fields(exclude)
        former = FormerNotation.objects.filter(notation=self.notation).first()
        if former and not self.pk:
            raise ValidationError(
                {"notation": _("This code was that of a term which is now part of another.")}
            )

    def label(self, language: str | None = None) -> str:
        """Return the preferred label in `language` (default: the reader's), else the English."""
        # Labels are read through one cached table: a list of practices costs no query here.
        from vocabulary.queries import label  # noqa: PLC0415  (queries stand on models)

        return label(self.notation, language)


class ConceptLabels(models.Model):
    """What a concept is called in one language.

    `preferred` is skos:prefLabel; `alternative` and `hidden` hold skos:altLabel and
    skos:hiddenLabel, one a line.
    """

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    preferred = models.CharField(
        _("preferred label"), max_length=MOST_LABEL_CHARACTERS, help_text=_("What readers see")
    )
    alternative = models.TextField(
        _("alternative labels"),
        blank=True,
        help_text=_("Other words for the same: synonyms, abbreviations; one line each"),
    )
    hidden = models.TextField(
        _("hidden labels"),
        blank=True,
        help_text=_("Frequent misspellings and outdated words, only for finding; one line each"),
    )

    class Meta:
        verbose_name = _("labels in one language")
        verbose_name_plural = _("labels")
        ordering = ["concept", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"], name="one_row_of_labels_per_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preferred} ({self.language})"

    def others(self) -> list[str]:
        """Return alternative and hidden labels, in order."""
        return [*lines(self.alternative), *lines(self.hidden)]


class FormerNotation(models.Model):
    """The code of a concept that went into another: addresses and files that name it still mean
    something."""

    notation = models.SlugField(_("code"), unique=True)
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="former")

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")
        # In the order in which they were merged.
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.notation


def lines(text: str) -> list[str]:
    """Return the lines of `text` that say something, without spaces around, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
