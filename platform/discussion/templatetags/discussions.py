"""Tags of discussions: how an author is named, when something was, the section on a page."""

from datetime import datetime
from typing import Any

from babel.dates import format_date, format_time
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.models import Page

from content.languages import active_language, cldr_code
from discussion.choices import QuestionState, ReactionKind
from discussion.topics import address_of, elsewhere

register = template.Library()


@register.simple_tag
def author_words(*, author: dict[str, str]) -> str:
    """Return how an author is called (`frames.author_frame`)."""
    if author["shown_as"] == "gone":
        return gettext("A former member")
    return author["name"] or gettext("A participant")


@register.simple_tag
def reaction_kinds() -> list[tuple[str, str]]:
    """Return every reaction as (code, words), for the mould of a message."""
    return ReactionKind.choices


@register.simple_tag
def question_states() -> list[tuple[str, str]]:
    """Return every state of a question as (code, words), for the mould of a question."""
    return QuestionState.choices


@register.simple_tag
def moment_words(*, iso: str) -> SafeString:
    """Show a moment in words, by the clock of the site (UTC)."""
    time, locale = datetime.fromisoformat(iso), cldr_code(active_language())
    day, hour = format_date(time, "medium", locale), format_time(time, "short", locale=locale)
    words = f"{day}, {hour}"
    return format_html('<time datetime="{}">{} UTC</time>', iso, words)


@register.simple_tag
def discussion_url(*, page: Page, kind: str, key: str = "") -> str:
    """Return where the discussion of a topic of `page` is."""
    return address_of(page, kind, key)


@register.inclusion_tag("discussion/parts/section.html")
def discussion_section(
    *, page: Page, kind: str, key: str = "", anchor: str = "discussion", cited: bool = False
) -> dict[str, Any]:
    """Lead to the discussion beside `page`, and (`cited`) to others that speak of it.

    No message and no count stands here: the page may come from the cache of whole answers, and
    what was hidden a moment ago must not.
    """
    is_saved = bool(page.pk)
    return {
        "url": address_of(page, kind, key) if is_saved else "",
        "elsewhere": elsewhere(page) if cited and is_saved else [],
        "anchor": anchor,
    }
