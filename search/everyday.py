"""Everyday words that are no terms of the field, with the same word in the other languages.

`lexicon/*.tsv` has a sense a line: a short name, then its words in each language, `|` between. A
sense has a token of its own, which texts and questions get for any of its words, whatever the
language: so "moskee" finds a text with "τζαμί". Senses have no pages and are never shown.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from search import analysis

FOLDER = Path(__file__).parent / "lexicon"
TAG = "w_"


@cache
def fingerprint() -> str:
    """Name the lists of words: texts that were indexed with others lack what these would give."""
    made = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.tsv")):
        made.update(path.read_bytes())
    return made.hexdigest()[:8]


@cache
def senses(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return {token: tokens of its senses} for the words of a language; empty for an unknown one.

    Words that a question would lose (stop words) and terms of several words are left out.
    """
    if language not in analysis.LANGUAGES:
        return {}
    analyser = analysis.analyser(language)
    found: dict[str, dict[str, None]] = {}
    for name, words in _lines(language):
        for word in words:
            token = analyser.token(word)
            if token:
                found.setdefault(token, {})[TAG + name.replace("-", "_")] = None
    return {token: tuple(names) for token, names in found.items()}


def _lines(language: str) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(FOLDER.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                words = (word.strip() for word in (row[language] or "").split("|"))
                yield row["id"], [word for word in words if len(analysis.words(word)) == 1]


def senses_in(tokens: Iterable[str], language: str) -> Iterator[str]:
    """Yield the tokens of the senses of a text's tokens, once for each time."""
    known = senses(language)
    for token in [one for one in tokens if one in known]:
        yield from known[token]


@cache
def sense_words(sense: str, language: str) -> frozenset[str]:
    """Return the tokens of a language's words for a sense, given by its token."""
    return frozenset(token for token, names in senses(language).items() if sense in names)
