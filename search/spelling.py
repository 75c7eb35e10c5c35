"""Corrections for words that neither the index nor the thesaurus knows."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.concepts import Thesaurus
from search.engines import Engine

SHORTEST = 4
# A word of so many letters may have one wrong one, a longer word two.
ONE_MISTAKE = 7


def corrections(words: Iterable[str], engine: Engine, terms: Thesaurus) -> dict[str, str]:
    """Return {word: what it should probably be} for those of `words` that nobody knows.

    Words with a near neighbour only: at most one mistake (a wrong, missing, spare or swapped
    letter), two in words of more than seven letters. Among equally near ones a word of the
    thesaurus wins. Raises IndexUnavailable.
    """
    unknown = [word for word in words if _is_unknown(word, engine, terms)]
    found = {word: _nearest(analysis.fold(word), engine, terms) for word in unknown}
    return {word: right for word, right in found.items() if right}


def _is_unknown(word: str, engine: Engine, terms: Thesaurus) -> bool:
    folded = analysis.fold(word)
    if len(folded) < SHORTEST or not folded.isalpha():
        return False
    if any(folded in analysis.stop_words(code) for code in analysis.LANGUAGES):
        return False
    tokens = [analysis.analyser(code).token(word) for code in (*analysis.LANGUAGES, analysis.ANY)]
    if any(terms.knows(token) for token in tokens if token):
        return False
    return not engine.known_tokens([folded]) and not any(
        engine.words_of([token for token in tokens if token]).values()
    )


def _nearest(folded: str, engine: Engine, terms: Thesaurus) -> str:
    most = 1 if len(folded) <= ONE_MISTAKE else 2
    sizes = (len(folded) - most, len(folded) + most)
    for words in (terms.words, engine.words_like(folded[:1], *sizes)):
        best = process.extractOne(folded, words, scorer=OSA.distance, score_cutoff=most)
        if best:
            return best[0]
    return ""
