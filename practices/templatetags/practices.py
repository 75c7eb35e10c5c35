"""Words for a practice's codes, in the reader's language."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content import languages
from practices.choices import EVIDENCE_LEVEL, Evidence
from vocabulary.queries import label

register = template.Library()
MOST_LETTERS = 60
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def language_words(code: str) -> str:
    """Return the name of a language in the reader's language."""
    return languages.language_name(code)


@register.simple_tag
def theme_words(*, code: str) -> str:
    """Return the name of a theme in the reader's language."""
    return label("themes", code)


@register.filter
def evidence_level(code: str) -> int:
    """Return the strength of evidence, 0 (not stated) to 4."""
    return EVIDENCE_LEVEL.get(code, 0)


@register.filter
def link_words(text: str) -> str:
    """Return the words of a link: an address without its scheme and in readable length."""
    words = text.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"


@register.simple_tag
def evidence_words(*, code: str) -> str:
    """Return the evidence as words in the reader's language."""
    return str(Evidence(code).label) if code else gettext("evidence: not stated")


@register.simple_tag
def structured_data(*, data: Any) -> SafeString:
    """Write `data` as a JSON-LD block; text from people cannot end the element."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)
