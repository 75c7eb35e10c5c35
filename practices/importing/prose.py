"""From plain text to the rich text of a section: paragraphs and lists, nothing else."""

import re
from collections.abc import Iterable
from itertools import groupby

from django.utils.html import escape

_POINT = re.compile(r"\s*[-*•]\s+")
_KEYS = re.compile(r' data-block-key="[^"]*"')


def rich_text(plain: str) -> str:
    """Return `plain` as rich text. An empty line parts paragraphs; `- ` begins a point of a list.

    Whatever looks like markup in it is shown as it was written.
    """
    parts = re.split(r"\n\s*\n", plain.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(html for part in parts for html in _part(part.strip().split("\n")))


def _part(lines: list[str]) -> Iterable[str]:
    for is_list, group in groupby(lines, key=lambda line: bool(_POINT.match(line))):
        if is_list:
            yield points(_POINT.sub("", line, count=1) for line in group)
        elif text := "<br/>".join(escape(line.strip()) for line in group if line.strip()):
            yield f"<p>{text}</p>"


def points(texts: Iterable[str]) -> str:
    """Return plain texts as a list."""
    return "<ul>" + "".join(f"<li>{escape(text.strip())}</li>" for text in texts) + "</ul>"


def one_or_points(texts: list[str]) -> str:
    """Return one text as paragraphs, several as a list."""
    return rich_text(texts[0]) if len(texts) == 1 else points(texts)


def without_keys(html: str) -> str:
    """Return rich text without the keys that the editor leaves in it, to compare two texts."""
    return _KEYS.sub("", html)
