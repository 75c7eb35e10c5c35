"""The editor's form of a concept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from content.languages import LANGUAGES
from vocabulary.models import MOST_LABEL_CHARACTERS, Concept, ConceptLabels, lines
from vocabulary.queries import in_tree_order, label, path_to


class ConceptForm(WagtailAdminModelForm):
    """Checks what a single row of labels cannot know: its neighbours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Both stand in addresses, in saved searches and in imported files.
            for name in ("scheme", "notation"):
                self.fields[name].disabled = True

    def is_valid(self) -> bool:
        """Check the concept, each row, and then the rows together."""
        if not super().is_valid():
            return False
        for message in self._label_errors():
            self.add_error(None, message)
        return not self.errors

    def _label_errors(self) -> list[str]:
        rows = [
            form.cleaned_data
            for form in self.formsets["labels"].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        errors = []
        if "en" not in {row["language"] for row in rows}:
            errors.append(
                _("Add labels in English: they are shown where a translation is missing.")
            )
        for row in rows:
            errors.extend(self._row_errors(row))
        return errors

    def _row_errors(self, row: dict[str, Any]) -> list[str]:
        """Return what is wrong with one row: labels too long, or preferred elsewhere."""
        errors = [
            _("“%(label)s…” is too long: at most %(most)d characters.")
            % {"label": text[:40], "most": MOST_LABEL_CHARACTERS}
            for text in (*lines(row["alternative"]), *lines(row["hidden"]))
            if len(text) > MOST_LABEL_CHARACTERS
        ]
        others = ConceptLabels.objects.filter(
            language=row["language"], preferred__iexact=row["preferred"]
        ).exclude(concept=self.instance.pk)
        if other := others.select_related("concept").first():
            errors.append(
                _(
                    "“%(label)s” is already the preferred label of “%(concept)s” in %(language)s. "
                    "Choose another, or make it an alternative label."
                )
                % {
                    "label": row["preferred"],
                    "concept": other.concept,
                    "language": LANGUAGES[row["language"]],
                }
            )
        return errors


class PathChoice(forms.ModelChoiceField):
    """A concept, shown with those above it."""

    def label_from_instance(self, concept: Concept) -> str:
        """Return “Housing › Homelessness › Emergency shelter”."""
        return " › ".join((*path_to(concept.notation), label(concept.notation)))


class MergeForm(forms.Form):
    """Which term another becomes part of."""

    into = PathChoice(
        Concept.objects.none(),
        label=gettext_lazy("Term that stays"),
        empty_label=gettext_lazy("Choose a term"),
    )

    def __init__(self, *args: Any, concept: Concept, **kwargs: Any) -> None:
        """Offer the terms that `concept` may go into."""
        super().__init__(*args, **kwargs)
        rows = Concept.objects.filter(scheme=concept.scheme_id).exclude(pk=concept.pk)
        if concept.facet:
            rows = rows.filter(facet=concept.facet)
        self.fields["into"].queryset = in_tree_order(rows)
