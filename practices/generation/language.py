"""Text that is not about anything, in words as frequent as in a real language."""

from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from content.languages import LANGUAGES
from vocabulary.queries import entries

DATA = Path(__file__).parent / "data"
# Every so many words one from the field: housing, refugees, language courses.
FIELD_EVERY = 9
SENTENCE = (6, 17)
_SYLLABLES = "bra cor da del el fa gir hel im ka lin lo mar mi nor ol pa ras sel ta u vel wi zo"


class Language:
    """Makes texts in one language. `field` are the words and phrases of the field."""

    def __init__(self, code: str, field: list[str]) -> None:
        self.code = code
        self._words, weights = _word_list(code)
        self._weights = list(accumulate(weights))
        self.field = field or self._words[:1]

    def text(self, random: Random, length: int) -> str:
        """Return `length` words in sentences, without a last full stop if they are few."""
        words = random.choices(self._words, cum_weights=self._weights, k=length)
        for at in range(random.randrange(FIELD_EVERY), length, FIELD_EVERY):
            words[at] = random.choice(self.field)
        if length <= SENTENCE[0]:
            return " ".join(words)
        sentences = []
        while words:
            cut = random.randint(*SENTENCE)
            sentences.append(_sentence(words[:cut]))
            del words[:cut]
        return " ".join(sentences)

    def title(self, random: Random, length: int) -> str:
        """Return a title of about `length` words, one of them of the field, perhaps a name."""
        words = random.choices(self._words, cum_weights=self._weights, k=max(length - 2, 1))
        words.insert(random.randint(0, len(words)), random.choice(self.field))
        text = " ".join(words)
        if random.random() < 0.4:
            text = f"{name(random)}: {text}"
        return (text[0].upper() + text[1:])[:200]


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
    """Return the ten languages, with the vocabulary's labels as words of the field."""
    field: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for entry in entries():
        for code, (preferred, alternative, _hidden) in entry.labels.items():
            field.get(code, []).extend((preferred, *alternative))
    return {code: Language(code, words) for code, words in field.items()}
