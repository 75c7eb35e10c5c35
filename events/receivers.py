"""What follows when a series changes: its name stands on pages and in the index."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from content.generation import advance_on_commit
from events.models import WorkshopPage, WorkshopSeries
from search.actions import reindex_rows


@receiver([post_save, pre_delete], sender=WorkshopSeries, dispatch_uid="events-series")
def series_changed(instance: WorkshopSeries, **_kwargs: Any) -> None:
    """A series got another name, or goes."""
    pages = WorkshopPage.objects.filter(series=instance.pk).values_list("pk", flat=True)
    reindex_rows([("events.workshoppage", pk) for pk in pages])
    advance_on_commit()
