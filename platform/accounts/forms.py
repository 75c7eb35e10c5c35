"""Forms about people. allauth's own forms are shown through the same tags (`fields`)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.choices import Shown, language_choices, time_zone_choices
from accounts.models import User
from accounts.permissions import ROLES


class SignupForm(forms.Form):
    """What allauth's sign-up form asks beside address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As others should see it. You can hide or change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Keep what was asked; allauth calls this once the person is saved."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class ProfileForm(forms.ModelForm):
    """A person's own profile: each field, and whether others see it."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times of workshops are shown in their own zone and in yours."),
    )
    interface_language = forms.ChoiceField(
        label=_("Language of the site and of e-mails"),
        required=False,
        help_text=_("Nobody else sees this."),
    )
    shown = forms.MultipleChoiceField(
        label=_("What others see"),
        required=False,
        choices=Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what you want to show. Your e-mail address is never shown."),
    )

    class Meta:
        model = User
        fields = ["name", "about", "languages", "time_zone", "interface_language", "shown"]
        labels = {"name": _("Your name"), "about": _("About you")}
        help_texts = {
            "about": _("What you work on, in a few sentences. Up to 600 characters."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "about": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["time_zone"].choices = [("", _("Not stated")), *time_zone_choices()]
        self.fields["interface_language"].choices = [
            ("", _("As in the address of the page")),
            *settings.LANGUAGES,
        ]

    def clean_name(self) -> str:
        """Return the name without spaces around it."""
        return self.cleaned_data["name"].strip()


class RolesField(forms.ModelMultipleChoiceField):
    """Roles to tick, each with what it means, in the order of `ROLES`."""

    def label_from_instance(self, obj: Group) -> str:
        """Return what the role means, in the reader's language."""
        return next((str(role.words) for role in ROLES if role.name == obj.name), obj.name)


def _roles() -> QuerySet[Group]:
    order = [When(name=role.name, then=place) for place, role in enumerate(ROLES)]
    return Group.objects.order_by(Case(*order, default=len(ROLES)), "name")


class PersonForm(forms.ModelForm):
    """The secretariat's form of a person. Passwords are nobody's business but the person's."""

    required_css_class = "required"
    groups = RolesField(
        queryset=Group.objects.none(),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["name", "email", "is_active", "groups"]
        help_texts = {
            "is_active": _("Who is not active cannot sign in; what they wrote stays."),
            "email": _("They sign in with it. A new person gets a message there."),
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = _roles()
        self.fields["name"].required = True
        if editing_self:
            # Nobody locks the door behind themselves.
            del self.fields["is_active"]

    def clean_email(self) -> str:
        """Return the address in small letters; refuse one that differs only by its capitals."""
        email = self.cleaned_data["email"].lower()
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody already has an account with this address."))
        return email
