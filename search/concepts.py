"""The concepts of the thesaurus, as search uses them.

A text is searched for the longest row of tokens that is a label of a concept, in the text's own
language or in English (`search.matching`). Nothing here touches Django or a database. The
application says where the concepts come from (`provide`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from search import analysis
from search.labels import Label
from search.matching import Matcher

TAG = "c_"


@dataclass
class Thesaurus:
    """All labels, and for each concept the one above it and those related to it. Can be sent to
    another process, with the matchers that were made so far: to make them takes longer."""

    labels: tuple[Label, ...] = ()
    broader: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _matchers: dict[str, Matcher] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Send the labels and the matchers; a copy, since other threads may make more meanwhile."""
        kept = self.labels, dict(self.broader), dict(self.related), dict(self._matchers)
        return Thesaurus, kept

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
        return tuple(sorted(set(chain.from_iterable(self._words_by_language.values()))))

    def has_word(self, folded: str) -> bool:
        """Tell whether a folded word stands in a label of any language."""
        return folded in self._word_set

    @cached_property
    def _word_set(self) -> frozenset[str]:
        return frozenset(self.words)

    def words_in(self, language: str) -> tuple[str, ...]:
        """Return the folded words of a language's labels, in order."""
        return self._words_by_language.get(language, ())

    @cached_property
    def _words_by_language(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for label in self.labels:
            found.setdefault(label.language, set()).update(
                analysis.words(analysis.fold(label.text))
            )
        return {language: tuple(sorted(words)) for language, words in found.items()}

    def above(self, concept: str) -> tuple[str, ...]:
        """Return the concepts above one, nearest first."""
        return self._above.get(concept, ())

    def below(self, concept: str) -> tuple[str, ...]:
        """Return the concepts right below one."""
        return tuple(one for one, above in self.broader.items() if above == concept)

    def within(self, concept: str, wanted: str) -> bool:
        """Tell whether `concept` is `wanted` or stands below it."""
        return concept == wanted or wanted in self.above(concept)


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
