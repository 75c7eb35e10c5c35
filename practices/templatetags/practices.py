"""Words for a practice's codes, in the reader's language."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content import languages
from vocabulary.queries import label

register = template.Library()
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def language_words(code: str) -> str:
    """Return the name of a language in the reader's language."""
    return languages.language_name(code)


@register.simple_tag
def theme_words(*, code: str) -> str:
    """Return the name of a theme in the reader's language."""
    return label("themes", code)


@register.simple_tag
def structured_data(*, data: Any) -> SafeString:
    """Write `data` as a JSON-LD block; text from people cannot end the element."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)
