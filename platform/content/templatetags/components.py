"""The components of the look as template tags: `{% load components %}` brings them all.

Every argument is a keyword. A misspelt or missing one fails when the template is compiled, not
when a visitor opens the page. All texts are escaped; bodies between a tag and its end tag are
template text like any other. The drawings live in `drawings`, times in `times`.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content.templatetags import drawings, times
from content.templatetags.drawings import theme_mark

register = template.Library()
register.tags |= drawings.register.tags | times.register.tags

KINDS = {"", "good", "warn", "bad", "signal"}
MARK = mark_safe(
    '<svg class="wordmark__mark" viewBox="0 0 32 32" aria-hidden="true"><path stroke-width="4.4" '
    'd="M1.5 24.8 11.2 18.9M20.8 13.1 30.5 7.2M9.2 2.2 13.5 10.9M18.5 21.1 22.8 29.8"/>'
    '<circle cx="16" cy="16" r="5.6" stroke-width="4.4"/></svg>'
)


@lru_cache(maxsize=256)
def draw_icon(name: str, turns: bool = False) -> SafeString:
    """Return an icon of the sprite as markup; `turns` mirrors it where text runs leftwards."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " icon--turns" if turns else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def icon(*, name: str, turns: bool = False) -> SafeString:
    """Draw an icon; a word always stands beside it."""
    return draw_icon(name, turns)


@register.simple_tag
def wordmark(*, url: str) -> SafeString:
    """Draw the mark and the name, as the way home."""
    return format_html('<a class="wordmark" href="{}">{}Crocevia</a>', url, MARK)


@register.simple_tag
def theme_label(*, notation: str, label: str, url: str = "") -> SafeString:
    """Name a theme, with its line; a link when `url` is given."""
    if url:
        return format_html('<a class="label" href="{}">{}{}</a>', url, theme_mark(notation), label)
    return format_html('<span class="label">{}{}</span>', theme_mark(notation), label)


@register.simple_tag
def theme_line(*, notation: str) -> SafeString:
    """Draw the line of a theme alone, for lists that write its name themselves."""
    return theme_mark(notation)


@register.simple_tag
def evidence(*, level: int, label: str) -> SafeString:
    """Show the strength of evidence, 0 to 4 dots, with its words."""
    return format_html('<span class="label evidence">{}{}</span>', _dots(_count(level, 4)), label)


@lru_cache(maxsize=8)
def _dots(level: int) -> SafeString:
    dots = format_html_join(
        "",
        '<circle{} cx="{}" cy="7" r="5.5"/>',
        ((mark_safe(' class="is-full"') if n < level else "", 7 + 16 * n) for n in range(4)),
    )
    return format_html('<svg viewBox="0 0 62 14" aria-hidden="true">{}</svg>', dots)


@register.simple_tag
def completeness(*, filled: int, label: str, total: int = 10) -> SafeString:
    """Show how much of a form is filled in: `filled` of `total` bars, with its words."""
    return format_html(
        '<span class="label completeness">{}{}</span>', _bars(_count(filled, total), total), label
    )


@lru_cache(maxsize=64)
def _bars(filled: int, total: int) -> SafeString:
    bars = format_html_join(
        "",
        '<rect{} x="{}" y=".5" width="7" height="11"/>',
        ((mark_safe(' class="is-full"') if n < filled else "", 0.5 + 9 * n) for n in range(total)),
    )
    return format_html('<svg viewBox="0 0 {} 12" aria-hidden="true">{}</svg>', 9 * total, bars)


def _count(value: Any, most: int) -> int:
    return min(max(int(value or 0), 0), most)


@register.simple_tag
def label_box(*, text: str, kind: str = "", icon: str = "") -> SafeString:
    """Show a status in a box. `kind`: good, warn, bad, signal or nothing."""
    if kind not in KINDS:
        raise ValueError(f"label_box has no kind {kind!r}; it has {sorted(KINDS)}")
    return format_html(
        '<span class="label label--box{}">{}{}</span>',
        f" label--{kind}" if kind else "",
        draw_icon(icon) if icon else "",
        text,
    )


@register.simple_tag
def language_tag(*, code: str) -> SafeString:
    """Show a language code in a ring, as beside a message; the language's name stands near."""
    return format_html('<span class="language-tag" aria-hidden="true">{}</span>', code)


@register.simple_tag
def chip(*, text: str, url: str, note: str = "", lang: str = "") -> SafeString:
    """Show a chosen filter as a link that takes it away. `note` says so (hidden, for voices)."""
    return format_html(
        '<a class="chip" href="{}" rel="nofollow"><span{}>{}</span>{}'
        '<span class="visually-hidden">{}</span></a>',
        url,
        format_html(' lang="{}"', lang) if lang else "",
        text,
        draw_icon("x"),
        note or gettext("remove filter"),
    )


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


@register.simple_block_tag
def notice(content: str, *, kind: str = "", icon: str = "info") -> SafeString:
    """Wrap a notice. `kind`: good, warn or nothing; `icon` names what it is about."""
    if kind not in {"", "good", "warn"}:
        raise ValueError(f"notice has no kind {kind!r}")
    return format_html(
        '<div class="notice{}">{}{}</div>',
        f" notice--{kind}" if kind else "",
        draw_icon(icon),
        content,
    )


@register.simple_block_tag
def banner(content: str, *, label: str = "") -> SafeString:
    """Wrap a banner above the page: what does not work now, and what does."""
    return format_html(
        '<section class="banner" aria-label="{}"><div class="wrap">{}<div>{}</div></div></section>',
        label or gettext("Reduced service"),
        draw_icon("triangle-alert"),
        content,
    )


@register.simple_block_tag
def empty(content: str, *, title: str, themes: Any = ("governance", "education")) -> SafeString:
    """Wrap what to say where a list is empty: `title`, then why, then a way on."""
    return format_html(
        '<section class="empty">{}<h2 class="h3">{}</h2>{}</section>',
        drawings.glyph(themes=themes),
        title,
        content,
    )


@register.simple_block_tag
def fact(content: str, *, term: str) -> SafeString:
    """Wrap one row of `<dl class="facts">`; without content it says aloud: not stated."""
    return _row(term, content.strip(), "")


@register.simple_block_tag
def need(content: str, *, term: str, icon: str) -> SafeString:
    """Wrap one thing that a practice takes (`<dl class="takes__list">`): time, money, people."""
    return _row(term, content.strip(), draw_icon(icon))


def _row(term: str, value: str, picture: SafeString | str) -> SafeString:
    known = bool(value)
    return format_html(
        "<div><dt>{}{}</dt><dd{}>{}</dd></div>",
        picture,
        term,
        "" if known else mark_safe(' class="is-unknown"'),
        value if known else gettext("Not stated"),
    )


@register.simple_block_tag
def honest(content: str, *, title: str, id: str = "honest") -> SafeString:
    """Wrap the honest part: what did not work, the line that stops."""
    return format_html(
        '<section class="honest" aria-labelledby="{}"><h2 id="{}" class="honest__title">'
        '<svg class="honest__sign" viewBox="0 0 36 36" aria-hidden="true">'
        '<path d="M18 35V10" stroke-width="7"/><path class="stop" d="M4 7h28" stroke-width="9"/>'
        "</svg>{}</h2>{}</section>",
        id,
        id,
        title,
        content,
    )


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
    id: str = "q",
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
        "id": id,
    }


@register.inclusion_tag("components/share.html")
def share_links(*, url: str, title: str, id: str = "share") -> dict:
    """Offer to pass a page on, as plain links that load nothing until they are followed."""
    return {"url": url, "title": title, "id": id}


@register.inclusion_tag("components/cite.html")
def cite_box(*, text: str, title: str = "", formats: Any = (), id: str = "cite") -> dict:
    """Show how to cite a page. `formats`: dicts `title`, `url` (BibTeX, RIS, ...)."""
    return {"text": text, "title": title, "formats": formats, "id": id}


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
