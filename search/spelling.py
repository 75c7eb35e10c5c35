"""Words of a question that nobody knows: compounds are divided, misspelt ones corrected."""

from collections.abc import Callable, Iterable
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.concepts import Thesaurus
from search.engines import Engine
from search.matching import COMPOUNDING
from search.wordlists import is_common, is_common_anywhere

SHORTEST = 5
# A word of so many letters may have one wrong one, a longer word two.
ONE_MISTAKE = 8
SHORTEST_COMPOUND, SHORTEST_PART = 9, 4
# What German and Dutch put between the parts of a compound, the most usual first.
JOINTS = ("", "s", "en", "n", "es", "e")


def corrections(words: Iterable[str], engine: Engine, terms: Thesaurus) -> dict[str, str]:
    """Return {word: what should be looked up instead} for those of `words` that nobody knows.

    A compound becomes its parts, divided by spaces. A word with a near neighbour becomes that: at
    most one mistake (a wrong, missing, spare or swapped letter), two in words of more than eight
    letters. Among equally near ones a word of the thesaurus wins. Raises IndexUnavailable.
    """
    found = {}
    for word in words:
        if _is_unknown(word, engine, terms):
            right = _parts(word, engine, terms) or (
                "" if word.isupper() else _nearest(analysis.fold(word), engine, terms)
            )
            if right:
                found[word] = right
    return found


def _is_unknown(word: str, engine: Engine, terms: Thesaurus) -> bool:
    folded = analysis.fold(word)
    if len(folded) < SHORTEST or not folded.isalpha() or is_common_anywhere(folded):
        return False
    if any(folded in analysis.stop_words(code) for code in analysis.LANGUAGES):
        return False
    tokens = [terms.matcher(code).token(word) for code in analysis.LANGUAGES]
    tokens.append(analysis.analyser(analysis.ANY).token(word))
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
        if best and best[0] != folded:
            return best[0]
    return ""


def _parts(word: str, engine: Engine, terms: Thesaurus) -> str:
    """Return the parts of a German or Dutch compound, or "" if it cannot be divided."""
    folded = analysis.fold(word)
    if len(folded) < SHORTEST_COMPOUND:
        return ""
    for language in COMPOUNDING:
        is_known = partial(_known, language=language, engine=engine, terms=terms)
        if parts := divided(folded, is_known):
            return " ".join(parts)
    return ""


def _known(part: str, language: str, engine: Engine, terms: Thesaurus) -> bool:
    return (
        is_common(part, language)
        or terms.knows(terms.matcher(language).token(part))
        or any(
            token.startswith(language + "_") for token in engine.known_tokens([part]).get(part, ())
        )
    )


def divided(folded: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the two or three known words that a folded compound is made of; the division with
    the fewest parts, then with the longest last one, counts. Nothing if there is none."""
    for at in range(SHORTEST_PART, len(folded) - SHORTEST_PART + 1):
        rest = folded[at:]
        if is_known(rest) and (first := _without_joint(folded[:at], is_known)):
            return first, rest
    for at in range(len(folded) - SHORTEST_PART, 2 * SHORTEST_PART - 1, -1):
        rest = folded[at:]
        if is_known(rest) and (before := _two(folded[:at], is_known)):
            return *before, rest
    return ()


def _two(folded: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    for at in range(len(folded) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        second = _without_joint(folded[at:], is_known)
        if second and (first := _without_joint(folded[:at], is_known)):
            return first, second
    return ()


def _without_joint(part: str, is_known: Callable[[str], bool]) -> str:
    for joint in JOINTS:
        bare = part.removesuffix(joint) if joint else part
        if len(bare) >= SHORTEST_PART and (not joint or bare != part) and is_known(bare):
            return bare
    return ""
