"""A field that holds some of a fixed list of codes: countries, languages."""

from typing import Any

from django import forms
from django.db import models


class CodesField(models.JSONField):
    """A list of codes, chosen from `codes()` (pairs of code and words) by ticking boxes.

    The codes on offer are no part of the schema: a change to them needs no migration.
    """

    def __init__(self, *args: Any, codes: Any = None, **kwargs: Any) -> None:
        self.codes = codes
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Return check boxes, in place of a text area with JSON."""
        return forms.MultipleChoiceField(
            choices=self.codes or [],
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
