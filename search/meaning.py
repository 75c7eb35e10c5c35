"""What the words of a question mean: which language it is in, which concepts it names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search import analysis
from search.concepts import Thesaurus
from search.labels import Row

Known = Mapping[str, Collection[str]]


# A concept that is hinted at counts so much of one that is named.
HINTED = 0.8
MOST_HINTS = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `start` to `end` of the question; `concepts` is empty where none is named."""

    start: int
    end: int
    concepts: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A concept that the words at the places `at` hint at. `weight`: how surely, 0 to 1."""

    concept: str
    at: frozenset[int]
    weight: float


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    language: str
    row: Row


class Reading:
    """A row of plain words, read by somebody whose interface is in `language`.

    `known` maps folded words to the tokens that the index holds for them. `languages` are those
    that the question is most likely in, several if it cannot be told; `segments` divide it;
    `hints` are further concepts that its words may mean, the surest first.
    Without `whole` no segment is all of the words: that reads the parts of a concept's name. With
    `sure` the question is in `language`, whatever its words look like.
    """

    def __init__(
        self,
        words: Sequence[str],
        language: str,
        known: Known,
        terms: Thesaurus,
        whole: bool = True,
        sure: bool = False,
    ) -> None:
        self._whole = whole
        self._words = words
        self._folded = [analysis.fold(word) for word in words]
        self._terms = terms
        self._plain = f" {' '.join(self._folded)} "
        self._tokens = {code: self._analysed(code) for code in analysis.LANGUAGES}
        matches = [match for code in analysis.LANGUAGES for match in self._matches(code)]
        self.languages = (language,) if sure else self._likely(language, known, matches)
        self.segments = self._divide(match for match in matches if self._counts(match))
        self.hints = tuple(sorted(self._hints(), key=lambda hint: (-hint.weight, hint.concept)))

    def _analysed(self, code: str) -> list[tuple[str, int]]:
        """Return (token, number of the word) for the words that are no stop words."""
        if not self._words:
            # A list that was asked nothing need not wait until all labels are learned.
            return []
        matcher = self._terms.matcher(code)
        pairs = ((matcher.token(word), at) for at, word in enumerate(self._words))
        return [(token, at) for token, at in pairs if token]

    def _matches(self, code: str) -> Iterable[_Match]:
        pairs = self._tokens[code]
        if not pairs:
            return
        matcher, tokens = self._terms.matcher(code), [token for token, _at in pairs]
        for place in range(len(tokens)):
            for row in matcher.rows(tokens, place):
                last = min(place + len(row), len(pairs)) - 1
                yield _Match(pairs[place][1], pairs[last][1] + 1, code, row)

    def _likely(self, language: str, known: Known, matches: Sequence[_Match]) -> tuple[str, ...]:
        """Return the languages that most words belong to; the reader's own alone if among them."""
        named = {(match.language, at) for match in matches for at in range(match.start, match.end)}

        def belonging(code: str) -> int:
            stops, tag = analysis.stop_words(code), code + "_"
            return sum(
                2 * (folded in stops)
                or 2 * ((code, at) in named)
                or any(token.startswith(tag) for token in known.get(folded, ()))
                for at, folded in enumerate(self._folded)
            )

        scores = {code: belonging(code) for code in analysis.LANGUAGES}
        best = max(scores.values())
        found = tuple(code for code, score in scores.items() if score == best)
        if not best:
            return (language,)
        return (language,) if language in found else found

    def _counts(self, match: _Match) -> bool:
        """Tell whether a match may make a segment: not for a word that is only grammar here."""
        size = match.end - match.start
        if size == len(self._words) and not self._whole:
            return False
        folded = self._folded[match.start]
        return size > 1 or not any(folded in analysis.stop_words(code) for code in self.languages)

    def _divide(self, matches: Iterable[_Match]) -> tuple[Segment, ...]:
        """Return the longest names of concepts, left to right, and the words between them."""
        taken: dict[int, list[_Match]] = {}
        ends: dict[int, int] = {}
        used: set[int] = set()
        for match in sorted(matches, key=self._order):
            span = range(match.start, match.end)
            if match.start in taken and ends[match.start] == match.end:
                taken[match.start].append(match)
            elif used.isdisjoint(span):
                taken[match.start], ends[match.start] = [match], match.end
                used.update(span)
        segments, at = [], 0
        while at < len(self._words):
            if at in taken:
                segments.append(self._segment(at, ends[at], taken[at]))
                at = ends[at]
            else:
                segments.append(Segment(at, at + 1))
                at += 1
        return tuple(segments)

    def _order(self, match: _Match) -> tuple[int, bool, int]:
        return match.start - match.end, match.language not in self.languages, match.start

    def _segment(self, start: int, end: int, matches: list[_Match]) -> Segment:
        likely = [match for match in matches if match.language in self.languages] or matches
        sure: dict[str, None] = {}
        possible: dict[str, None] = {}
        for match in likely:
            around = {token for token, at in self._tokens[match.language] if not start <= at < end}
            for meaning in self._terms.matcher(match.language).meanings(match.row):
                if meaning.phrase and f" {meaning.phrase} " not in self._plain:
                    continue
                possible[meaning.concept] = None
                if not meaning.near or not meaning.near.isdisjoint(around):
                    sure[meaning.concept] = None
        return Segment(start, end, tuple(sure or possible), likely[0].language)

    def _hints(self) -> Iterable[Hint]:
        """Yield what the words may mean beyond the names in them, in each likely language."""
        named = {concept for segment in self.segments for concept in segment.concepts}
        for code in self.languages:
            places: dict[str, set[int]] = {}
            for token, at in self._tokens[code]:
                places.setdefault(token, set()).add(at)
            if not places:
                continue
            likely = self._terms.matcher(code).hints.likely(places)
            best = sorted(likely.items(), key=lambda pair: (-pair[1][0], pair[0]))
            for concept, (share, row) in [one for one in best if one[0] not in named][:MOST_HINTS]:
                mine = frozenset[int]().union(*(places.get(token, ()) for token in row))
                yield Hint(concept, mine, round(HINTED * share, 3))
