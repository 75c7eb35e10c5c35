"""From what a reader typed to the tokens that an engine looks up.

A word is looked up in every language in which the index knows it, so that an exact word is found
whatever the reader's language; an unknown word is tried in all languages. The engine-neutral
result, a `Plan`, is all that an engine gets to see of the question. Words that name a concept
(`search.meaning`) are also looked up as that concept, which stands for its names in all languages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from search import analysis
from search.concepts import thesaurus
from search.everyday import sense_words, senses
from search.meaning import Known, Reading
from search.query import AnyOf, Clause, Field, Leaf, Not, Parsed, Phrase, Term

Run = tuple[str, ...]
# How much a concept counts that is related to one that is named.
RELATED = 0.2


@dataclass(frozen=True, slots=True)
class Words:
    """One part of the question: any of `runs` (rows of adjacent tokens) or one of `concepts`.

    Where several words name a concept, each of them is a part that the concept satisfies: so the
    name is found as a whole, and otherwise word by word. `named` gives for each of `concepts` the
    words of the question that name it. `senses` are the tokens of what it means as an everyday
    word (`search.everyday`). `hinted` are further concepts, each with how surely they
    are meant (0 to 1): they help where too little is found.
    """

    typed: str
    runs: tuple[Run, ...] = ()
    concepts: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    hinted: tuple[tuple[str, float], ...] = ()
    senses: tuple[str, ...] = ()

    def all_runs(self) -> tuple[Run, ...]:
        """Return its runs, and those of everyday words in other languages that mean the same."""
        others = {
            (token,)
            for sense in self.senses
            for code in analysis.LANGUAGES
            for token in sense_words(sense, code)
        }
        return (*self.runs, *sorted(others.difference(self.runs)))


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

    `ignored` are words too common to look up; `unknown` are field values that nothing has;
    `languages` are those that the question is likely in; `respelt` are words that nothing has,
    each with the one that was looked up instead.
    """

    groups: tuple[tuple[Option, ...], ...] = ()
    excluded: tuple[Part, ...] = ()
    ignored: tuple[str, ...] = ()
    unknown: tuple[Field, ...] = ()
    languages: tuple[str, ...] = ()
    respelt: tuple[tuple[str, str], ...] = ()

    def text_groups(self) -> tuple[tuple[Words, ...], ...]:
        """Return the groups made of plain words only: what an engine ranks by."""
        return tuple(
            tuple(o.part for o in group if isinstance(o.part, Words))
            for group in self.groups
            if all(isinstance(o.part, Words) and not o.negated for o in group)
        )

    def spans(self) -> dict[str, list[int]]:
        """Return the names and words of a plain question in order, each with the numbers of its
        groups; nothing for a question with phrases, fields, or alternatives."""
        found: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            part = group[0].part
            if len(group) > 1 or not isinstance(part, Words) or group[0].negated:
                return {}
            name = part.named[0] if part.named else part.typed
            found.setdefault(name, []).append(number)
        return {} if self.excluded else found

    def words(self) -> list[Words]:
        """Return all words and phrases asked for."""
        return [
            o.part
            for group in self.groups
            for o in group
            if isinstance(o.part, Words) and not o.negated
        ]


def _words_together(clauses: Iterable[Clause]) -> Iterator[Clause | tuple[str, ...]]:
    """Yield the clauses, plain words that follow each other as one row."""
    row: list[str] = []
    for clause in clauses:
        if isinstance(clause, Term):
            row.append(clause.word)
            continue
        if row:
            yield tuple(row)
            row = []
        yield clause
    if row:
        yield tuple(row)


def respelt(parsed: Parsed, spelt: Mapping[str, str]) -> Parsed:
    """Return the question with these words in place of those that they correct (several for one:
    the parts of a compound); words in quotes and after a minus stay as they were typed."""
    if not spelt:
        return parsed

    def right(item: Clause) -> Iterator[Clause]:
        if isinstance(item, Term):
            yield from map(Term, spelt.get(item.word, item.word).split())
        elif isinstance(item, AnyOf):
            options = tuple(one for option in item.options for one in right(option))
            yield AnyOf(options)  # type: ignore[arg-type]
        else:
            yield item

    return replace(parsed, clauses=tuple(one for item in parsed.clauses for one in right(item)))


def plain_words(parsed: Parsed) -> list[str]:
    """Return the words that stand outside quotes and are not excluded."""
    return [leaf.word for leaf in parsed.leaves() if isinstance(leaf, Term)]


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
    asked_in: str = "",
) -> Plan:
    """Return the plan for a question by a reader of `language`, who may have said that it is
    `asked_in` another.

    `known` maps folded words to the tokens the index holds for them; `values_of(facet, typed)`
    returns the facet values that a reader means.
    """
    return _Planner(parsed, language, known, values_of, asked_in).plan(parsed)


class _Planner:
    def __init__(
        self,
        parsed: Parsed,
        language: str,
        known: Known,
        values_of: Callable[[str, str], tuple[str, ...]],
        asked_in: str,
    ) -> None:
        self.known = known
        self.values_of = values_of
        self.terms = thesaurus()
        self.language = asked_in or language
        self.sure = bool(asked_in)
        self._readings: dict[tuple[tuple[str, ...], bool], Reading] = {}
        self.guessed = self.reading(tuple(typed_words(parsed))).languages
        self.languages = tuple(dict.fromkeys((self.language, *self.guessed)))
        self.ignored: list[str] = []
        self.unknown: list[Field] = []

    def reading(self, words: tuple[str, ...], whole: bool = True) -> Reading:
        """Return how a row of words is read; most questions are one row, asked about twice."""
        known = self._readings.get((words, whole))
        if known is None:
            known = Reading(words, self.language, self.known, self.terms, whole, self.sure)
            self._readings[words, whole] = known
        return known

    def plan(self, parsed: Parsed) -> Plan:
        groups: list[tuple[Option, ...]] = []
        excluded: list[Part] = []
        for clause in _words_together(parsed.clauses):
            if isinstance(clause, Not):
                part = self.part(clause.leaf)
                excluded.extend([part] if part else [])
            elif isinstance(clause, tuple):
                groups.extend((Option(part),) for part in self.row(clause))
            else:
                options = clause.options if isinstance(clause, AnyOf) else (clause,)
                group = tuple(o for o in map(self.option, options) if o)
                groups.extend([group] if group else [])
        return Plan(
            tuple(groups), tuple(excluded), tuple(self.ignored), tuple(self.unknown), self.guessed
        )

    def row(self, words: tuple[str, ...], whole: bool = True) -> Iterator[Words]:
        """Yield the parts of a row of plain words: names of concepts, and the words between."""
        reading = self.reading(words, whole)
        for segment in reading.segments:
            mine = words[segment.start : segment.end]
            for at, part in enumerate(self.segment(mine, segment.concepts), segment.start):
                hinted = ((hint.concept, hint.weight) for hint in reading.hints if at in hint.at)
                yield replace(part, hinted=(*part.hinted, *hinted, *self.related(part.concepts)))

    def senses(self, word: str) -> tuple[str, ...]:
        """Return what an everyday word means in the languages that the question is likely in."""
        if not self.terms.labels:
            return ()
        found = (
            sense
            for code in self.guessed
            for token in {analysis.analyser(code).token(word), *self.known_in(word, code)}
            for sense in senses(code).get(token, ())
        )
        return tuple(sorted(set(found)))

    def known_in(self, word: str, code: str) -> Iterator[str]:
        """Yield the tokens that the index has for a word in a language, whatever its accents."""
        for token in self.known.get(analysis.fold(word), ()):
            if token.startswith(code + "_"):
                yield token

    def related(self, concepts: Iterable[str]) -> Iterator[tuple[str, float]]:
        for concept in concepts:
            for other in self.terms.related.get(concept, ()):
                yield other, RELATED

    def segment(self, words: tuple[str, ...], concepts: tuple[str, ...]) -> Iterator[Words]:
        """Yield a part for each word of the name of `concepts`, or of a word that names none."""
        named = (" ".join(words),) * len(concepts)
        if len(words) > 1:
            for part in self.row(words, whole=False):
                yield replace(part, concepts=concepts + part.concepts, named=named + part.named)
        elif (runs := self.word_runs(words[0])) or concepts:
            senses = () if concepts else self.senses(words[0])
            yield Words(words[0], runs, concepts, named, senses=senses)
        else:
            self.ignored.append(words[0])

    def option(self, item: Leaf | Not) -> Option | None:
        negated = isinstance(item, Not)
        part = self.part(item.leaf if isinstance(item, Not) else item)
        return Option(part, negated) if part else None

    def part(self, leaf: Leaf) -> Part | None:
        if isinstance(leaf, Term):
            return next(self.row((leaf.word,)), None)
        if isinstance(leaf, Field):
            values = self.values_of(leaf.name, leaf.value)
            if not values:
                self.unknown.append(leaf)
            return Condition(leaf.name, values)
        runs = self.phrase_runs(leaf.words)
        if not runs:
            self.ignored.append(" ".join(leaf.words))
            return None
        return Words(" ".join(leaf.words), runs)

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
