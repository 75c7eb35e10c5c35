"""The small language of the search box, read into a tree of our own.

    casa "minori soli" -scuola refugees OR migrants city:Cluj theme:housing

Words must all be there; quotes make a phrase; a minus excludes; OR takes either side;
`field:value` asks for a facet. Any text can be read, in time linear in its (limited) length.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from search import analysis

MOST_CHARACTERS = 200
MOST_TERMS = 12
SORTS = ("relevance", "newest", "checked")
FIELD_ALIASES = {
    "lang": "language", "group": "target_group", "target": "target_group", "cost": "cost_band",
    "lead": "lead_type", "tags": "tag", "themes": "theme", "kind": "type",
}  # fmt: skip
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
TOKEN = re.compile(
    r'(?P<minus>[-−–]?)(?:(?P<field>[^\W\d_][\w-]{0,30}):(?:"(?P<quoted_value>[^"]*)"?|'
    r'(?P<value>[^\s"]+))|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word, as typed."""

    word: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A wish for one facet, by value or by the name of a value, as typed."""

    name: str
    value: str


Leaf = Term | Phrase | Field


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives joined by OR, at least two."""

    options: tuple["Leaf | Not", ...]


Clause = Leaf | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the reader asked. All `clauses` must hold; `too_long`, `left_out` say what was cut."""

    clauses: tuple[Clause, ...] = ()
    too_long: bool = False
    left_out: tuple[str, ...] = ()

    def leaves(self) -> Iterator[Leaf]:
        """Yield everything asked for, without what is excluded."""
        for clause in self.clauses:
            for option in clause.options if isinstance(clause, AnyOf) else (clause,):
                if not isinstance(option, Not):
                    yield option


@dataclass(frozen=True)
class Query:
    """A whole request to the engine, hashable through `cache_key`.

    `language` is that of the reader's interface; `asked_in` the one that the question is in, where
    the reader said so.
    """

    text: Parsed = field(default_factory=Parsed)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    sort: str = "relevance"
    page: int = 1
    limit: int = 20
    language: str = "en"
    any_word: bool = False
    wanted_facets: tuple[str, ...] = ()
    asked_in: str = ""

    def cache_key(self) -> tuple[object, ...]:
        """Return what two requests with the same answer have in common."""
        chosen = tuple(sorted((name, tuple(sorted(set(v)))) for name, v in self.facets.items()))
        return (
            self.text.clauses, chosen, self.types, self.sort, self.page, self.limit,
            self.language, self.any_word, self.wanted_facets, self.asked_in,
        )  # fmt: skip


def parse(text: str, fields: Mapping[str, str] | None = None) -> Parsed:
    """Read what a reader typed. `fields` maps names that may stand before a colon to facets.

    Never raises. Text beyond 200 characters or 12 terms is left out and reported.
    """
    clean = _clean(text[: MOST_CHARACTERS * 8])
    too_long = len(clean) > MOST_CHARACTERS or len(text) > MOST_CHARACTERS * 8
    clauses: list[Clause] = []
    left_out: list[str] = []
    count, joining = 0, False
    for match in TOKEN.finditer(_cut(clean)):
        if match["word"] in ("OR", "||", "|") and not match["minus"]:
            joining = bool(clauses)
            continue
        for item, cost in _items(match, fields or {}):
            if count + cost > MOST_TERMS:
                left_out.append(match.group())
                break
            count += cost
            _add(clauses, item, joining)
            joining = False
    return Parsed(tuple(clauses), too_long, tuple(left_out))


def _clean(text: str) -> str:
    """Control characters out, spaces single, quotation marks of all kinds made alike."""
    text = unicodedata.normalize("NFC", text).translate(QUOTES)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(text.split())


def _cut(text: str) -> str:
    """At most 200 characters, without half a word at the end."""
    if len(text) <= MOST_CHARACTERS:
        return text
    cut = text[:MOST_CHARACTERS]
    return cut if text[MOST_CHARACTERS] == " " else cut.rpartition(" ")[0] or cut


def _items(match: re.Match[str], fields: Mapping[str, str]) -> Iterator[tuple["Leaf | Not", int]]:
    """Yield the leaves that one token stands for, each with the number of terms it counts for."""
    leaves = list(_leaves(match, fields))
    for leaf in leaves:
        cost = len(leaf.words) if isinstance(leaf, Phrase) else 1
        yield (Not(leaf) if match["minus"] else leaf), cost


def _leaves(match: re.Match[str], fields: Mapping[str, str]) -> Iterator[Leaf]:
    name = (match["field"] or "").lower()
    facet = fields.get(name) or fields.get(FIELD_ALIASES.get(name, ""))
    value = match["quoted_value"] if match["value"] is None else match["value"]
    if facet and value and analysis.words(value):
        yield Field(facet, value.strip())
        return
    if match["phrase"] is not None or match["minus"]:
        found = analysis.words(match["phrase"] or match["word"] or match.group())
        if found:
            yield Phrase(tuple(found)) if len(found) > 1 else Term(found[0])
        return
    for word in analysis.words(match.group()):
        yield Term(word)


def _add(clauses: list[Clause], item: "Leaf | Not", joining: bool) -> None:
    last = clauses[-1] if clauses else None
    if not joining or last is None:
        clauses.append(item)
    elif isinstance(last, AnyOf):
        clauses[-1] = AnyOf((*last.options, item))
    else:
        clauses[-1] = AnyOf((last, item))
