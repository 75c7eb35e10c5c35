"""Forms of discussions. How long a text may be is the actions' affair: they look first. No field
cuts what is typed or pasted: who writes too much is told so, and keeps all of it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.languages import LANGUAGES
from discussion.choices import Audience, Policy, QuestionState, Rule, ShownAs
from discussion.permissions import audiences
from discussion.refusals import NoFollowUp


def _languages() -> list[tuple[str, Any]]:
    return [("", _("Recognise it")), *LANGUAGES.items()]


class DayInput(forms.DateInput):
    """A day, filled in as browsers want it (ISO 8601) whatever the language of the page is."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class WritingForm(forms.Form):
    """What messages and questions have in common. `client_id` makes pressing twice harmless."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    lang = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    shown_as = forms.ChoiceField(
        label=_("Show me"), choices=ShownAs.choices, initial=ShownAs.NAME, required=False
    )

    def clean_shown_as(self) -> str:
        """Return how the author is shown; with the name, if nothing was said."""
        return self.cleaned_data["shown_as"] or ShownAs.NAME


class MessageForm(WritingForm):
    """A message, or a reply."""

    body = forms.CharField(
        label=_("Your message, in any language"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    cites = forms.CharField(
        label=_("Address of a practice to show with it"),
        required=False,
        help_text=_("Copy it from the practice’s page."),
    )
    field_order = ["body", "cites", "lang", "shown_as"]


class FromDayForm(forms.Form):
    """From which day on to show a discussion."""

    at = forms.DateField(label=_("Show messages from this day on"), widget=DayInput)


class EditForm(forms.Form):
    """A message changed by its author."""

    body = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    lang = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)


class QuestionForm(WritingForm):
    """A question from the room."""

    text = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["text", "lang", "shown_as"]


class ReportForm(forms.Form):
    """What is wrong with a message. Name and address are asked of people without an account."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Rule.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your words"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want to be told what we decide."),
    )
    good_faith = forms.BooleanField(label=_("I believe that what I say here is right."))

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["name"], self.fields["email"]


VERBS = {
    "hide": _("Hide it"),
    "delete": _("Delete it"),
    "restore": _("Show it (again)"),
    "pin": _("Pin it"),
    "unpin": _("Unpin it"),
    "move": _("Move it to another discussion"),
    "mute": _("Take its author’s right to write"),
    "unmute": _("Give its author the right to write back"),
}


class MeasureForm(forms.Form):
    """What a moderator does with a message, and why. Offers what fits the message as it is
    (`fitting`), and takes everything: it may have changed meanwhile. `beside` are the other
    discussions of its page, as (number, title)."""

    verb = forms.ChoiceField(label=_("What to do"), choices=VERBS.items(), widget=forms.RadioSelect)
    rule = forms.ChoiceField(label=_("Rule"), choices=Rule.choices, initial=Rule.OTHER)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The author reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    beside = forms.TypedChoiceField(
        label=_("Where to move it"), coerce=int, empty_value=None, required=False
    )
    to = forms.CharField(
        label=_("Or to another discussion"),
        required=False,
        help_text=_("Copy the address of that discussion."),
    )
    back = forms.CharField(widget=forms.HiddenInput, required=False)
    hours = forms.IntegerField(
        label=_("For how many hours to take the right to write"),
        required=False,
        initial=24,
        min_value=1,
        max_value=8760,
    )

    def __init__(
        self, *args: Any, fitting: Iterable[str], beside: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["verb"].widget.choices = [(verb, VERBS[verb]) for verb in fitting]
        fields["beside"].choices = [("", "—"), *beside]
        if not beside:
            del fields["beside"]
            fields["to"].label = _("Where to move it")

    def target(self, host: str) -> int | None:
        """Return the number of the discussion to move to; None where none was given, two, or one of
        another site than that of `host`."""
        beside, typed = self.cleaned_data.get("beside"), self.cleaned_data["to"].strip()
        if not typed:
            return beside
        found = re.search(r"(?:^|/discussion/)(\d{1,18})(?:[/?#]|$)", typed)
        is_here = urlsplit(typed).netloc in ("", host)
        number = int(found[1]) if found and is_here else None
        return number if beside in (None, number) else None


def _readers() -> list[tuple[str, Any]]:
    return [(one, Audience(one).label) for one in audiences()]


def _writers() -> list[tuple[str, Any]]:
    """Return who may write: nobody without an account."""
    return [pair for pair in _readers() if pair[0] != Audience.EVERYONE]


class PolicyForm(forms.Form):
    """How the channel takes messages, and from whom."""

    policy = forms.ChoiceField(
        label=_("How it takes messages"), choices=Policy.choices, widget=forms.RadioSelect
    )
    slow_seconds = forms.IntegerField(
        label=_("Seconds between two messages"), required=False, min_value=0, max_value=86400
    )
    read_by = forms.ChoiceField(
        label=_("Who may read"), choices=_readers, widget=forms.RadioSelect, required=False
    )
    write_by = forms.ChoiceField(
        label=_("Who may write"), choices=_writers, widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))


class AdvanceForm(forms.Form):
    """Where a question goes next."""

    state = forms.ChoiceField(label=_("Next"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        help_text=_("Its author reads this. To decline, you must say why."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner_place = forms.CharField(
        label=_("City that follows it up"),
        required=False,
        max_length=160,
        help_text=_("To follow it up, say which city does, and until when."),
    )
    due = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, *args: Any, steps: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (step, QuestionState(step).label) for step in steps
        ]

    def clean_due(self) -> date | None:
        """Return until when; raises ValidationError for a new day that is over."""
        due = self.cleaned_data["due"]
        if due and due != self.initial.get("due") and due < timezone.localdate():
            raise ValidationError(_("This day is over. Choose a later one."))
        return due

    def clean(self) -> dict[str, Any]:
        """Name all that following up lacks at once."""
        given = super().clean() or self.cleaned_data
        if given.get("state") == QuestionState.FOLLOWED_UP:
            for field in ("owner_place", "due"):
                if field not in self.errors and not given.get(field):
                    self.add_error(field, str(NoFollowUp(field)))
        return given


def with_words(rows: Iterable[Any]) -> list[Any]:
    """Return rows, each with a `form` for some words whose fields have ids of their own."""
    found = list(rows)
    for row in found:
        row.form = WordsForm(auto_id=f"id_{row._meta.model_name}_{row.pk}_%s")
    return found


class WordsForm(forms.Form):
    """Some words: an appeal, or a decision on one."""

    text = forms.CharField(label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4}))
