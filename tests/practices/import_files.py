"""A right item of an import file, to be made wrong, and files to put items into."""

import json
from pathlib import Path
from typing import Any

RIGHT: dict[str, Any] = {
    "id": "tilburg-desk",
    "language": "nl",
    "title": "Eén loket",
    "summary": "Alle vragen op één plaats.",
    "summary_en": "All questions in one place.",
    "body": [{"heading": "Waarom", "text": "Zoeken naar het goede kantoor kost dagen."}],
    "city": "Tilburg",
    "country": "NL",
    "themes": ["work", "housing"],
    "target_groups": ["refugees"],
    "lead": "Gemeente Tilburg",
    "start": "2019-05",
    "end": None,
    "status": "ongoing",
}


def item(**values: Any) -> dict[str, Any]:
    """Return a right item with `values` in it; a value of `...` takes the key out."""
    return {key: value for key, value in (RIGHT | values).items() if value is not ...}


def file_of(folder: Path, *items: Any) -> Path:
    """Return a file that holds `items` as a list."""
    path = folder / "practices.json"
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return path
