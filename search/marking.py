"""Find the reader's words, and names of what they mean, in texts of any language."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search import analysis
from search.concepts import Thesaurus
from search.documents import TAGS
from search.expansion import Run, Words
from search.labels import Found

# With more forms to look for, it is quicker to divide a text into its words.
FEW_FORMS = 30


@dataclass(frozen=True, slots=True)
class Why:
    """`typed` was found as `found` (as the text has it), in `language`, in one `field`.

    `concept` is the one that both mean, or one that `found` means and that stands below the one
    that was typed (`narrower`), or one that is near it (`related`); empty where the word itself
    was found. Without `found` the concept was not read in a text: people gave it to the document.
    """

    typed: str
    found: str
    language: str
    field: str
    concept: str = ""
    narrower: bool = False
    related: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Where in a text a word of the question, or a name of its concept, stands; `name`: the whole
    name, where this is one word of a name whose words stand apart."""

    start: int
    end: int
    typed: str
    concept: str = ""
    narrower: bool = False
    related: bool = False
    name: str = ""


class Marker:
    """Marks the words of one question in texts of any language.

    `forms` gives the folded words that the index has for each token. Comparing those is many
    times faster than analysing a text again; only phrases, and texts that fold into another
    number of words, are analysed.
    """

    def __init__(
        self,
        words: Sequence[Words],
        forms: Mapping[str, Collection[str]],
        terms: Thesaurus | None = None,
    ) -> None:
        self._terms = terms or Thesaurus()
        self.wanted = {
            concept: typed
            for part in words
            for concept, typed in zip(part.concepts, part.named, strict=True)
        }
        self.nearby = {
            concept: part.typed
            for part in words
            for concept, _weight in part.hinted
            if concept not in self.wanted
        }
        self._meant: dict[str, Why | None] = {}
        self._runs: dict[str, list[tuple[Run, str]]] = {}
        # Titles and summaries are asked for twice: to be shown, and for the reasons.
        self._known: dict[tuple[str, str, bool], list[Match]] = {}
        # By language: folded word to the word as typed ("" where a phrase begins).
        self._typed: dict[str, dict[str, str]] = {}
        for part in words:
            for run in part.all_runs():
                first = run[0]
                self._runs.setdefault(first, []).append((run, part.typed))
                typed = self._typed.setdefault(first.partition("_")[0], {})
                for form in forms.get(first, ()):
                    # Where a phrase may begin, a look at the next words has to decide.
                    typed[form] = part.typed if len(run) == 1 and typed.get(form) != "" else ""

        for runs in self._runs.values():
            runs.sort(key=lambda pair: -len(pair[0]))

    def matches(
        self,
        text: str,
        language: str,
        mentioned: Collection[str] | None = None,
        first: bool = False,
    ) -> list[Match]:
        """Return the matches in `text`, in order, not overlapping; of each word of the question
        only the first if `first`. `mentioned` are the concepts that the index found there: most
        texts have none that was asked for, and need no second look."""
        concepts = bool(language) and self._may_mean(mentioned)
        known = self._known.get((text, language, concepts))
        if known is None:
            # With `first` the rest may stay unread when each part that can be there was met.
            known = self._find(text, language, concepts, first, self._parts(mentioned))
            if not first:
                self._known[text, language, concepts] = known
        return known

    def _may_mean(self, mentioned: Collection[str] | None) -> bool:
        if mentioned is None:
            return bool(self.wanted or self.nearby)
        return any(map(self.meant, mentioned))

    def _parts(self, mentioned: Collection[str] | None) -> set[str]:
        """Return the parts of the question, as typed, that the concepts mentioned satisfy."""
        return {why.typed for concept in mentioned or () if (why := self.meant(concept))}

    def _find(
        self, text: str, language: str, concepts: bool, first: bool, parts: set[str]
    ) -> list[Match]:
        if not text:
            return []
        found = self._words(text, language, first)
        enough = parts if first else set[str]()
        return self._with_concepts(found, text, language, enough) if concepts else found

    def _with_concepts(
        self, found: list[Match], text: str, language: str, enough: set[str]
    ) -> list[Match]:
        """Add names of the concepts; where both are, the longer one counts, then the word."""
        words = {match.typed for match in found}
        both = [
            *found,
            # A word that was typed says more than those of a name far and wide.
            *(
                one
                for one in self._concepts(text, language, enough)
                if not one.name or one.typed not in words
            ),
        ]
        both.sort(key=lambda match: (match.start, -match.end, match.concept != ""))
        kept: list[Match] = []
        for match in both:
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
        return kept

    def _concepts(self, text: str, language: str, enough: set[str]) -> Iterator[Match]:
        """Yield where names of the concepts stand; ends when all parts in `enough`, if there are
        any, were met."""
        analyser = analysis.analyser(language)
        tokens = analyser.tokens(text).split()
        names = list(self._names(tokens, text, language, enough))
        if not names:
            return
        # Places in the text are needed up to the last name only.
        last = max(max((name.end - 1, *name.apart)) for name, _concept, _why in names)
        spans = list(islice(analyser.spans(text), last + 1))
        if [span[0] for span in spans] != tokens[: last + 1]:
            # A sign that stands for several words (½, ㎡) is one in the text.
            spans = list(analyser.spans(text))
            names = list(self._names([span[0] for span in spans], text, language, enough))
        for name, concept, why in names:
            means = why.typed, concept, why.narrower, why.related
            if name.apart:
                words = [spans[place][1:] for place in name.apart]
                whole = " … ".join(text[start:end] for start, end in words)
                yield from (Match(start, end, *means, whole) for start, end in words)
            else:
                yield Match(spans[name.start][1], spans[name.end - 1][2], *means)

    def _names(
        self, tokens: Sequence[str], text: str, language: str, enough: set[str]
    ) -> Iterator[tuple[Found, str, Why]]:
        met: set[str] = set()
        for name in self._terms.matcher(language).find(tokens, text):
            for concept in name.concepts:
                if why := self.meant(concept):
                    yield name, concept, why
                    met.add(why.typed)
                    break
            if enough and enough <= met:
                return

    def meant(self, concept: str) -> Why | None:
        """Return why a document with `concept` was found: it was asked for, it stands below one
        that was, or it is near one; None if it has nothing to do with the question."""
        if concept not in self._meant:
            self._meant[concept] = self._why(concept)
        return self._meant[concept]

    def _why(self, concept: str) -> Why | None:
        for one in (concept, *self._terms.above(concept)):
            if typed := self.wanted.get(one):
                return Why(typed, "", "", TAGS, concept, narrower=one != concept)
        if typed := self.nearby.get(concept):
            return Why(typed, "", "", TAGS, concept, related=True)
        return None

    def _words(self, text: str, language: str, first: bool) -> list[Match]:
        typed = self._typed.get(analysis.analyser(language).language)
        if not typed:
            return []
        if len(typed) <= FEW_FORMS and all(typed.values()):
            folded_text = analysis.fold_in_place(text, language)
            if folded_text is not None:
                return _in_place(folded_text, typed, first)
        # Folding takes full stops away, and would join the words beside one.
        folded = analysis.words(analysis.fold(text.replace(".", " ")))
        found = {place: typed[word] for place, word in enumerate(folded) if word in typed}
        if not found:
            return []
        if first:
            found = {place: word for word, place in _first_places(found).items()}
        matches = _at(text, folded, found)
        return self._analysed(text, language) if matches is None else matches

    def _analysed(self, text: str, language: str) -> list[Match]:
        spans = list(analysis.analyser(language).spans(text))
        found: list[Match] = []
        for place, (token, start, _) in enumerate(spans):
            if token not in self._runs or (found and start < found[-1].end):
                continue
            for run, typed in self._runs[token]:
                end = place + len(run)
                if tuple(span[0] for span in spans[place:end]) == run:
                    found.append(Match(start, spans[end - 1][2], typed))
                    break
        return found


def _in_place(text: str, typed: Mapping[str, str], first: bool) -> list[Match]:
    """Return the words of a text that was folded in place; of each typed one the first only if
    `first`. Looking for a few forms is many times faster than dividing a text into words."""
    found = [
        Match(start, start + len(form), typed[form])
        for form in typed
        for start in _places(text, form)
    ]
    found.sort(key=lambda match: match.start)
    if not first:
        return found
    # A later one of the same word is overwritten by an earlier one.
    earliest = {match.typed: match for match in reversed(found)}
    return sorted(earliest.values(), key=lambda match: match.start)


def _places(text: str, form: str) -> Iterator[int]:
    """Yield where `form` stands as a whole word."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(form, end)


def _first_places(found: Mapping[int, str]) -> dict[str, int]:
    first: dict[str, int] = {}
    for place, word in found.items():
        first.setdefault(word, place)
    return first


def _at(text: str, folded: Sequence[str], found: Mapping[int, str]) -> list[Match] | None:
    """Return the words of `text` at the numbers in `found`; None where a phrase may begin, or
    where `text` has other words than when folded (a ™ becomes two letters)."""
    if not all(found.values()):
        return None
    matches = []
    for number, word in enumerate(islice(analysis.word_matches(text), max(found) + 1)):
        if number in found:
            if analysis.fold(word.group()) != folded[number]:
                return None
            matches.append(Match(*word.span(), found[number]))
    return matches if len(matches) == len(found) else None
