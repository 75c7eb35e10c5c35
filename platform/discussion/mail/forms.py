"""Forms about mail: how often to hear of a discussion, and whether of mentions and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from discussion.mail.choices import Hearing
from discussion.models import MailChoice


class FollowForm(forms.Form):
    """How often one wants to hear of a discussion."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=Hearing.choices,
        initial=Hearing.DAILY,
        widget=forms.RadioSelect,
    )


class ChoiceForm(forms.ModelForm):
    """Whether one wants to hear of mentions and answers."""

    class Meta:
        model = MailChoice
        fields = ("mentions", "answers")
