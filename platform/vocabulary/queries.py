"""Reading the vocabulary. Labels are few: they are kept in memory.

A page names dozens of concepts, so a label must cost neither a query nor a look into the shared
cache. Each process therefore keeps the whole table in a variable. A change of the vocabulary moves
a generation number on (`content.generation`: in Redis, or a file that all processes see), and each
process looks at that number with the first label of every request, outside requests once a
second. So a change shows at once everywhere, before any page is written and kept with old words.
"""

import time
from typing import Any

from django.db import models

from content import generation
from content.languages import active_language
from vocabulary.models import Concept, ConceptLabel

Labels = dict[Any, dict[str, dict[str, str]]]

LOOK_SECONDS = 1.0
PART = "vocabulary"


class _Memory:
    """The table of this process, its generation, and when that was looked at."""

    table: Labels | None = None
    generation = ""
    looked_at = 0.0


def look_again(**_kwargs: Any) -> None:
    """Have the next label look whether the vocabulary has changed; a request has begun."""
    _Memory.looked_at = 0.0


def _table() -> Labels:
    """Return preferred labels as {scheme id and slug: {notation: {language: text}}}."""
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


def _read() -> Labels:
    """Read the table, in one query."""
    table: Labels = {}
    rows = ConceptLabel.objects.filter(kind=ConceptLabel.Kind.PREFERRED).order_by(
        "concept__scheme_id", "concept__position", "concept__notation"
    )
    for scheme_id, slug, notation, language, text in rows.values_list(
        "concept__scheme_id", "concept__scheme__slug", "concept__notation", "language", "text"
    ):
        labels = table.setdefault(slug, {})
        table[scheme_id] = labels
        labels.setdefault(notation, {})[language] = text
    return table


def forget_labels() -> None:
    """Drop the labels kept in memory, here and in every other process."""
    _Memory.table = None
    generation.advance(PART)


def label(scheme: str | int, notation: str, language: str | None = None) -> str:
    """Return the preferred label of a concept in `language`, else in English, else its code."""
    names = _table().get(scheme, {}).get(notation, {})
    return names.get(language or active_language()) or names.get("en") or notation


def labels(scheme: str, language: str | None = None) -> dict[str, str]:
    """Return {notation: label in `language`} of a scheme, in the order of its concepts."""
    return {notation: label(scheme, notation, language) for notation in _table().get(scheme, {})}


def concepts_by_notation(scheme: str) -> dict[str, Concept]:
    """Return {notation: concept} of a scheme in one query."""
    return {
        concept.notation: concept
        for concept in Concept.objects.filter(scheme__slug=scheme).select_related("scheme")
    }


def uses(concept: Concept) -> list[tuple[str, int]]:
    """Return where a concept is used, as (what, how many); empty when it is free to go.

    Every relation to `Concept` counts, whoever made it: narrower concepts, practices, workshops.
    The concept's own labels do not.
    """
    found = []
    for relation in Concept._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not relation.auto_created:
            continue
        model = relation.related_model
        # A link table is counted by the field that owns it.
        if model is ConceptLabel or model._meta.auto_created:
            continue
        count = model._base_manager.filter(**{relation.field.name: concept}).distinct().count()
        if count:
            found.append((str(model._meta.verbose_name_plural), count))
    return found
