"""Words of a question that nobody knows: compounds are divided, misspelt ones corrected."""

from collections.abc import Callable, Iterable
from enum import Enum
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


def corrections(
    words: Iterable[str], engine: Engine, terms: Thesaurus, language: str = ""
) -> dict[str, str]:
    """Return {word: what should be looked up instead} for those of `words` that nobody knows.

    A compound becomes its parts, divided by spaces. A word with a near neighbour becomes that: at
    most one mistake (a wrong, missing, spare or swapped letter), two in words of more than eight
    letters. Among equally near ones a word of the thesaurus in the reader's `language` wins, then
    one of the thesaurus. A word that is known only by what another language makes of its ending
    ("houzing" has the stem of a Dutch "hous") is taken for a near one of `language` if there is
    one. Raises IndexUnavailable.
    """
    found = {}
    for word in words:
        known = _knowledge(word, engine, terms, language)
        if known is Known.YES:
            continue
        right = _parts(word, engine, terms) if known is Known.NO else ""
        if not right and not word.isupper():
            lists: list[Iterable[str]] = [terms.words_in(language)]
            folded = analysis.fold(word)
            if known is Known.NO:
                lists += [terms.words, _words_like(folded, engine)]
            right = _nearest(folded, lists)
        if right:
            found[word] = right
    return found


class Known(Enum):
    """Whether a word is known; ELSEWHERE: only its stem, and only in languages of others."""

    YES, ELSEWHERE, NO = range(3)


def _knowledge(word: str, engine: Engine, terms: Thesaurus, language: str) -> Known:
    folded = analysis.fold(word)
    if len(folded) < SHORTEST or not folded.isalpha() or is_common_anywhere(folded):
        return Known.YES
    if any(folded in analysis.stop_words(code) for code in analysis.LANGUAGES):
        return Known.YES
    if engine.known_tokens([folded]):
        return Known.YES
    tokens = {code: terms.matcher(code).token(word) for code in analysis.LANGUAGES}
    tokens[analysis.ANY] = analysis.analyser(analysis.ANY).token(word)
    held = engine.words_of([token for token in tokens.values() if token])
    where = {code for code, token in tokens.items() if terms.knows(token) or held.get(token)}
    if not where:
        return Known.NO
    if language in tokens and where.isdisjoint({language, analysis.ANY}):
        return Known.YES if terms.has_word(folded) else Known.ELSEWHERE
    return Known.YES


def _nearest(folded: str, lists: Iterable[Iterable[str]]) -> str:
    """Return the nearest word, of equally near ones that of an earlier list; "" if none is near."""
    most = 1 if len(folded) <= ONE_MISTAKE else 2
    found, left = "", most
    for words in lists:
        best = process.extractOne(folded, words, scorer=OSA.distance, score_cutoff=left)
        if best and best[0] != folded and (not found or best[1] < left):
            found, left = best[0], best[1]
    return found


def _words_like(folded: str, engine: Engine) -> Iterable[str]:
    most = 1 if len(folded) <= ONE_MISTAKE else 2
    return engine.words_like(folded[:1], len(folded) - most, len(folded) + most)


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
