"""Labels with a second meaning: near which words they mean their concept.

The files in `data/` that end in `.ambiguous.txt` have one line a label:
`language | label | concept | near, words`. A text uses such a label for the concept only when one
of those words stands near it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
Near = Mapping[tuple[str, str, str], tuple[str, ...]]


@cache
def near_words() -> Near:
    """Return {(language, label in lower case, concept): words one of which must be near}."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.ambiguous.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                language, text, concept, words = (part.strip() for part in line.split("|"))
                near = tuple(word.strip() for word in words.split(",") if word.strip())
                found[language, text.casefold(), concept] = near
    return found
