"""Tags of messages that were found: what was being discussed, and when."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from content.languages import active_language
from content.routing import source_language
from discussion.templatetags.discussions import moment_words

register = template.Library()


@register.simple_tag
def topic_of_result(*, row: dict[str, Any]) -> SafeString:
    """Show what a message that was found is about, in the reader's language where it has a title in
    it, else in the source's."""
    topics = row.get("topics") or {}
    for code in (active_language(), source_language(), *topics):
        if code in topics:
            return format_html('<strong lang="{}">{}</strong>', code, topics[code])
    return format_html("<strong>{}</strong>", gettext("Discussion"))


@register.simple_tag
def moment_of_result(*, row: dict[str, Any]) -> SafeString:
    """Show when a message that was found was written."""
    return moment_words(iso=row["at"])
