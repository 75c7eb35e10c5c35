"""The editor's form of a partner, and what the directory understands of its address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from accounts.choices import language_choices

MOST_CHARACTERS = 200
ORDERS = ("name", "country", "newest")


class PlaceForm(WagtailAdminModelForm):
    """Refuses a second name in the same language."""

    def clean(self):
        """Check the names against each other: a database constraint would only say no."""
        cleaned = super().clean()
        seen: set[str] = set()
        names = self.formsets["names"]
        for form in names.forms if names.is_valid() else ():
            language = form.cleaned_data.get("language")
            if not language or form in names.deleted_forms:
                continue
            if language in seen:
                form.add_error("language", _("There is already a name in this language."))
            seen.add(language)
        return cleaned


class PartnerForm(WagtailAdminPageForm):
    """Offers languages and themes as boxes to tick."""

    languages = forms.MultipleChoiceField(
        label=_("Working languages"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Languages in which colleagues can write to it"),
    )


@dataclass(frozen=True)
class Choice:
    """What a reader chose in the directory: values per filter, words, order, page."""

    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    order: str = ORDERS[0]
    page: str = "1"

    def address(self) -> str:
        """Return the query part of the address of this choice, first page; empty for all."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        if self.order != ORDERS[0]:
            pairs.append(("order", self.order))
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, name: str, value: str) -> "Choice":
        """Return this choice without one value of a filter."""
        left = tuple(one for one in self.filters.get(name, ()) if one != value)
        return replace(self, filters=self.filters | {name: left})

    def ordered(self, order: str) -> "Choice":
        """Return this choice in another order."""
        return replace(self, order=order)


def read_choice(query: QueryDict, known: dict[str, Iterable[str]]) -> Choice:
    """Return the choice in an address; unknown filters, values and orders are dropped."""
    filters = {}
    for name, values in known.items():
        allowed = set(values)
        filters[name] = tuple(dict.fromkeys(one for one in query.getlist(name) if one in allowed))
    order = query.get("order", "")
    return Choice(
        filters=filters,
        words=query.get("q", "").replace("\x00", "").strip()[:MOST_CHARACTERS],
        order=order if order in ORDERS else ORDERS[0],
        page=query.get("page", "1"),
    )
