"""Forms about saved searches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.choices import Rhythm


class RhythmForm(forms.Form):
    """How often one wants to hear."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=Rhythm.choices,
        initial=Rhythm.DAILY,
        widget=forms.RadioSelect,
    )


class AskForm(RhythmForm):
    """The same for somebody without an account."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a message there first. Only when you confirm it do we write again."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "rhythm"]
