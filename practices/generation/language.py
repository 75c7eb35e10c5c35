"""Text that is not about anything, in words as frequent as in a real language."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from content.languages import LANGUAGES
from vocabulary.queries import entries

DATA = Path(__file__).parent / "data"
# Every so many words one of the field: housing, refugees, language courses. With what the common
# words mean by themselves a text then names a concept every 15 words, about 11 in 250 words, as the
# real ones do, which also mostly name them by one word.
FIELD_EVERY = 14
CONCEPTS = (11, 20)
ONE_WORD_OFTENER = 7
SENTENCE = (6, 17)
_SYLLABLES = "bra cor da del el fa gir hel im ka lin lo mar mi nor ol pa ras sel ta u vel wi zo"


class Language:
    """Makes texts in one language. `labels` are the words and phrases of each concept."""

    def __init__(self, code: str, labels: Mapping[str, Sequence[str]]) -> None:
        self.code = code
        self._words, weights = _word_list(code)
        self._weights = list(accumulate(weights))
        self._labels = {concept: _weighted(found) for concept, found in labels.items() if found}

    def text(self, random: Random, length: int, about: Sequence[str] = ()) -> str:
        """Return `length` words in sentences, without a last full stop if they are few. Some of
        them name the concepts `about`, the first of these most often."""
        words = random.choices(self._words, cum_weights=self._weights, k=length)
        if about:
            for at in range(random.randrange(FIELD_EVERY), length, FIELD_EVERY):
                words[at] = self._label(random, about)
        if length <= SENTENCE[0]:
            return " ".join(words)
        sentences = []
        while words:
            cut = random.randint(*SENTENCE)
            sentences.append(_sentence(words[:cut]))
            del words[:cut]
        return " ".join(sentences)

    def title(self, random: Random, length: int, about: Sequence[str] = ()) -> str:
        """Return a title of about `length` words, with one of the concepts, perhaps a name."""
        words = random.choices(self._words, cum_weights=self._weights, k=max(length - 2, 1))
        words.insert(random.randint(0, len(words)), self._label(random, about))
        text = " ".join(words)
        if random.random() < 0.4:
            text = f"{name(random)}: {text}"
        return (text[0].upper() + text[1:])[:200]

    def tags(self, random: Random, count: int, about: Sequence[str]) -> list[str]:
        """Return up to `count` names of the concepts, each once."""
        return list(dict.fromkeys(self._label(random, about) for _ in range(count)))

    def _label(self, random: Random, about: Sequence[str]) -> str:
        known = [concept for concept in about if concept in self._labels]
        if not known:
            return random.choices(self._words, cum_weights=self._weights)[0]
        labels, weights = self._labels[known[int(random.random() ** 2 * len(known))]]
        return random.choices(labels, cum_weights=weights)[0]


def _weighted(labels: Sequence[str]) -> tuple[Sequence[str], list[int]]:
    weights = [1 if " " in label else ONE_WORD_OFTENER for label in labels]
    return labels, list(accumulate(weights))


@cache
def shape() -> dict[str, Any]:
    """Return what was counted on the real practices."""
    found: dict[str, Any] = json.loads((DATA / "shape.json").read_text(encoding="utf-8"))
    return found


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def name(random: Random) -> str:
    """Return a coined name: of a town, a project, an organisation."""
    syllables = _SYLLABLES.split()
    return "".join(random.choice(syllables) for _ in range(random.randint(2, 4))).capitalize()


@cache
def _word_list(code: str) -> tuple[list[str], list[float]]:
    words: list[str] = []
    weights: list[float] = []
    for line in (DATA / f"{code}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        frequency, *found = line.split()
        words += found
        weights += [10 ** float(frequency)] * len(found)
    return words, weights


def all_languages() -> dict[str, Language]:
    """Return the ten languages, which name the vocabulary's concepts by its labels."""
    labels: dict[str, dict[str, list[str]]] = {code: {} for code in LANGUAGES}
    for entry in entries():
        for code, (preferred, alternative, _hidden) in entry.labels.items():
            if code in labels:
                labels[code][entry.notation] = [preferred, *alternative]
    return {code: Language(code, found) for code, found in labels.items()}


class Subjects:
    """What texts are about: concepts as often as in real texts, those never met there seldom."""

    def __init__(self) -> None:
        counted = shape()["concepts"]
        self._concepts = [entry.notation for entry in entries()]
        self._weights = list(accumulate(counted.get(one, 0.5) for one in self._concepts))

    def some(self, random: Random) -> tuple[str, ...]:
        """Return some concepts for one text; none where the site has none."""
        if not self._concepts:
            return ()
        count = random.randint(*CONCEPTS)
        chosen = random.choices(self._concepts, cum_weights=self._weights, k=count)
        return tuple(dict.fromkeys(chosen))
