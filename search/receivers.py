"""What editors do that changes what can be found. All of it counts after commit."""

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from search import registry
from search.actions import reindex, reindex_rows, remove
from search.changes import Row, note_labels
from search.engines import CONCEPT, IndexUnavailable, Request, get_engine
from vocabulary.signals import concepts_merged, labels_changed

log = logging.getLogger(__name__)
# Of more texts that name a merged term, the others wait for the next rebuild.
MOST_NAMED = 10_000
BATCH = 500
# Shorter than what is waited for: the last change of many is noted in time.
NOTED_SECONDS = 5.0


@receiver([page_published, page_unpublished], dispatch_uid="search-page")
def page_changed(instance: Page, **_kwargs: Any) -> None:
    """A page became public, changed, or went."""
    reindex(instance.specific_class._meta.label_lower, instance.pk)


@receiver([post_page_move, page_slug_changed], dispatch_uid="search-branch")
def branch_changed(instance: Page, **_kwargs: Any) -> None:
    """The addresses of a page and of all below it changed, perhaps who may read them too."""
    reindex_branch(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="search-restriction")
def restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """A branch became private or public again."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        reindex_branch(page)


@receiver(post_delete, dispatch_uid="search-deleted")
def row_deleted(sender: type, instance: Any, **_kwargs: Any) -> None:
    """A row of any model was deleted; those of no document type are passed over."""
    if hasattr(sender, "_meta") and isinstance(instance.pk, int):
        remove(sender._meta.label_lower, instance.pk)


@receiver(concepts_merged, dispatch_uid="search-concepts-merged")
def concepts_became_one(old: str, rows: Iterable[Row], **_kwargs: Any) -> None:
    """What carried a term, or names it in its text, is found under another one now."""
    try:
        named = list(_rows_under(old))
    except IndexUnavailable as error:
        # An index that is away is made anew.
        log.warning("cannot tell which texts name %s: %s", old, error)
        named = []
    reindex_rows([*rows, *named])


@receiver(labels_changed, dispatch_uid="search-labels-changed")
def labels_are_others(**_kwargs: Any) -> None:
    """Have texts searched for the new names; once for the many rows of one change."""
    now = time.monotonic()
    if now - _Noted.at > NOTED_SECONDS:
        _Noted.at = now
        note_labels([store.name for store in get_engine().stores()])


class _Noted:
    at = 0.0


def _rows_under(concept: str) -> Iterator[Row]:
    """Yield what the index holds under a concept. Asks the engine itself: a question in words
    would first learn all labels anew, while the database is locked."""
    engine = get_engine()
    for offset in range(0, MOST_NAMED, BATCH):
        documents = engine.search(
            Request(facets={CONCEPT: (concept,)}, sort="newest", offset=offset, limit=BATCH)
        ).documents
        for one in documents:
            if kind := registry.document_type(one.type):
                yield kind.models[0], one.id
        if len(documents) < BATCH:
            return


def reindex_branch(page: Page) -> None:
    """Bring a page and all pages below it up to date."""
    rows = page.get_descendants(inclusive=True).values_list("content_type_id", "pk")
    types = ContentType.objects.get_for_id
    labels: dict[int, str] = {}
    found = []
    for content_type, pk in rows:
        if content_type not in labels:
            kind = types(content_type)
            labels[content_type] = f"{kind.app_label}.{kind.model}"
        found.append((labels[content_type], pk))
    reindex_rows(found)
