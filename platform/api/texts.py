"""Bodies of pages as plain text: paragraphs with an empty line between, list items with a dash."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.rich_text import RichText

from api.schemas.shared import Section

_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</li>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(p|h\d|ul|ol|blockquote)>", re.IGNORECASE)
_MANY_LINES = re.compile(r"\n{3,}")


def plain(text: RichText | str) -> str:
    """Return rich text without markup; what links lead to is left out."""
    source = text.source if isinstance(text, RichText) else text
    source = _ITEM.sub("- ", source.replace("\r", ""))
    source = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", source))
    return _MANY_LINES.sub("\n\n", unescape(strip_tags(source))).strip()


def sections(stream: Iterable[Any]) -> list[Section]:
    """Return the blocks of a body. A block without text of its own (a picture) is its caption."""
    return [
        Section(type=block.block_type, heading=_heading(block), text=_text(block.value))
        for block in stream
    ]


def _heading(block: Any) -> str:
    if isinstance(block.value, dict) and "heading" in block.value:
        return block.value["heading"] or ""
    return str(block.block.label)


def _text(value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    parts = [plain(value[name]) for name in ("text", "caption", "who") if value.get(name)]
    parts += [_step(one) for one in value.get("steps") or ()]
    return "\n\n".join(part for part in parts if part)


def _step(step: Any) -> str:
    first = ": ".join(part for part in (step.get("when"), step.get("title")) if part)
    return "\n".join(part for part in (first, step.get("text")) if part)
