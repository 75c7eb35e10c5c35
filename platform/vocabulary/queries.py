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

from content import generation
from content.languages import active_language
from vocabulary.models import Concept, ConceptLabels, lines
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


def concepts_by_notation(facet: str) -> dict[str, Concept]:
    """Return {notation: concept} of a list in one query."""
    return {
        concept.notation: concept
        for concept in Concept.objects.select_related("scheme").filter(facet=facet)
    }


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


def uses(concept: Concept) -> list[tuple[str, int]]:
    """Return where a concept is used, as (what, how many); empty when it is free to go.

    Every relation to `Concept` counts, whoever made it: narrower concepts, practices, workshops.
    The concept's own labels do not, nor do concepts that name it as related.
    """
    found = []
    for relation in Concept._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not relation.auto_created:
            continue
        model = relation.related_model
        # A link table is counted by the field that owns it.
        if model is ConceptLabels or model._meta.auto_created or relation.field.name == "related":
            continue
        count = model._base_manager.filter(**{relation.field.name: concept}).distinct().count()
        if count:
            found.append((str(model._meta.verbose_name_plural), count))
    return found
