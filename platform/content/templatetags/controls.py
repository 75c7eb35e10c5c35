"""Tags for what is pressed and filled in: tabs, pages, search box, fields of a form."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("components/tabs.html")
def tabs(*, items: Any, label: str) -> dict:
    """Show views of one thing as links. `items`: dicts `title`, `url`, `current`, `icon`."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*, items: Any, label: str = "") -> dict:
    """Show the way here. `items`: dicts `title`, `url`, `lang`, from the outside in."""
    return {"items": items, "label": label or gettext("You are here")}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, *, pages: Any, label: str = "") -> dict:
    """Show the pages of a list as links.

    `pages`: a Django `Page` (links keep the other parameters of the address), or a dict with
    `previous` and `next` (addresses or nothing) and `numbers`: dicts `number`, `url`, `current`,
    or `gap`.
    """
    if isinstance(pages, Page):
        pages = _page_links(pages, context.get("request"))
    return {"pages": pages, "label": label or gettext("Pages of this list")}


def _page_links(page: Page, request: HttpRequest | None) -> dict:
    def url(number: int) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        {"number": number, "url": url(number), "current": number == page.number}
        if isinstance(number, int)
        else {"gap": True}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "previous": url(page.number - 1) if page.has_previous() else "",
        "next": url(page.number + 1) if page.has_next() else "",
        "numbers": numbers,
    }


@register.inclusion_tag("components/search_box.html")
def search_box(
    *,
    action: str,
    label: str,
    value: str = "",
    large: bool = False,
    tries: Any = (),
    suggest_url: str = "",
    hidden: Any = (),
    anchor: str = "q",
) -> dict:
    """Show the search box: label, field `q`, button with its word.

    `tries`: dicts `text`, `url`, `lang`; `hidden`: pairs (name, value) to keep, such as facets;
    `suggest_url`: address that answers `?q=` with suggestions (JSON), used if scripts run.
    """
    return {
        "action": action,
        "label": label,
        "value": value,
        "large": large,
        "tries": tries,
        "suggest_url": suggest_url,
        "hidden": hidden,
        "id": anchor,
    }


@register.inclusion_tag("components/form_field.html")
def form_field(*, field: Any, short: bool = False) -> dict:
    """Show one field of a Django form: label, hint, error, control, in this order."""
    kind = field.widget_type
    return {
        "field": field,
        "short": short,
        "is_check": kind == "checkbox",
        "is_group": field.use_fieldset,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(*, form: Any) -> dict:
    """Show what is wrong in a form, first of all, with a link to each field; nothing if fine."""
    return {
        "form": form,
        "wrong": [field for field in form if field.errors],
        "count": sum(len(errors) for errors in form.errors.values()),
    }
