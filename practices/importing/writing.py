"""Writing practices hundreds at a time: pages, relations, and the traces that Wagtail keeps.

What `Page.add_child`, `save` and `publish` do one page at a time is done here for a whole batch:
tree paths, rows of page and practice, relations, a revision each, the index of references, and
the admin's own search. No signal is sent; who writes here tells search and caches afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from practices.actions import derive
from practices.importing.rows import insert_objects, insert_rows
from practices.models import PracticeIndexPage, PracticePage, PracticePartner, PracticeTag

REFERENCE = [
    "content_type_id", "base_content_type_id", "object_id", "to_content_type_id", "to_object_id",
    "model_path", "content_path", "content_path_hash",
]  # fmt: skip
LINKS = (
    (PracticePage.themes.through, "themes"),
    (PracticePage.target_groups.through, "target_groups"),
)


@dataclass
class Traces:
    """Whether history and references are kept beside the pages; made-up ones need neither.

    `batch` pages are written at a time: more cost memory, and look less often through the whole
    of the admin's search.
    """

    kept: bool = True
    batch: int = 100
    user: Any = None


class Writer:
    """Writes practices into one library. Every method stands in the caller's transaction."""

    def __init__(self, library: PracticeIndexPage, traces: Traces) -> None:
        # Locked until the transaction ends: nobody else counts on under the same parent.
        self.library = PracticeIndexPage.objects.select_for_update().get(pk=library.pk)
        self.traces = traces
        self.now = timezone.now()
        self._practice_type = ContentType.objects.get_for_model(PracticePage)
        self._page_type = ContentType.objects.get_for_model(Page)
        last = self.library.get_last_child()
        self._last = last._get_lastpos_in_path() if last else 0

    def write(self, new: list[PracticePage], changed: list[PracticePage]) -> None:
        """Save and publish practices that `batches.fill` has filled."""
        for page in new:
            self._put_into_tree(page)
        for page in (*new, *changed):
            self._publish(page)
            derive(page)
        self._insert(new)
        for page in changed:
            _update(page)
        self._write_relations(new, changed)
        if self.traces.kept:
            self._write_references(new, changed)
            self._write_history(new, changed)
        for page in (*new, *changed):
            page._state.adding = False
        get_search_backend().add_bulk(PracticePage, [*new, *changed])

    def _put_into_tree(self, page: PracticePage) -> None:
        self._last += 1
        page.path = Page._get_path(self.library.path, self.library.depth + 1, self._last)
        page.depth = self.library.depth + 1
        page.url_path = f"{self.library.url_path}{page.slug}/"
        page.locale = self.library.locale
        page.content_type = self._practice_type

    def _publish(self, page: PracticePage) -> None:
        page.live, page.has_unpublished_changes, page.expired = True, False, False
        page.first_published_at = page.first_published_at or self.now
        page.last_published_at = page.latest_revision_created_at = self.now

    def _insert(self, pages: list[PracticePage]) -> None:
        if not pages:
            return
        names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
        rows = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
        for page, row in zip(pages, Page.objects.bulk_create(rows), strict=True):
            page.pk = page.id = row.pk
        insert_objects(PracticePage, pages)
        Page.objects.filter(pk=self.library.pk).update(numchild=models.F("numchild") + len(pages))

    def _write_relations(self, new: list[PracticePage], changed: list[PracticePage]) -> None:
        pages, ids = [*new, *changed], [page.pk for page in changed]
        partners, tags = [], []
        for page in pages:
            partners += _rows(page.partners.all(), practice_id=page.pk)
            tags += _rows(page.tagged_items.all(), content_object_id=page.pk)
        for model, key, rows in (
            (PracticePartner, "practice", partners),
            (PracticeTag, "content_object", tags),
        ):
            model._default_manager.filter(**{f"{key}__in": ids}).delete()
            model._default_manager.bulk_create(rows)
        for through, name in LINKS:
            through.objects.filter(practicepage__in=ids).delete()
            pairs = [(page.pk, one.pk) for page in pages for one in getattr(page, name).all()]
            insert_rows(through, ["practicepage_id", "concept_id"], pairs)

    def _write_references(self, new: list[PracticePage], changed: list[PracticePage]) -> None:
        """Keep «where is this used» right for places, partners and whatever bodies refer to."""
        if changed:
            ReferenceIndex.objects.filter(
                base_content_type=self._page_type, object_id__in=[str(one.pk) for one in changed]
            ).delete()
        types = self._practice_type.pk, self._page_type.pk
        rows = [
            (*types, str(page.pk), *found, ReferenceIndex._get_content_path_hash(found[-1]))
            for page in (*new, *changed)
            for found in set(ReferenceIndex._extract_references_from_object(page))
        ]
        insert_rows(ReferenceIndex, REFERENCE, rows)

    def _write_history(self, new: list[PracticePage], changed: list[PracticePage]) -> None:
        """Give each practice a revision, so that editors can compare and go back, and a line."""
        pages = [*new, *changed]
        revisions = Revision.objects.bulk_create(
            Revision(
                content_type=self._practice_type,
                base_content_type=self._page_type,
                object_id=str(page.pk),
                created_at=self.now,
                user=self.traces.user,
                object_str=str(page),
                content=page.serializable_data(),
            )
            for page in pages
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision_id = page.live_revision_id = revision.pk
        _point_at_revisions(pages)
        pairs = zip(pages, revisions, strict=True)
        insert_objects(PageLogEntry, (self._log_entry(*pair) for pair in pairs))

    def _log_entry(self, page: PracticePage, revision: Revision) -> PageLogEntry:
        return PageLogEntry(
            content_type=self._practice_type,
            page_id=page.pk,
            label=page.title,
            action="practices.import",
            timestamp=self.now,
            user=self.traces.user,
            revision=revision,
            content_changed=True,
        )


def _rows(items: Iterable[Any], **owner: int) -> list[Any]:
    """Return rows of a relation as new ones of `owner`: those of a changed page are rewritten."""
    rows = list(items)
    for row in rows:
        row.pk = None
        row._state.adding = True
        for name, value in owner.items():
            setattr(row, name, value)
    return rows


def _update(page: PracticePage) -> None:
    fields = [field for field in PracticePage._meta.concrete_fields if not field.primary_key]
    PracticePage.objects.filter(pk=page.pk).update(
        **{field.name: getattr(page, field.attname) for field in fields}
    )


def _point_at_revisions(pages: list[PracticePage]) -> None:
    """Write the revisions' ids into the pages, one statement for all."""
    newest = models.Subquery(
        Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=models.functions.Cast(models.OuterRef("pk"), models.CharField()),
        )
        .order_by("-created_at", "-pk")
        .values("pk")[:1]
    )
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(
        latest_revision=newest, live_revision=newest
    )
