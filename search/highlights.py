"""Show where a result holds the reader's words: parts of text, never markup."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.documents import BODY, BROADER, PLACE, SUMMARY, TAGS, TITLE, Document, Text, in_language
from search.expansion import Words
from search.marking import Marker, Match, Why

SNIPPET = 240
Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as shown: its parts (text, is a match) and its language."""

    parts: Parts
    language: str

    def __str__(self) -> str:
        return "".join(text for text, _ in self.parts)

    def __html__(self) -> str:
        """Return markup for templates: every part escaped, matches in `mark`."""
        return "".join(
            f"<mark>{escape(text)}</mark>" if is_match else escape(text)
            for text, is_match in self.parts
        )

    @property
    def html(self) -> SafeString:
        """Return the same as safe text: Django's templates ask for no `__html__` of an object."""
        return mark_safe(self.__html__())  # noqa: S308  every part is escaped there


def mark(text: str, matches: Sequence[Match]) -> Parts:
    """Divide `text` into parts, each with whether it is a match."""
    parts, at = [], 0
    for match in matches:
        if match.start > at:
            parts.append((text[at : match.start], False))
        parts.append((text[match.start : match.end], True))
        at = match.end
    if at < len(text) or not parts:
        parts.append((text[at:], False))
    return tuple(parts)


def mentioned(document: Document, field: str) -> Collection[str]:
    """Return the concepts that the index found in a field."""
    return frozenset(document.mentions.get(field, ()))


def show_title(document: Document, marker: Marker, language: str) -> Shown:
    """Return the title for a reader of `language`: theirs if there is one, else its own."""
    text, code = in_language(document, TITLE, language)
    return Shown(mark(text, marker.matches(text, code, mentioned(document, TITLE))), code)


def show_summary(document: Document, marker: Marker, language: str) -> Shown:
    """Return the summary for a reader of `language`.

    Without one in their language: the one that holds their words, English before its own.
    """
    best: Shown | None = None
    for text, code in dict.fromkeys(
        (in_language(document, SUMMARY, language, "en"), in_language(document, SUMMARY, language))
    ):
        matches = marker.matches(text, code, mentioned(document, SUMMARY))
        if matches or best is None:
            best = (
                best if best and any(m for _, m in best.parts) else Shown(mark(text, matches), code)
            )
    assert best is not None  # noqa: S101  the loop runs at least once
    return best


def explain(
    document: Document, marker: Marker, words: Sequence[Words]
) -> tuple[tuple[Why, ...], Shown | None]:
    """Say for each part of the question where the document has it: title, summary, tags or body.

    Also returns the place in the body that holds the first part which only the body has.
    """
    order = {TITLE: 0, SUMMARY: 1, PLACE: 2, TAGS: 3, BODY: 4}
    reasons = _Reasons(words)
    quoted: Shown | None = None
    for text in sorted(document.all_texts(), key=lambda text: order.get(text.field, 9)):
        if not reasons.missing:
            break
        found = marker.matches(
            text.text, text.language, mentioned(document, text.field), first=True
        )
        for match in found:
            if not reasons.take(match, text):
                continue
            if quoted is None and text.field == BODY:
                quoted = quote(text, match, marker)
    for concept in (*document.concepts, *document.mentions.get(BROADER, ())):
        if why := marker.meant(concept):
            reasons.add(why)
    return reasons.in_order(), quoted


class _Reasons:
    """Why a document was found: one reason for each part of the question.

    A concept named by several words is a part that satisfies each of them.
    """

    def __init__(self, words: Sequence[Words]) -> None:
        self._words = words
        self._found: dict[str, Why] = {}
        self.missing = {part.typed for part in words}

    def take(self, match: Match, text: Text) -> bool:
        """Take a match as a reason; tell whether it was a new one."""
        found = match.name or text.text[match.start : match.end]
        return self.add(
            Why(
                match.typed,
                found,
                text.language,
                text.field,
                match.concept,
                match.narrower,
                match.related,
            )
        )

    def add(self, why: Why) -> bool:
        """Add a reason, unless there is one for the same part; tell whether it was added."""
        if why.typed in self._found:
            return False
        met = {part.typed for part in self._words if why.typed in (part.typed, *part.named)}
        if not met & self.missing:
            return False
        self.missing -= met
        self._found[why.typed] = why
        return True

    def in_order(self) -> tuple[Why, ...]:
        """Return the reasons in the order of the question."""
        names = dict.fromkeys(name for part in self._words for name in (*part.named, part.typed))
        return tuple(self._found[name] for name in names if name in self._found)


def quote(text: Text, match: Match, marker: Marker) -> Shown:
    """Return a few lines of `text` around a match, with all matches in them."""
    start = max(0, match.start - SNIPPET // 3)
    end = min(len(text.text), start + SNIPPET)
    if start:
        start = _after_space(text.text, start, match.start)
    if end < len(text.text):
        end = max(text.text.rfind(" ", match.end, end), match.end)
    piece = text.text[start:end]
    parts = mark(piece, marker.matches(piece, text.language))
    before = (("… ", False),) if start else ()
    after = ((" …", False),) if end < len(text.text) else ()
    return Shown(before + parts + after, text.language)


def _after_space(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start, limit)
    return space + 1 if space != -1 else start
