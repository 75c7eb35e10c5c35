"""Tags that wrap text: notices, facts, the honest part, cite and share."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content.templatetags.drawings import glyph
from content.templatetags.marks import draw_icon

register = template.Library()


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
        glyph(themes=themes),
        title,
        content,
    )


@register.simple_block_tag
def fact(content: str, *, term: str) -> SafeString:
    """Wrap one row of `<dl class="facts">`; without content it says aloud: not stated."""
    return _row(term, content, "")


@register.simple_block_tag
def need(content: str, *, term: str, icon: str) -> SafeString:
    """Wrap one thing that a practice takes (`<dl class="takes__list">`): time, money, people."""
    return _row(term, content, draw_icon(icon))


def _row(term: str, value: str, picture: SafeString | str) -> SafeString:
    known = bool(value.strip())
    return format_html(
        "<div><dt>{}{}</dt><dd{}>{}</dd></div>",
        picture,
        term,
        "" if known else mark_safe(' class="is-unknown"'),
        value if known else gettext("Not stated"),
    )


@register.simple_block_tag
def honest(content: str, *, title: str, anchor: str = "honest") -> SafeString:
    """Wrap the honest part: what did not work, the line that stops."""
    return format_html(
        '<section class="honest" aria-labelledby="{}"><h2 id="{}" class="honest__title">'
        '<svg class="honest__sign" viewBox="0 0 36 36" aria-hidden="true">'
        '<path d="M18 35V10" stroke-width="7"/><path class="stop" d="M4 7h28" stroke-width="9"/>'
        "</svg>{}</h2>{}</section>",
        anchor,
        anchor,
        title,
        content,
    )


@register.inclusion_tag("components/share.html")
def share_links(*, url: str, title: str, anchor: str = "share") -> dict:
    """Offer to pass a page on, as plain links that load nothing until they are followed."""
    return {"url": url, "title": title, "id": anchor}


@register.inclusion_tag("components/cite.html")
def cite_box(*, text: str, title: str = "", formats: Any = (), anchor: str = "cite") -> dict:
    """Show how to cite a page. `formats`: dicts `title`, `url` (BibTeX, RIS, ...)."""
    return {"text": text, "title": title, "formats": formats, "id": anchor}
