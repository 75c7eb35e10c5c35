"""Tags that show a form as the look has it: label, hint, error above the control.

They work for any Django form, so allauth's forms come out like the site's own. Placeholders are
left out: a label says what to write, and it stays while one writes.
"""

import re
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.widgets import CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

register = template.Library()

SHORT = {"code"}
PLAIN = {"Select", "Textarea"}
# Of many choices the first stand open; the rest unfolds.
FIRST, MANY = 10, 16
_PATH = re.compile(r'<path[^>]*\bd="([MLHVZmlhvz0-9., ]+)"')
_SIZE = re.compile(r'viewBox="([0-9. ]+)"')


def _is_group(field: BoundField) -> bool:
    return isinstance(field.field.widget, (CheckboxSelectMultiple, RadioSelect))


def _first_id(field: BoundField) -> str:
    """Return the id that a link in the error summary leads to."""
    return f"{field.auto_id}_0" if _is_group(field) else field.auto_id


def _control(field: BoundField, described: str) -> SafeString:
    """Return the control itself, with the look's classes and without a placeholder."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    attrs: dict[str, Any] = {"aria-describedby": described or None}
    if field.errors:
        attrs["aria-invalid"] = "true"
    if not isinstance(widget, CheckboxInput) and type(widget).__name__ not in PLAIN:
        attrs["class"] = "input input--short" if field.name in SHORT else "input"
    if field.name in SHORT:
        attrs["inputmode"] = "numeric"
    return field.as_widget(attrs={key: value for key, value in attrs.items() if value is not None})


@register.inclusion_tag("accounts/includes/field.html")
def form_field(*, field: BoundField, hint: str = "", label: str = "") -> dict[str, Any]:
    """Show one field of a form. `hint` and `label` replace the field's own words."""
    words = hint or (field.help_text if str(field.help_text).strip() else "")
    hint_id = f"{field.auto_id}_hint" if words else ""
    error_id = f"{field.auto_id}_error" if field.errors else ""
    described = " ".join(one for one in (hint_id, error_id) if one)
    kind = "group" if _is_group(field) else "line"
    if isinstance(field.field.widget, CheckboxInput):
        kind = "tick"
    choices = list(field) if kind == "group" else []
    many = len(choices) > MANY
    first, more = (choices[:FIRST], choices[FIRST:]) if many else (choices, [])
    return {
        "field": field,
        "kind": kind,
        "first": first,
        "more": more,
        "more_open": any(choice.data["selected"] for choice in more),
        "label": label or field.label,
        "hint": words,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "control": "" if kind == "group" else _control(field, described),
    }


@register.inclusion_tag("accounts/includes/fields.html")
def form_fields(*, form: BaseForm) -> dict[str, Any]:
    """Show all fields of a form that can be seen, in their order."""
    return {"fields": form.visible_fields(), "hidden": form.hidden_fields()}


@register.inclusion_tag("accounts/includes/error_summary.html")
def error_summary(*, form: BaseForm) -> dict[str, Any]:
    """Show all errors of a form first, each as a link to its field."""
    # What is wrong with several answers together leads to the first of them.
    start = next((f"#{_first_id(field)}" for field in form.visible_fields()), "")
    errors = [{"text": text, "href": start} for text in form.non_field_errors()]
    for field in form:
        if not isinstance(field.field.widget, HiddenInput):
            errors += [{"text": text, "href": f"#{_first_id(field)}"} for text in field.errors]
    title = ngettext(
        "One answer is not right yet", "%(count)d answers are not right yet", len(errors)
    ) % {"count": len(errors)}
    return {"errors": errors, "title": title}


@register.simple_tag
def qr_code(*, svg: str) -> SafeString:
    """Show the square that an app reads, as a drawing in the page: no address, no file.

    `svg` is what allauth drew, a document of its own; only its path is taken.
    """
    path = _PATH.search(svg)
    size = _SIZE.search(svg)
    if not path or not size:
        return SafeString("")
    return format_html(
        '<svg class="qr" viewBox="{}" width="220" height="220" role="img" aria-label="{}">'
        '<rect width="100%" height="100%" fill="#ffffff"/><path fill="#000000" d="{}"/></svg>',
        size.group(1),
        gettext("QR code for an app"),
        path.group(1),
    )
