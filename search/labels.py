"""Labels of concepts, as rows of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search import analysis

NEGATIONS = frozenset(
    {
        "no", "not", "without", "non", "senza", "fara", "nu", "zonder", "niet", "geen", "sans",
        "pas", "sin", "ni", "χωρις", "μη", "δεν", "brez", "ne", "ohne", "nicht", "kein", "keine",
        "sense",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a concept. `near`: in texts it counts only near one of these words."""

    concept: str
    language: str
    text: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row of tokens may mean. `near` holds tokens; empty: it always means it. `phrase`:
    only where the text has these words, little ones too."""

    concept: str
    near: frozenset[str] = frozenset()
    phrase: str = ""


class Found(NamedTuple):
    """Concepts at the tokens `start` to `end` of a text; `apart`: where the words of their name
    stand, if they do not stand together."""

    start: int
    end: int
    concepts: tuple[str, ...]
    apart: tuple[int, ...] = ()


Row = tuple[str, ...]


def needed_phrase(words: Sequence[str], row: Row) -> str:
    """Return what a text must have of the little words of a label, which are not in its tokens.

    Without them some labels would be others: es "sin papeles", fr "à la rue", el "μη νόμιμα".
    """
    folded = [analysis.fold(word) for word in words]
    if len(row) == 1 < len(words):
        return " ".join(folded)
    return next((word for word in folded if word in NEGATIONS), "")


def plain(text: str) -> str:
    """Return the words of `text` without accents and signs, a space between."""
    return " ".join(analysis.words(analysis.fold(text)))


def label_tokens(text: str, language: str) -> Row:
    """Return the tokens of a label as a text in `language` would have them."""
    return tuple(analysis.analyser(language).tokens(text).split())
