"""Reading the vocabulary. Labels are few: they are kept in memory.

A page names dozens of concepts, so a label must cost neither a query nor a look into the shared
cache. Each process therefore keeps the whole table in a variable. A change of the vocabulary moves
a generation number on (`content.generation`: in Redis, or a file that all processes see), and each
process looks at that number with the first label of every request, outside requests once a
second. So a change shows at once everywhere, before any page is written and kept with old words.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.models import Page

from content import generation
from content.languages import active_language
from vocabulary.ambiguity import Near, near_words
from vocabulary.models import THEMES, Concept, ConceptLabels, FormerNotation, lines
from vocabulary.relations import is_use, owners, parent_of, relations
from vocabulary.skos import Entry

LOOK_SECONDS = 1.0
PART = "vocabulary"

Made = TypeVar("Made")


@dataclass
class Table:
    """All preferred labels: {notation: {language: text}}, and the concepts of each list."""

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    facets: dict[str, list[str]] = field(default_factory=dict)
    broader: dict[str, str] = field(default_factory=dict)
    # Read when first asked for.
    former: dict[str, str] | None = None


class _Memory:
    """The table of this process, its generation, and when that was looked at."""

    table: Table | None = None
    generation = ""
    looked_at = 0.0


def look_again(**_kwargs: Any) -> None:
    """Have the next label look whether the vocabulary has changed; a request has begun."""
    _Memory.looked_at = 0.0


def _table() -> Table:
    table, now = _Memory.table, time.monotonic()
    if table is not None and now - _Memory.looked_at < LOOK_SECONDS:
        return table
    current = generation.current(PART)
    if table is None or current != _Memory.generation:
        # The number was taken before the rows: a change in between is read once more, never missed.
        table = _Memory.table = _read()
        _Memory.generation = current
    _Memory.looked_at = now
    return table


def _read() -> Table:
    """Read the table, in one query."""
    table = Table()
    rows = ConceptLabels.objects.order_by("concept__position", "concept__notation").values_list(
        "concept__facet", "concept__notation", "concept__broader__notation", "language", "preferred"
    )
    for facet, notation, broader, language, text in rows:
        if notation not in table.labels:
            table.labels[notation] = {}
            table.broader[notation] = broader or ""
            if facet:
                table.facets.setdefault(facet, []).append(notation)
        table.labels[notation][language] = text
    return table


def forget_labels() -> None:
    """Drop the labels kept in memory, here and in every other process."""
    _Memory.table = None
    generation.advance(PART)


def label(notation: str, language: str | None = None) -> str:
    """Return the preferred label of a concept in `language`, else in English, else its code."""
    names = _table().labels.get(notation, {})
    return names.get(language or active_language()) or names.get("en") or notation


def labels(facet: str = "", language: str | None = None) -> dict[str, str]:
    """Return {notation: label in `language`} of a list ("themes", "target-groups") in its order,
    or of all concepts."""
    table = _table()
    codes = table.facets.get(facet, ()) if facet else table.labels
    return {code: label(code, language) for code in codes}


def ancestors(notation: str) -> list[str]:
    """Return the concepts above one, nearest first."""
    broader, found = _table().broader, []
    while (notation := broader.get(notation, "")) and notation not in found:
        found.append(notation)
    return found


def former_notations(using: str = "default") -> dict[str, str]:
    """Return {old notation: notation of the concept that it went into}, in order of merging."""
    rows = FormerNotation.objects.using(using).values_list("notation", "concept__notation")
    return dict(rows)


def current_notation(notation: str) -> str:
    """Return the present notation of a concept that may have been merged; others as they are."""
    table = _table()
    if table.former is None:
        table.former = former_notations()
    return table.former.get(notation, notation)


def path_to(notation: str) -> list[str]:
    """Return the labels of the concepts above one, the top first."""
    return [label(one) for one in reversed(ancestors(notation))]


def tree_order() -> list[str]:
    """Return all notations so that each stands below its broader one: tops in the order of the
    lists, narrower ones by their labels."""
    table = _table()
    below: dict[str, list[str]] = {}
    for notation, up in table.broader.items():
        below.setdefault(up, []).append(notation)
    first = {one: at for at, one in enumerate(table.facets.get(THEMES, []))}
    tops = sorted(below.get("", ()), key=lambda one: (first.get(one, len(first)), label(one)))
    found: list[str] = []
    waiting = tops[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += sorted(below.get(found[-1], ()), key=lambda one: label(one).casefold())[::-1]
    return found


def in_tree_order(concepts: models.QuerySet) -> models.QuerySet:
    """Return concepts in the order of the tree, as `place`; new ones come last."""
    places = [
        models.When(notation=notation, then=models.Value(at))
        for at, notation in enumerate(tree_order())
    ]
    last = models.Value(len(places))
    place = models.Case(*places, default=last, output_field=models.IntegerField())
    return concepts.annotate(place=place).order_by("place", "notation")


def concepts_by_notation(facet: str) -> dict[str, Concept]:
    """Return {notation: concept} of a list in one query, former notations among them at the end."""
    found = {
        concept.notation: concept
        for concept in Concept.objects.select_related("scheme").filter(facet=facet)
    }
    current_notation("")
    former = _table().former or {}
    return found | {old: found[kept] for old, kept in former.items() if kept in found}


def companions() -> Near:
    """Return near which words ambiguous labels mean their concept, also those of concepts that
    went into another; see `ambiguity`."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for (language, text, concept), words in near_words().items():
        key = language, text, current_notation(concept)
        found[key] = (*found.get(key, ()), *words)
    return found


def entries(using: str = "default") -> list[Entry]:
    """Return all concepts as SKOS has them, in three queries."""
    names: dict[int, dict] = {}
    for row in ConceptLabels.objects.using(using).all():
        texts = (row.preferred, tuple(lines(row.alternative)), tuple(lines(row.hidden)))
        names.setdefault(row.concept_id, {})[row.language] = texts
    pairs = Concept.related.through.objects.using(using).values_list(
        "from_concept_id", "to_concept__notation"
    )
    related: dict[int, list[str]] = {}
    for pk, notation in pairs:
        related.setdefault(pk, []).append(notation)
    concepts = Concept.objects.using(using).select_related("broader")
    return [
        Entry(
            notation=one.notation,
            broader=one.broader.notation if one.broader else "",
            related=tuple(sorted(related.get(one.pk, ()))),
            facet=one.facet,
            position=one.position,
            scope_note=one.scope_note,
            matches=tuple(lines(one.matches)),
            labels=names.get(one.pk, {}),
        )
        for one in concepts
    ]


class PerVocabulary(Generic[Made]):
    """Something made from all concepts, made anew in each process when the vocabulary changes."""

    def __init__(self, make: Callable[[list[Entry]], Made]) -> None:
        self._make = make
        self._held: tuple[Table, Made] | None = None

    def get(self) -> Made:
        """Return it; three queries when it has to be made."""
        table, held = _table(), self._held
        if held is None or held[0] is not table:
            held = self._held = (table, self._make(entries()))
        return held[1]


def _by_name(entries: list[Entry]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return notations by preferred label, and by any other name."""
    preferred_of: dict[str, list[str]] = {}
    others_of: dict[str, list[str]] = {}
    for entry in entries:
        names = {texts[0].casefold() for texts in entry.labels.values()}
        others = {one.casefold() for texts in entry.labels.values() for one in texts[1] + texts[2]}
        for known, found in ((preferred_of, names), (others_of, others - names)):
            for name in found:
                known.setdefault(name, []).append(entry.notation)
    return preferred_of, others_of


_names = PerVocabulary(_by_name)


def find_named(name: str) -> list[str]:
    """Return the notations of the concepts of that name: by code, else by preferred labels of any
    language, else by all others."""
    if name in _table().labels:
        return [name]
    wanted = " ".join(name.split()).casefold()
    return next((known[wanted] for known in _names.get() if wanted in known), [])


def uses(concept: Concept) -> list[tuple[str, int]]:
    """Return where a concept is used, as (what, how many); empty when it is free to go.

    Every relation to `Concept` counts, whoever made it: narrower concepts, practices, workshops.
    The concept's own labels do not, nor do concepts that name it as related, nor who refused it.
    """
    found = []
    for one in filter(is_use, relations()):
        count = one.model._base_manager.filter(**{one.name: concept}).distinct().count()
        if count:
            found.append((str(one.model._meta.verbose_name_plural), count))
    return found


@dataclass(frozen=True)
class Use:
    """Things of one kind that carry a concept in one of their fields."""

    what: str
    count: int
    first: tuple[models.Model, ...]


def where_used(concept: Concept, most: int = 20, refusals: bool = False) -> list[Use]:
    """Return what carries a concept, kind by kind, with the first `most` of each.

    `refusals`: also what people said not to be about it.
    """
    found = []
    for one in relations():
        if not (refusals or is_use(one)):
            continue
        rows = owners(one, concept)
        if count := rows.count():
            ordered = rows.order_by("title") if issubclass(rows.model, Page) else rows
            found.append(Use(_kind(one, rows.model), count, tuple(ordered[:most])))
    return found


def _kind(field: models.Field, model: type[models.Model]) -> str:
    """Name a field of things for people: “Practices: all themes”."""
    if model is Concept:
        return gettext("Terms below it")
    part = field.model._meta.verbose_name if parent_of(field.model) else field.verbose_name
    return f"{capfirst(model._meta.verbose_name_plural)}: {part}"
