"""Find the labels of concepts in the tokens of a text or of a question, in one language.

Labels are analysed as the text is, so that inflected forms are found. Nothing here touches Django
or a database: a rebuild does this work in other processes, for every word of the library.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from search import analysis
from search.hints import NUMBER, Hints
from search.labels import Found, Label, Meaning, Row, label_tokens, needed_phrase, plain

# A word with a second meaning needs one of its companions within so many tokens.
NEAR = 12
LONGEST_LABEL = 8
REMEMBERED = 100_000
# Languages that write compounds as one word, and how long a known part of one must be.
COMPOUNDING = ("de", "nl")
SHORTEST_PART, SHORTEST_REST = 6, 3


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
        self._alone = {row[0]: row for row in self._rows if len(row) == 1}
        self._heads = self._alone.keys() | self._longer.keys()
        # The rows that always mean all of their concepts.
        self._sure = {
            row: tuple(meanings)
            for row, meanings in self._rows.items()
            if not any(meaning.near or meaning.phrase for meaning in meanings.values())
        }
        self.hints = Hints(self._rows)

    def __getstate__(self) -> dict[str, object]:
        """Send what was learned, not what other threads are still remembering."""
        return {**self.__dict__, "_compounds": {}}

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
        phrase = needed_phrase(words, row)
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
            if len(self._compounds) >= REMEMBERED:
                self._compounds.clear()
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
        # Most words of a text begin no label, or one whose second word is not in the text: sets
        # leave these out without a step for each place where they stand.
        there = set(tokens)
        beginning = self._alone.keys() & there
        longer = self._longer
        beginning.update(
            head for head in longer.keys() & there if not longer[head].keys().isdisjoint(there)
        )
        if self._parts:
            beginning.update(filter(self._part, there - self._heads))
        named: dict[str, list[int]] = {}
        whole: dict[int, Row] = {}
        if beginning:
            for found in self._labels(tokens, beginning, _Phrases(text), whole):
                for concept in found.concepts:
                    named.setdefault(concept, []).append(found.start)
                yield found
        yield from self._scattered(tokens, there, named, whole)

    def _labels(
        self,
        tokens: Sequence[str],
        beginning: Set[str],
        phrases: "_Phrases",
        whole: dict[int, Row],
    ) -> Iterator[Found]:
        """Yield the labels that stand there as they are; note in `whole` at which tokens there is
        one of several words that needs no further look."""
        end, sure = 0, self._sure
        for at in [place for place, token in enumerate(tokens) if token in beginning]:
            if at < end:
                continue
            row = self._longest(tokens, at)
            if row is None:
                continue
            end = at + len(row)
            concepts = sure.get(row)
            if concepts is not None:
                if end - at > 1:
                    whole.update(dict.fromkeys(range(at, end), row))
            else:
                concepts = tuple(
                    meaning.concept
                    for meaning in self._rows[row].values()
                    if (not meaning.phrase or meaning.phrase in phrases)
                    and (not meaning.near or self._is_near(meaning.near, tokens, at, end))
                )
            if concepts:
                yield Found(at, end, concepts)

    def _longest(self, tokens: Sequence[str], start: int) -> Row | None:
        """Return the first of `rows`, which would take twice the time."""
        token = tokens[start]
        seconds = self._longer.get(token)
        if seconds is not None and start + 1 < len(tokens):
            for row in seconds.get(tokens[start + 1], ()):
                if len(row) == 2 or row == tuple(tokens[start : start + len(row)]):
                    return row
        alone = self._alone.get(token)
        if alone is None and self._parts and (part := self._part(token)):
            return (part,)
        return alone

    def _scattered(
        self,
        tokens: Sequence[str],
        there: Set[str],
        named: dict[str, list[int]],
        whole: Mapping[int, Row],
    ) -> Iterator[Found]:
        anchors = self.hints.anchors
        waited_for = {
            anchor
            for anchor in anchors.keys() & there
            if not anchors[anchor].labels.keys().isdisjoint(there)
        }
        if not waited_for:
            return
        for at in [place for place, token in enumerate(tokens) if token in waited_for]:
            labels, reach = anchors[tokens[at]]
            around = set(tokens[max(0, at - reach) : at + reach + 1])
            others = labels.keys() & around
            if not others:
                continue
            waiting = [label for other in others for label in labels[other]]
            if len(waiting) > 1:
                waiting.sort(key=NUMBER)
            known = whole.get(at)
            for words, row, reach, _number in waiting:
                if row is known or not words <= around:
                    continue
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
