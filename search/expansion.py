"""From what a reader typed to the tokens that an engine looks up.

A word is looked up in every language in which the index knows it, so that an exact word is found
whatever the reader's language; an unknown word is tried in all languages. The engine-neutral
result, a `Plan`, is all that an engine gets to see of the question.

The next step (concepts and their labels in other languages) adds runs to `Words.runs`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from search import analysis
from search.query import AnyOf, Field, Leaf, Not, Parsed, Phrase, Term

Run = tuple[str, ...]
Known = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """One word or phrase of the question: any of `runs`, each a row of adjacent tokens."""

    typed: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Documents with any of `values` in a facet. No values: no document."""

    facet: str
    values: tuple[str, ...]


Part = Words | Condition


@dataclass(frozen=True, slots=True)
class Option:
    """One side of an OR; `negated` for `-this`."""

    part: Part
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine must find: one option of each group, and nothing of `excluded`.

    `ignored` are words too common to look up; `unknown` are field values that nothing has.
    """

    groups: tuple[tuple[Option, ...], ...] = ()
    excluded: tuple[Part, ...] = ()
    ignored: tuple[str, ...] = ()
    unknown: tuple[Field, ...] = ()

    def text_groups(self) -> tuple[tuple[Words, ...], ...]:
        """Return the groups made of plain words only: what an engine ranks by."""
        return tuple(
            tuple(o.part for o in group if isinstance(o.part, Words))
            for group in self.groups
            if all(isinstance(o.part, Words) and not o.negated for o in group)
        )

    def words(self) -> list[Words]:
        """Return all words and phrases asked for."""
        return [
            o.part
            for group in self.groups
            for o in group
            if isinstance(o.part, Words) and not o.negated
        ]


def typed_words(parsed: Parsed) -> list[str]:
    """Return every word of the question, for one look-up of what the index knows."""
    found: list[str] = []
    for clause in parsed.clauses:
        for option in clause.options if isinstance(clause, AnyOf) else (clause,):
            leaf = option.leaf if isinstance(option, Not) else option
            if isinstance(leaf, Term):
                found.append(leaf.word)
            elif isinstance(leaf, Phrase):
                found.extend(leaf.words)
    return found


def make_plan(
    parsed: Parsed,
    language: str,
    known: Known,
    values_of: Callable[[str, str], tuple[str, ...]],
) -> Plan:
    """Return the plan for a question by a reader of `language`.

    `known` maps folded words to the tokens the index holds for them; `values_of(facet, typed)`
    returns the facet values that a reader means.
    """
    return _Planner(parsed, language, known, values_of).plan(parsed)


def guess_language(words: Iterable[str], language: str, known: Known) -> str:
    """Return the language most of `words` belong to; the reader's own wins a tie."""
    folded = [analysis.fold(word) for word in words]

    def belonging(code: str) -> int:
        stops, tag = analysis.stop_words(code), code + "_"
        return sum(
            w in stops or any(token.startswith(tag) for token in known.get(w, ())) for w in folded
        )

    return max((language, *analysis.LANGUAGES), key=belonging)


class _Planner:
    def __init__(
        self,
        parsed: Parsed,
        language: str,
        known: Known,
        values_of: Callable[[str, str], tuple[str, ...]],
    ) -> None:
        self.known = known
        self.values_of = values_of
        guessed = guess_language(typed_words(parsed), language, known)
        self.languages = tuple(dict.fromkeys((language, guessed)))
        self.ignored: list[str] = []
        self.unknown: list[Field] = []

    def plan(self, parsed: Parsed) -> Plan:
        groups: list[tuple[Option, ...]] = []
        excluded: list[Part] = []
        for clause in parsed.clauses:
            if isinstance(clause, Not):
                part = self.part(clause.leaf)
                excluded.extend([part] if part else [])
                continue
            options = clause.options if isinstance(clause, AnyOf) else (clause,)
            group = tuple(o for o in map(self.option, options) if o)
            if group:
                groups.append(group)
        return Plan(tuple(groups), tuple(excluded), tuple(self.ignored), tuple(self.unknown))

    def option(self, item: Leaf | Not) -> Option | None:
        negated = isinstance(item, Not)
        part = self.part(item.leaf if isinstance(item, Not) else item)
        return Option(part, negated) if part else None

    def part(self, leaf: Leaf) -> Part | None:
        if isinstance(leaf, Field):
            values = self.values_of(leaf.name, leaf.value)
            if not values:
                self.unknown.append(leaf)
            return Condition(leaf.name, values)
        words = leaf.words if isinstance(leaf, Phrase) else (leaf.word,)
        runs = self.phrase_runs(words) if len(words) > 1 else self.word_runs(words[0])
        if not runs:
            self.ignored.append(" ".join(words))
            return None
        return Words(" ".join(words), runs)

    def word_runs(self, word: str) -> tuple[Run, ...]:
        folded = analysis.fold(word)
        if any(folded in analysis.stop_words(code) for code in self.languages):
            return ()
        known = set(self.known.get(folded, ()))
        tried = self.languages if known else analysis.LANGUAGES
        known |= {analysis.analyser(code).token(word) for code in tried}
        known.add(analysis.analyser("").token(word))
        return tuple((token,) for token in sorted(known) if token)

    def phrase_runs(self, words: tuple[str, ...]) -> tuple[Run, ...]:
        folded = [analysis.fold(word) for word in words]
        codes = (*analysis.LANGUAGES, analysis.ANY)
        plausible = [code for code in codes if all(self.belongs(w, code) for w in folded)]
        runs = {self.run(words, folded, code) for code in plausible or codes}
        return tuple(sorted(run for run in runs if run))

    def belongs(self, folded: str, code: str) -> bool:
        return folded in analysis.stop_words(code) or any(
            token.startswith(code + "_") for token in self.known.get(folded, ())
        )

    def run(self, words: tuple[str, ...], folded: list[str], code: str) -> Run:
        analyser = analysis.analyser(code)
        tokens = []
        for word, plain in zip(words, folded, strict=True):
            if plain in analysis.stop_words(code):
                continue
            held = [t for t in self.known.get(plain, ()) if t.startswith(code + "_")]
            own = analyser.token(word)
            tokens.append(own if own in held or not held else held[0])
        return tuple(token for token in tokens if token)
