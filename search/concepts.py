"""Find the concepts of the thesaurus in texts and in questions.

A text is searched for the longest row of tokens that is a label of a concept, in the text's own
language or in English. Labels are analysed as the text is, so that inflected forms are found.
Nothing here touches Django or a database: a rebuild does this work in a second process. The
application says where the concepts come from (`provide`).
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from search import analysis

TAG = "c_"
# A word with a second meaning needs one of its companions within so many tokens.
NEAR = 12
LONGEST_LABEL = 8
REMEMBERED = 100_000
NEGATIONS = frozenset(
    {
        "no", "not", "without", "non", "senza", "fara", "nu", "zonder", "niet", "geen", "sans",
        "pas", "sin", "ni", "χωρις", "μη", "δεν", "brez", "ne", "ohne", "nicht", "kein", "keine",
        "sense",
    }
)  # fmt: skip
# Languages that write compounds as one word, and how long a known part of one must be.
COMPOUNDING = ("de", "nl")
# How many other words may stand among those of a label.
SCATTER = 2
# Which share of a label must be in a question for it to hint at the concept; and in the labels of
# how many concepts a word may stand that hints alone.
HINT = 0.45
TELLING = 2
SHORTEST_PART, SHORTEST_REST = 6, 3


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


@dataclass(frozen=True, slots=True)
class Found:
    """Concepts at the tokens `start` to `end` of a text; `apart`: where the words of their name
    stand, if they do not stand together."""

    start: int
    end: int
    concepts: tuple[str, ...]
    apart: tuple[int, ...] = ()


Row = tuple[str, ...]


class Matcher:
    """Finds the concepts of one language."""

    def __init__(self, language: str, labels: Iterable[Label]) -> None:
        self.language = language
        self._rows: dict[Row, dict[str, Meaning]] = {}
        # Tokens of the labels' words by how these look without accents.
        self._folded: dict[str, str] = {}
        for label in labels:
            self._learn(label)
        # By the first word, and then by the second: the longer labels, the longest first.
        self._longer: dict[str, dict[str, list[Row]]] = {}
        for row in sorted(self._rows, key=len, reverse=True):
            if len(row) > 1:
                seconds = self._longer.setdefault(row[0], {})
                seconds.setdefault(row[1], []).append(row)
        self._parts = self._known_parts() if language in COMPOUNDING else frozenset()
        self._compounds: dict[str, str] = {}
        self._starts: dict[str, bool] = {}
        self.hints = Hints(self._rows)

    def _learn(self, label: Label) -> None:
        analyser = analysis.analyser(self.language)
        row = label_tokens(label.text, self.language)
        if not row or len(row) > LONGEST_LABEL:
            return
        if label.language != self.language and len(row) < 2:
            # An English word alone may be another word here (fr "chair", nl "kind").
            return
        near = frozenset(token for word in label.near for token in analyser.tokens(word).split())
        words = analysis.words(label.text)
        for word in words:
            self._folded.setdefault(analysis.fold(word), analyser.token(word))
        held = self._rows.setdefault(row, {})
        phrase = _needed_phrase(words, row)
        if known := held.get(label.concept):
            # Forms of one word: what makes one of them doubtful makes the others so too.
            near, phrase = near | known.near, phrase and known.phrase
        held[label.concept] = Meaning(label.concept, near, phrase)

    def _known_parts(self) -> frozenset[str]:
        """Return the labels of one word that may stand inside a compound."""
        return frozenset(
            row[0]
            for row, meanings in self._rows.items()
            if len(row) == 1
            and len(row[0]) >= SHORTEST_PART + 3
            and not any(meaning.near or meaning.phrase for meaning in meanings.values())
        )

    def all_rows(self) -> Iterable[Row]:
        """Return the labels as rows of tokens."""
        return self._rows.keys()

    def token(self, word: str) -> str:
        """Return the token of a word of a question: that of a label which is the same but for its
        accents, else the language's."""
        return self._folded.get(analysis.fold(word)) or analysis.analyser(self.language).token(word)

    def meanings(self, row: Row) -> tuple[Meaning, ...]:
        """Return what a row of tokens may mean."""
        return tuple(self._rows.get(row, {}).values())

    def rows(self, tokens: Sequence[str], start: int) -> Iterator[Row]:
        """Yield the labels that begin at `start`, the longest first; a compound that is none
        stands for its part."""
        token = tokens[start]
        seconds = self._longer.get(token)
        if seconds is not None and start + 1 < len(tokens):
            for row in seconds.get(tokens[start + 1], ()):
                if len(row) == 2 or row == tuple(tokens[start : start + len(row)]):
                    yield row
        if (token,) in self._rows:
            yield (token,)
        elif self._parts and (part := self._part(token)):
            yield (part,)

    def _part(self, token: str) -> str:
        """Return the longest known label at the beginning or end of a compound, or ""."""
        held = self._compounds.get(token)
        if held is None:
            held = self._compounds[token] = self._find_part(token)
        return held

    def _find_part(self, token: str) -> str:
        tag, word = token[:3], token[3:]
        for size in range(len(word) - SHORTEST_REST, SHORTEST_PART - 1, -1):
            for part in (word[:size], word[-size:]):
                if tag + part in self._parts:
                    return tag + part
        return ""

    def find(self, tokens: Sequence[str], text: str = "") -> Iterator[Found]:
        """Yield the concepts in the tokens of `text`: labels from left to right, then those whose
        words stand near each other in another order or with others between."""
        named: dict[str, list[int]] = {}
        for found in self._labels(tokens, _Phrases(text)):
            for concept in found.concepts:
                named.setdefault(concept, []).append(found.start)
            yield found
        yield from self._scattered(tokens, named)

    def _labels(self, tokens: Sequence[str], phrases: "_Phrases") -> Iterator[Found]:
        at, count, starts = 0, len(tokens), self._starts
        while at < count:
            token = tokens[at]
            begins = starts.get(token)
            if begins is None:
                if len(starts) >= REMEMBERED:
                    starts.clear()
                    self._compounds.clear()
                begins = starts[token] = self._begins(token)
            row = next(self.rows(tokens, at), None) if begins else None
            if row is None:
                at += 1
                continue
            end = at + len(row)
            concepts = tuple(
                meaning.concept
                for meaning in self._rows[row].values()
                if (not meaning.phrase or meaning.phrase in phrases)
                and (not meaning.near or self._is_near(meaning.near, tokens, at, end))
            )
            if concepts:
                yield Found(at, end, concepts)
            at = end

    def _begins(self, token: str) -> bool:
        """Tell whether a label may begin with a token."""
        alone = (token,) in self._rows or bool(self._parts and self._part(token))
        return alone or token in self._longer

    def _scattered(self, tokens: Sequence[str], named: dict[str, list[int]]) -> Iterator[Found]:
        there = set(tokens)
        anchors = self.hints.anchors
        possible: dict[str, list[tuple[frozenset[str], Row]]] = {}
        for token in there & anchors.keys():
            if some := [pair for pair in anchors[token] if pair[0] <= there]:
                possible[token] = some
        if not possible:
            return
        for at, token in enumerate(tokens):
            for words, row in possible.get(token, ()):
                reach = len(row) + SCATTER
                start, end = max(0, at - reach), at + reach + 1
                if not words.issubset(tokens[start:end]):
                    continue
                concepts = tuple(
                    meaning.concept
                    for meaning in self._rows[row].values()
                    if not any(start <= place < end for place in named.get(meaning.concept, ()))
                    and (not meaning.near or self._is_near(meaning.near, tokens, at, at + 1))
                )
                for concept in concepts:
                    named.setdefault(concept, []).append(at)
                if concepts:
                    apart = (
                        place for place, one in enumerate(tokens[start:end], start) if one in words
                    )
                    yield Found(at, at + 1, concepts, tuple(apart))

    def _is_near(self, near: frozenset[str], tokens: Sequence[str], start: int, end: int) -> bool:
        around = (*tokens[max(0, start - NEAR) : start], *tokens[end : end + NEAR])
        return not near.isdisjoint(around)


class _Phrases:
    """The words of a text without accents, made when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = ""

    def __contains__(self, phrase: str) -> bool:
        self._plain = self._plain or f" {plain(self._text)} "
        return f" {phrase} " in self._plain


class Hints:
    """The labels of several words by the words that they are made of."""

    def __init__(self, rows: Mapping[Row, Mapping[str, Meaning]]) -> None:
        self._concepts: dict[str, set[str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._meant = rows
        several = [row for row in rows if len(set(row)) > 1]
        for row in rows:
            for token in set(row):
                self._concepts.setdefault(token, set()).update(rows[row])
        for row in several:
            for token in set(row):
                self._rows.setdefault(token, []).append(row)
        # Each label waits for its rarest word.
        self.anchors: dict[str, list[tuple[frozenset[str], Row]]] = {}
        for row in several:
            rarest = min(row, key=lambda token: (len(self._rows[token]), token))
            self.anchors.setdefault(rarest, []).append((frozenset(row), row))
        self._all = len({concept for meanings in rows.values() for concept in meanings}) or 1

    def _telling(self, token: str) -> float:
        """Return how much a word tells of the concept: much if few concepts' labels have it."""
        return math.log(1 + self._all / len(self._concepts[token]))

    def likely(self, tokens: Collection[str]) -> dict[str, tuple[float, Row]]:
        """Return concepts that the words of a question hint at without naming them: how much of a
        label is there (0 to 1, by how telling its words are), and that label."""
        there = {token for token in tokens if token in self._rows}
        found: dict[str, tuple[float, Row]] = {}
        for row in {row for token in there for row in self._rows[token]}:
            words = set(row)
            mine = words & there
            share = sum(map(self._telling, mine)) / sum(map(self._telling, words))
            if share < HINT or (len(mine) == 1 and self._common(mine)):
                continue
            for concept in self._meant[row]:
                found[concept] = max(found.get(concept, (0.0, row)), (share, row))
        return found

    def _common(self, words: Collection[str]) -> bool:
        return any(len(self._concepts[word]) > TELLING for word in words)


@dataclass
class Thesaurus:
    """All labels, and for each concept the one above it and those related to it. Can be sent to
    another process."""

    labels: tuple[Label, ...] = ()
    broader: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _matchers: dict[str, Matcher] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Send the labels, not what was made of them."""
        return Thesaurus, (self.labels, dict(self.broader), dict(self.related))

    def matcher(self, language: str) -> Matcher:
        """Return the matcher of a language; one without labels for an unknown language."""
        code = analysis.analyser(language).language
        if code not in self._matchers:
            mine = [one for one in self.labels if one.language == code]
            english = [one for one in self.labels if one.language == "en" and not one.near]
            self._matchers[code] = Matcher(code, mine if code == "en" else mine + english)
        return self._matchers[code]

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for concept in self.broader:
            row: list[str] = []
            while (concept_above := self.broader.get(row[-1] if row else concept, "")) and (
                concept_above not in row
            ):
                row.append(concept_above)
            found[concept] = tuple(row)
        return found

    @cached_property
    def _tokens(self) -> frozenset[str]:
        matchers = map(self.matcher, analysis.LANGUAGES)
        return frozenset(token for one in matchers for row in one.all_rows() for token in row)

    def knows(self, token: str) -> bool:
        """Tell whether a token belongs to any label."""
        return token in self._tokens

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of all labels, in order."""
        texts = (analysis.fold(label.text) for label in self.labels)
        return tuple(sorted({word for text in texts for word in analysis.words(text)}))

    def above(self, concept: str) -> tuple[str, ...]:
        """Return the concepts above one, nearest first."""
        return self._above.get(concept, ())

    def below(self, concept: str) -> tuple[str, ...]:
        """Return the concepts right below one."""
        return tuple(one for one, above in self.broader.items() if above == concept)

    def within(self, concept: str, wanted: str) -> bool:
        """Tell whether `concept` is `wanted` or stands below it."""
        return concept == wanted or wanted in self.above(concept)


def _needed_phrase(words: Sequence[str], row: Row) -> str:
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


_sources: list[Callable[[], Thesaurus]] = [Thesaurus]


def provide(source: Callable[[], Thesaurus]) -> None:
    """Say where the thesaurus comes from: a function that returns the present one, quickly."""
    _sources[:] = [source]


def thesaurus() -> Thesaurus:
    """Return the present thesaurus; an empty one where none was provided."""
    return _sources[0]()


def token(concept: str) -> str:
    """Return the token that stands for a concept in an index."""
    return TAG + concept.replace("-", "_")
