"""The editor's form of a practice: what people decide about the terms found in its text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from vocabulary.models import Concept
from vocabulary.queries import find_named, label

# Radio buttons `topic-<number of the concept>` say what was decided; the hidden field TOLD says
# that the panel was there at all.
TOPIC, TOLD = "topic-", "topics-shown"
KEEP, REFUSE = "keep", "refuse"
ADDED, REFUSED, NAMED = "added_concepts", "refused_concepts", "named_concepts"


class Decided(forms.SelectMultiple):
    """Reads the numbers of the concepts for which one thing was decided. The panel draws them."""

    def __init__(self, decision: str = KEEP) -> None:
        super().__init__()
        self.decision = decision

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return the numbers, as texts."""
        return [
            key.removeprefix(TOPIC)
            for key, value in data.items()
            if key.startswith(TOPIC) and value == self.decision
        ]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form was sent without the panel."""
        return TOLD not in data


class PracticeForm(WagtailAdminPageForm):
    """Adds terms by their names; leaves decisions alone where the panel was not shown."""

    named_concepts = forms.CharField(
        label=gettext_lazy("Add a term by its name"),
        help_text=gettext_lazy("In any language; a semicolon between several"),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"list": "topics-names", "autocomplete": "off"}),
    )

    def clean_named_concepts(self) -> list[Concept]:
        """Return the concepts that were named. One query, and only for who names one."""
        notations = all_named(self.cleaned_data[NAMED])
        return list(Concept.objects.filter(notation__in=notations)) if notations else []

    def clean(self) -> dict[str, Any]:
        """Join the terms that were kept with those that were named."""
        cleaned = super().clean()
        named = cleaned.pop(NAMED, [])
        if ADDED not in self.fields:
            return cleaned
        if TOLD not in self.data:
            cleaned.pop(ADDED, None)
            cleaned.pop(REFUSED, None)
        elif named and ADDED in cleaned:
            numbers = {one.pk for one in (*cleaned[ADDED], *named)}
            cleaned[ADDED] = Concept.objects.filter(pk__in=numbers)
            if REFUSED in cleaned:
                cleaned[REFUSED] = cleaned[REFUSED].exclude(pk__in=[one.pk for one in named])
        return cleaned


def all_named(text: str) -> list[str]:
    """Return the notations of the concepts whose names stand in `text`, divided by semicolons.

    Raises ValidationError for a name that none has, or several have.
    """
    return [_one_named(name.strip()) for name in text.split(";") if name.strip()]


def _one_named(name: str) -> str:
    """Return the notation of the concept of that name. Raises ValidationError."""
    found = find_named(name)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{label(one)} ({one})" for one in found)
        raise forms.ValidationError(
            _("“%(name)s” is a name of several terms. Write the code of one: %(several)s.")
            % {"name": name, "several": several}
        )
    raise forms.ValidationError(_("No term is called “%(name)s”.") % {"name": name})
