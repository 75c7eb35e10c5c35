"""The common words of each language, so that a rare but right word is not taken for a mistake."""

from bisect import bisect_left
from functools import cache
from pathlib import Path

from search import analysis

FOLDER = Path(__file__).parent / "words"


@cache
def common_words(language: str) -> tuple[str, ...]:
    """Return the common folded words of four letters and more of a language, sorted."""
    path = FOLDER / f"{language}.txt"
    return tuple(path.read_text(encoding="utf-8").split()) if path.exists() else ()


def is_common(folded: str, language: str) -> bool:
    """Tell whether a folded word is a common one of a language."""
    words = common_words(language)
    at = bisect_left(words, folded)
    return at < len(words) and words[at] == folded


def is_common_anywhere(folded: str) -> bool:
    """Tell whether a folded word is a common one of any of the ten languages."""
    return any(is_common(folded, code) for code in analysis.LANGUAGES)
