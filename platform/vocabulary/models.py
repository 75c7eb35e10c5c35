"""Concept schemes after SKOS: concepts with labels in ten languages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

THEMES = "themes"
TARGET_GROUPS = "target-groups"


class ConceptScheme(models.Model):
    """A set of concepts that belong together (skos:ConceptScheme)."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        verbose_name = _("concept scheme")
        verbose_name_plural = _("concept schemes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class Concept(ClusterableModel):
    """One idea, whatever it is called (skos:Concept)."""

    scheme = models.ForeignKey(
        ConceptScheme, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("scheme")
    )
    notation = models.SlugField(
        _("code"), help_text=_("Short and lasting: it stands in addresses and in imported files")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    broader = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name=_("broader concept"),
    )
    scope_note = models.TextField(_("what it means"), blank=True, help_text=_("In English"))

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["scheme", "position", "notation"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "notation"], name="one_notation_per_scheme")
        ]

    def __str__(self) -> str:
        return self.label()

    def clean(self) -> None:
        """Refuse a broader concept of another scheme, or one that stands below this one."""
        above, passed = self.broader, set()
        if above and above.scheme_id != self.scheme_id:
            raise ValidationError({"broader": _("Choose a concept of the same scheme.")})
        while above and above.pk not in passed:
            if self.pk and above.pk == self.pk:
                raise ValidationError(
                    {"broader": _("This concept already stands above the one you chose.")}
                )
            passed.add(above.pk)
            above = above.broader

    def label(self, language: str | None = None) -> str:
        """Return the preferred label in `language` (default: the reader's), else the English."""
        # Labels are read through one cached table: a list of practices costs no query here.
        from vocabulary.queries import label  # noqa: PLC0415  (queries stand on models)

        return label(self.scheme_id, self.notation, language)


class ConceptLabel(models.Model):
    """What a concept is called in one language (skos:prefLabel, altLabel, hiddenLabel)."""

    class Kind(models.TextChoices):
        """How the label is used."""

        PREFERRED = "preferred", _("preferred label")
        ALTERNATIVE = "alternative", _("alternative label")
        HIDDEN = "hidden", _("hidden label (only for finding)")

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PREFERRED)
    text = models.CharField(_("label"), max_length=120)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["concept", "language", "kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(kind="preferred"),
                name="one_preferred_label_per_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"
