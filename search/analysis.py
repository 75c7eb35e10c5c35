"""Turn text into search tokens, once and in Python, for every engine.

A token is `<language>_<stem>`: the stem of a word in the language it was written in, without
diacritics. Words of an unknown language, and names, are only folded and carry the tag `x`.
Engines store and compare these tokens as they are, so that all engines agree.
"""

import re
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
CACHE_SIZE = 30_000

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
PLAIN_WORD = re.compile(r"[^\W_]+")


def _word_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern for `text`: a plain one where it finds the same, in half the time."""
    if text.isascii():
        return PLAIN_WORD
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return WORD
    return WORD if "·" in text else PLAIN_WORD


def fold(text: str) -> str:
    """Return `text` in lower case, without compatibility forms and diacritics."""
    if text.isascii():
        # What follows would find nothing else to do, in ten times the time.
        return text.lower().replace(".", "")
    return DIACRITICS.sub("", unicodedata.normalize("NFKD", _lower(text))).translate(LETTERS)


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class _Signs(dict[int, str]):
    """The folded sign of each sign, or "\0" for one that has to be seen with its neighbours."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded, within = fold(sign), WORD.fullmatch(f"a{sign}a") is not None
        if sign.isalnum():
            alone = within and len(folded) == 1 and folded.isalnum()
        else:
            # No end of a word: a combining mark, the dot of l·l, a ™ that becomes two letters.
            alone = not (within or any(map(str.isalnum, folded)))
            folded = sign
        self[code] = folded if alone else "\0"
        return self[code]


_signs = _Signs()


# Sets of 256 signs, whose bytes are exchanged many times faster than signs of Unicode.
LATIN = "latin-1"
SIGNS_OF = {"el": "cp1253", "sl": "cp1250", "ro": "iso8859_16"}


@cache
def _folded_bytes(signs: str) -> bytes:
    """Return the folded sign of each sign of a set; 0 where it is outside the set."""

    def folded(code: int) -> int:
        try:
            return _signs[ord(bytes([code]).decode(signs))].encode(signs)[0]
        except UnicodeError:
            return 0

    return bytes(map(folded, range(256)))


def fold_in_place(text: str, language: str = "") -> str | None:
    """Return `text` with each word folded and every sign at its place, as long as `text` is.

    Words are what `str.isalnum` holds together. None for a text whose words are not: where signs
    become several, none, or depend on their neighbours. The `language` only makes it faster.
    """
    if text.isascii():
        return text.lower()
    for signs in (LATIN, SIGNS_OF.get(language, "")):
        if not signs:
            continue
        try:
            folded = text.encode(signs).translate(_folded_bytes(signs))
        except UnicodeEncodeError:
            continue
        return None if 0 in folded else folded.decode(signs)
    by_sign = text.translate(_signs)
    return None if "\0" in by_sign else by_sign


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand, in order. Apostrophes and hyphens divide."""
    return _word_pattern(text).findall(text)


def word_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of `text` with their places."""
    return _word_pattern(text).finditer(text)


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


class _Known(dict[str, str]):
    """Words with their tokens; learns a word when it is asked for, and keeps it unless it is
    longer than any word."""

    def __init__(self, learn: Callable[[str], str]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, word: str) -> str:
        token = self._learn(word)
        if len(word) <= LONGEST_TOKEN:
            self[word] = token
        return token


class Analyser:
    """Analyse texts of one language. Remembers each word, so that texts of a kind go fast.

    `known` maps every word seen to its token, or to "" for a stop word.
    """

    cache_size = CACHE_SIZE

    def __init__(self, language: str) -> None:
        language = base_language(language)
        self._stem = _stemmer(language)
        self.language = language if self._stem else ANY
        self._stops = stop_words(language)
        self.known = _Known(self._learn)
        self._pieces = _Known(self._read)

    def token(self, word: str) -> str:
        """Return the token of one word, or "" if it is a stop word or too short to matter."""
        return self.known[word]

    def _learn(self, word: str) -> str:
        lower = _lower(word)
        if lower != word:
            return self.known[lower]
        folded = fold(lower)
        if folded in self._stops or _is_lone_letter(folded):
            return ""
        stem = folded
        if self._stem is not None:
            if self.language == "ro":
                lower = lower.translate(ROMANIAN_CEDILLAS)
            stem = fold(self._stem(lower)) or folded
        return f"{self.language}_{stem[:LONGEST_TOKEN]}"

    def tokens(self, text: str) -> str:
        """Return the tokens of `text` in order, divided by spaces; stop words leave nothing."""
        self.make_room()
        return " ".join(filter(None, map(self._pieces.__getitem__, text.split())))

    def _read(self, piece: str) -> str:
        """Return the tokens of what stands between two spaces: words with their signs."""
        return " ".join(filter(None, map(self.known.__getitem__, words(_lower(piece)))))

    def make_room(self) -> None:
        """Forget all words when there are too many."""
        for held in (self.known, self._pieces):
            if len(held) >= self.cache_size:
                held.clear()

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each token of `text` with the place of its word: (token, start, end)."""
        self.make_room()
        known = self.known
        for match in word_matches(text):
            token = known[match.group()]
            if token:
                yield token, *match.span()


def _is_lone_letter(folded: str) -> bool:
    return len(folded) == 1 and folded.isalpha() and not re.match(f"[{UNSPACED}]", folded)


class Analysers(dict[str, Analyser]):
    """Analysers by language, made when asked for."""

    def __missing__(self, language: str) -> Analyser:
        return self.setdefault(language, Analyser(language))


@lru_cache(maxsize=64)
def analyser(language: str) -> Analyser:
    """Return this process's shared analyser of `language`."""
    return Analyser(language)


@cache
def fingerprint() -> str:
    """Name the analysis: two indexes with different fingerprints must not be mixed."""
    import simplemma  # noqa: PLC0415  loads nothing yet, but only a rebuild needs it

    return f"{VERSION}-{Stemmer.version()}-{simplemma.__version__}-{unicodedata.unidata_version}"
