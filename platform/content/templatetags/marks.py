"""Tags for small signs: icon, wordmark, labels, dots of evidence, bars of completeness."""

from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content.templatetags.drawings import theme_mark

register = template.Library()

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
