"""Filling a library with made-up practices, and taking them out again."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.management.base import CommandError
from django.db import models, transaction
from wagtail.models import Page, ReferenceIndex

from content import generation
from network.models import Place
from practices.choices import Origin
from practices.generation.practice import REGION, entries
from practices.importing.actions import (
    INDEXING,
    ImportReport,
    Progress,
    find_library,
    index_written,
    write_entries,
)
from practices.importing.directory import Directory
from practices.importing.writing import Traces
from practices.models import PracticeIndexPage, PracticePage
from search.actions import count_documents, rebuild
from search.engines import IndexUnavailable, RebuildRunning

REMOVED_AT_ONCE = 400
# From here on, making the whole index anew is quicker than adding to it.
REBUILD_FROM = 1000


def refuse_in_production() -> None:
    """Raise CommandError where made-up texts have no place."""
    if not settings.DEMO:
        raise CommandError("Made-up practices are refused in production (settings.DEMO is off).")


def generate_library(count: int, seed: int = 1, progress: Progress | None = None) -> ImportReport:
    """Publish `count` made-up practices; the same seed makes the same ones, and only once.

    One transaction. Raises CommandError in production, ImportRefused where there is no library.
    """
    refuse_in_production()
    tell = progress or (lambda stage, done, total: None)
    report = write_entries(
        entries(count, seed),
        find_library(),
        Directory(),
        Origin.GENERATED,
        Traces(kept=False, batch=1000),
        count,
        tell,
    )
    if len(report.written) < REBUILD_FROM:
        transaction.on_commit(partial(index_written, report, tell))
    else:
        transaction.on_commit(partial(_rebuild, report, tell))
    return report


def remove_generated(progress: Progress | None = None) -> int:
    """Delete every made-up practice and the towns made up for them; return how many went."""
    tell = progress or (lambda stage, done, total: None)
    total = _generated().count()
    done = 0
    with transaction.atomic():
        for page in _generated().filter(numchild__gt=0):
            page.delete()
            done += 1
        for ids in _batches():
            _delete(ids)
            done += len(ids)
            tell("Removing", done, total)
        _count_children()
        Place.objects.filter(region=REGION, practices=None, partners=None).delete()
    if total:
        transaction.on_commit(partial(_rebuild, ImportReport(), tell))
    return total


def _generated() -> models.QuerySet[PracticePage]:
    return PracticePage.objects.filter(origin=Origin.GENERATED)


def _batches() -> Iterator[list[int]]:
    while ids := list(_generated().values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
        yield ids


def _delete(ids: list[int]) -> None:
    """Delete childless practices with all that hangs on them, without a signal for each."""
    pages = PracticePage.objects.filter(pk__in=ids)
    for field in PracticePage._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ForeignObjectRel) and not _is_parent_link(field):
            _let_go(field, ids)
        elif isinstance(field, GenericRelation):
            field.bulk_related_objects(list(pages), pages.db).delete()
    names = [str(pk) for pk in ids]
    ReferenceIndex.objects.filter(
        base_content_type=ReferenceIndex._get_base_content_type(PracticePage), object_id__in=names
    ).delete()
    for model in (PracticePage, Page):
        rows = model._base_manager.filter(pk__in=ids)
        rows._raw_delete(rows.db)


def _is_parent_link(relation: models.ForeignObjectRel) -> bool:
    return bool(getattr(relation, "parent_link", False))


def _let_go(relation: models.ForeignObjectRel, ids: list[int]) -> None:
    if relation.many_to_many:
        return
    rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
    if relation.on_delete is models.SET_NULL:
        rows.update(**{relation.field.name: None})
    elif relation.on_delete is models.CASCADE:
        rows.delete()


def _count_children() -> None:
    for library in PracticeIndexPage.objects.all():
        Page.objects.filter(pk=library.pk).update(numchild=library.get_children().count())


def _rebuild(report: ImportReport, tell: Progress) -> None:
    generation.advance()
    counted: dict[str, Any] = {"done": 0, "total": count_documents()}

    def step(more: int) -> None:
        counted["done"] += more
        tell(INDEXING, counted["done"], counted["total"])

    try:
        rebuild(step)
    except (IndexUnavailable, RebuildRunning) as error:
        report.index_problem = str(error) or "another rebuild is running"
