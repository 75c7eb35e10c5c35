"""Words for a practice's codes, in the reader's language."""

from django import template
from django.utils.translation import gettext

from content import languages
from practices.choices import EVIDENCE_LEVEL, Evidence
from vocabulary.queries import label

register = template.Library()
MOST_LETTERS = 60


@register.filter
def language_words(code: str) -> str:
    """Return the name of a language in the reader's language."""
    return languages.language_name(code)


@register.simple_tag
def theme_words(*, code: str) -> str:
    """Return the name of a theme in the reader's language."""
    return label(code)


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
