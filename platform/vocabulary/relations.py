"""What points at a concept, whoever made the field: pages, rows of pages, drafts.

`vocabulary` knows none of the applications above it. It asks Django which relations there are.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from vocabulary.models import Concept, ConceptLabels, FormerNotation

Owner = tuple[type[models.Model], int]


def relations() -> Iterator[models.Field]:
    """Yield every field that points at concepts, `broader` among them.

    Left out: a concept's own labels and former notations, and which concepts are related.
    """
    for relation in Concept._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not relation.auto_created:
            continue
        model = relation.related_model
        # A link table is told by the field that owns it.
        if model in (ConceptLabels, FormerNotation) or model._meta.auto_created:
            continue
        if relation.field.name != "related":
            yield relation.field


def is_use(field: models.Field) -> bool:
    """Tell whether who is named in `field` uses the concept."""
    return bool(getattr(field, "counts_as_use", True))


def parent_of(model: type[models.Model]) -> ParentalKey | None:
    """Return the field that makes rows of `model` a part of something else."""
    found = (field for field in model._meta.fields if isinstance(field, ParentalKey))
    return next(found, None)


def owners(field: models.Field, concept: Concept) -> models.QuerySet:
    """Return the things whose `field`, or that of their rows, names `concept`."""
    rows = field.model._base_manager.filter(**{field.name: concept})
    parent = parent_of(field.model)
    if parent is None:
        return rows.distinct()
    return parent.related_model._base_manager.filter(pk__in=rows.values(parent.attname))


def move(field: models.Field, old: Concept, kept: Concept) -> list[Owner]:
    """Have `field` name `kept` wherever it named `old`, once; return what was changed."""
    found = owners(field, old)
    changed = [(found.model, pk) for pk in found.values_list("pk", flat=True)]
    model, owner, target = _link(field)
    rows = model._base_manager.filter(**{target: old})
    if owner:
        double = model._base_manager.filter(**{target: kept}).values_list(owner, flat=True)
        rows.filter(**{f"{owner}__in": list(double)}).delete()
    rows.update(**{target: kept})
    return changed


def _link(field: models.Field) -> tuple[type[models.Model], str, str]:
    """Return the model that holds the link, its field for the owner ("" where it is the owner
    itself), and its field for the concept."""
    if isinstance(field, models.ManyToManyField):
        through = field.remote_field.through
        assert through is not None  # noqa: S101  every list of many has one
        return through, field.m2m_field_name(), field.m2m_reverse_field_name()
    parent = parent_of(field.model)
    return field.model, parent.name if parent else "", field.name


def rename_in_drafts(old: Concept, kept: Concept) -> None:
    """Have all versions that are kept as JSON name `kept`: revisions, sources of translations.

    With a concept that is gone a draft could not be opened any more.
    """
    types = ContentType.objects.get_for_models(*_holders()).values()
    versions = [(Revision, "content", "content_type")]
    if apps.is_installed("wagtail_localize"):
        source = apps.get_model("wagtail_localize", "TranslationSource")
        versions.append((source, "content_json", "specific_content_type"))
    for model, content, kind in versions:
        rows = model._base_manager.filter(**{f"{kind}__in": types})
        # Most versions do not have the number anywhere: they need not be read.
        rows = rows.alias(as_text=Cast(content, models.TextField()))
        rows = rows.filter(as_text__regex=rf"[^0-9]{old.pk}[^0-9]")
        for row in rows.iterator(chunk_size=100):
            _rename_in(row, content, getattr(row, kind).model_class(), old.pk, kept.pk)


def _holders() -> set[type[models.Model]]:
    """Return the models whose versions may name concepts."""
    found = set()
    for field in relations():
        parent = parent_of(field.model)
        found.add(parent.related_model if parent else field.model)
    return {model for model in found if issubclass(model, Page)}


def _rename_in(row: Any, name: str, model: type[models.Model], old: int, kept: int) -> None:
    held = getattr(row, name)
    content = json.loads(held) if isinstance(held, str) else held
    if renamed(content, model, old, kept):
        value = json.dumps(content) if isinstance(held, str) else content
        type(row)._base_manager.filter(pk=row.pk).update(**{name: value})


def renamed(content: dict[str, Any], model: type[models.Model], old: int, kept: int) -> bool:
    """Write `kept` for `old` into the content of a version of `model`; tell whether it was there.

    Rows that then say the same twice stay once.
    """
    changed = False
    for field in model._meta.get_fields():
        if field.related_model is not Concept or field.auto_created:
            continue
        value = content.get(field.name)
        if isinstance(value, list) and old in value:
            content[field.name] = list(dict.fromkeys(kept if one == old else one for one in value))
            changed = True
        elif value == old:
            content[field.name], changed = kept, True
    for relation in get_all_child_relations(model):
        rows = content.get(relation.get_accessor_name()) or []
        # Every row, not only up to the first that changed.
        found = [renamed(row, relation.related_model, old, kept) for row in rows]
        if any(found):
            content[relation.get_accessor_name()] = list(_once(rows, relation.related_model, kept))
            changed = True
    return changed


def _once(rows: Iterable[dict[str, Any]], model: type[models.Model], kept: int) -> Iterator[Any]:
    names = [f.name for f in model._meta.fields if f.related_model is Concept]
    seen = False
    for row in rows:
        is_kept = any(row.get(name) == kept for name in names)
        if not (is_kept and seen):
            yield row
        seen = seen or is_kept
