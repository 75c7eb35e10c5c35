"""The demo's texts: JSON files beside the code, and plain text turned into safe markup."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.html import escape

FOLDER = Path(__file__).parent / "content"


def read(name: str) -> Any:
    """Return the content of `content/<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_all(folder: str) -> Iterator[dict]:
    """Yield the objects of all files of `content/<folder>/` that have an id, by name."""
    for path in sorted((FOLDER / folder).glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and "id" in data:
            yield data


def rich(text: str) -> str:
    """Return plain text as rich text: paragraphs at blank lines, lists from lines with «- »."""
    return "".join(_block(part.strip()) for part in text.split("\n\n") if part.strip())


def _block(part: str) -> str:
    markup, items = [], []
    for line in part.split("\n"):
        if line.startswith("- "):
            items.append(f"<li>{escape(line[2:])}</li>")
            continue
        if items:
            markup.append(f"<ul>{''.join(items)}</ul>")
            items = []
        markup.append(f"<p>{escape(line)}</p>")
    if items:
        markup.append(f"<ul>{''.join(items)}</ul>")
    return "".join(markup)
