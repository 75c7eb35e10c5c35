"""Turn text into search tokens, once and in Python, for every engine.

A token is `<language>_<stem>`: the stem of a word in the language it was written in, without
diacritics. Words of an unknown language, and names, are only folded and carry the tag `x`.
Engines store and compare these tokens as they are, so that all engines agree.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

VERSION = 1
ANY = "x"
LANGUAGES = ("en", "it", "ro", "nl", "fr", "es", "el", "sl", "de", "ca")
SNOWBALL = {
    "en": "english", "it": "italian", "ro": "romanian", "nl": "dutch", "fr": "french",
    "es": "spanish", "el": "greek", "de": "german", "ca": "catalan", "pt": "portuguese",
    "pl": "polish", "da": "danish", "sv": "swedish", "nb": "norwegian", "no": "norwegian",
    "fi": "finnish", "et": "estonian", "lt": "lithuanian", "hu": "hungarian", "cs": "czech",
    "ga": "irish", "eu": "basque", "ru": "russian", "sr": "serbian", "tr": "turkish",
    "ar": "arabic", "hy": "armenian",
}  # fmt: skip
LONGEST_TOKEN = 64
CACHE_SIZE = 200_000

# Marks that only decorate a Latin, Greek or Cyrillic letter. In other scripts a combining mark
# can be a vowel, so those stay.
DIACRITICS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not decompose, and the dot inside the Catalan l·l (its stemmer
# writes a full stop for it).
LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "·": "",
        ".": "",
    }
)
ROMANIAN_CEDILLAS = str.maketrans({"ş": "ș", "ţ": "ț"})


def _mark_ranges() -> str:
    """All combining marks as a regular expression class: `\\w` alone would cut words at them."""
    marks = [n for n in range(0x300, 0x11FFF) if unicodedata.category(chr(n)) in ("Mn", "Mc")]
    ranges: list[list[int]] = []
    for mark in marks:
        if ranges and mark == ranges[-1][1] + 1:
            ranges[-1][1] = mark
        else:
            ranges.append([mark, mark])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Scripts written without spaces: every sign is a word of its own.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
LETTER = f"[^\\W_ʼ{UNSPACED}]"
WORD = re.compile(
    f"{LETTER}+(?:[{_mark_ranges()}]+{LETTER}*|[·\u200c\u200d]{LETTER}+)*|[{UNSPACED}]"
)


def fold(text: str) -> str:
    """Return `text` in lower case, without compatibility forms and diacritics."""
    return DIACRITICS.sub("", unicodedata.normalize("NFKD", _lower(text))).translate(LETTERS)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand, in order. Apostrophes and hyphens divide."""
    return WORD.findall(text)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the folded words that carry no meaning of their own in `language`."""
    path = Path(__file__).parent / "stopwords" / f"{language}.txt"
    if not re.fullmatch("[a-z]{2}", language) or not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(word) for line in lines if not line.startswith("#") for word in line.split()
    )


def _lemmatizer(language: str) -> Callable[[str], str]:
    # Loaded on first use: the dictionary takes some tenths of a second and tens of megabytes.
    import simplemma  # noqa: PLC0415

    return lambda word: simplemma.lemmatize(word, language)


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    """Return the function that reduces a lower-case word to its stem, or None if there is none."""
    if language == "sl":
        return _lemmatizer("sl")
    if language not in SNOWBALL:
        return None
    # No cache inside: ours holds the finished token.
    return Stemmer.Stemmer(SNOWBALL[language], 0).stemWord


def base_language(code: str) -> str:
    """Return the two-letter language of a code such as `pt-br`, in lower case."""
    return code.lower().replace("_", "-").split("-")[0]


class Analyser:
    """Analyse texts of one language. Remembers each word, so that texts of a kind go fast.

    `known` maps every word seen (lower case) to its token, or to "" for a stop word.
    """

    def __init__(self, language: str) -> None:
        language = base_language(language)
        self._stem = _stemmer(language)
        self.language = language if self._stem else ANY
        self._stops = stop_words(language)
        self.known: dict[str, str] = {}

    def token(self, word: str) -> str:
        """Return the token of one word, or "" if it is a stop word or too short to matter."""
        known = self.known.get(word)
        if known is not None:
            return known
        if len(self.known) >= CACHE_SIZE:
            self.known.clear()
        lower = _lower(word)
        known = self.known.get(lower)
        return self.known.setdefault(word, self._learn(lower) if known is None else known)

    def _learn(self, lower: str) -> str:
        folded = fold(lower)
        if folded in self._stops or _is_lone_letter(folded):
            token = ""
        else:
            stem = folded
            if self._stem is not None:
                if self.language == "ro":
                    lower = lower.translate(ROMANIAN_CEDILLAS)
                stem = fold(self._stem(lower)) or folded
            token = f"{self.language}_{stem[:LONGEST_TOKEN]}"
        return self.known.setdefault(sys.intern(lower), token)

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of `text` in order, stop words left out."""
        known, learn = self.known, self._learn
        if len(known) >= CACHE_SIZE:
            known.clear()
        found = []
        for word in WORD.findall(_lower(text)):
            token = known.get(word)
            if token is None:
                token = learn(word)
            if token:
                found.append(token)
        return found

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each token of `text` with the place of its word: (token, start, end)."""
        known = self.known.get
        for match in WORD.finditer(text):
            word = match.group()
            token = known(word)
            if token is None:
                token = self.token(word)
            if token:
                yield token, *match.span()


def _is_lone_letter(folded: str) -> bool:
    return len(folded) == 1 and folded.isalpha() and not re.match(f"[{UNSPACED}]", folded)


@lru_cache(maxsize=64)
def analyser(language: str) -> Analyser:
    """Return this process's shared analyser of `language`."""
    return Analyser(language)


def fingerprint() -> str:
    """Name the analysis: two indexes with different fingerprints must not be mixed."""
    import simplemma  # noqa: PLC0415  loads nothing yet, but only a rebuild needs it

    return f"{VERSION}-{Stemmer.version()}-{simplemma.__version__}-{unicodedata.unidata_version}"
