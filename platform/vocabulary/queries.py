"""Reading the vocabulary. Labels are few: they are kept in memory.

A page names dozens of concepts, so a label must cost neither a query nor a look into the shared
cache. Each process therefore keeps the whole table in a variable. It is right again after a change

- at once in the process that made the change (the receivers call `forget_labels`),
- within a second in every other process that shares a cache with it (Redis): the change moves a
  generation number on, and each process looks at that number at most once a second,
- within a minute in processes that share nothing: after that time the table is read again.
"""

import time
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import models

from content.languages import active_language
from vocabulary.models import Concept, ConceptLabel

Labels = dict[Any, dict[str, dict[str, str]]]

KEEP_SECONDS = 60.0
LOOK_SECONDS = 1.0
_KEY = "vocabulary-generation"


class _Memory:
    """The table of this process, and when it was read and looked after."""

    table: Labels | None = None
    generation: str | None = None
    read_at = 0.0
    looked_at = 0.0


def _table() -> Labels:
    """Return preferred labels as {scheme id and slug: {notation: {language: text}}}."""
    now = time.monotonic()
    if _Memory.table is not None and now - _Memory.looked_at < LOOK_SECONDS:
        return _Memory.table
    generation = cache.get(_KEY)
    stale = now - _Memory.read_at > KEEP_SECONDS or generation != _Memory.generation
    if _Memory.table is None or stale:
        # The number is taken before the rows: a change in between is read once more, never missed.
        _Memory.table, _Memory.generation, _Memory.read_at = _read(), generation, now
    _Memory.looked_at = now
    return _Memory.table


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
    """Drop the labels kept in memory, here and in every process that shares the cache."""
    _Memory.table = None
    cache.set(_KEY, uuid4().hex, None)


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
