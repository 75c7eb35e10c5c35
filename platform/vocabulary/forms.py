"""The editor's form of a concept."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.languages import LANGUAGES
from vocabulary.models import ConceptLabel


class ConceptForm(WagtailAdminModelForm):
    """Checks what a single label cannot know: its neighbours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Both stand in addresses, in saved searches and in imported files.
            for name in ("scheme", "notation"):
                self.fields[name].disabled = True

    def is_valid(self) -> bool:
        """Check the concept, each label, and then the labels together."""
        if not super().is_valid():
            return False
        for message in self._label_errors():
            self.add_error(None, message)
        return not self.errors

    def _label_errors(self) -> list[str]:
        preferred = Counter(
            form.cleaned_data["language"]
            for form in self.formsets["labels"].forms
            if form.cleaned_data
            and not form.cleaned_data.get("DELETE")
            and form.cleaned_data["kind"] == ConceptLabel.Kind.PREFERRED
        )
        errors = [
            _(
                "There are two preferred labels in %(language)s. Keep one and make the other an "
                "alternative label."
            )
            % {"language": LANGUAGES[code]}
            for code, count in preferred.items()
            if count > 1
        ]
        if not preferred["en"]:
            errors.append(
                _("Add a preferred label in English: it is shown where a translation is missing.")
            )
        return errors
