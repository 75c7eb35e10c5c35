"""Reading the vocabulary. Labels are few: they are kept in memory, by a generation number."""

from typing import Any

from django.core.cache import cache

from content.languages import active_language
from vocabulary.models import Concept, ConceptLabel

Labels = dict[Any, dict[str, dict[str, str]]]
_KEY = "vocabulary-labels"


def _table() -> Labels:
    """Return preferred labels as {scheme id and slug: {notation: {language: text}}}."""
    table = cache.get(_KEY)
    if table is None:
        table = {}
        rows = ConceptLabel.objects.filter(kind=ConceptLabel.Kind.PREFERRED).order_by(
            "concept__scheme_id", "concept__position"
        )
        for scheme_id, slug, notation, language, text in rows.values_list(
            "concept__scheme_id",
            "concept__scheme__slug",
            "concept__notation",
            "language",
            "text",
        ):
            labels = table.setdefault(slug, {})
            table[scheme_id] = labels
            labels.setdefault(notation, {})[language] = text
        cache.set(_KEY, table, 3600)
    return table


def forget_labels() -> None:
    """Drop the labels kept in memory; called when the vocabulary changes."""
    cache.delete(_KEY)


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
