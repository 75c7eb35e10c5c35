"""Wagtail's own database search on the same made-up documents, for the measurements beside it."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

BATCH = 1000
MOST_SECONDS = 60


def make_model() -> Any:
    """Return a model with the texts of a practice and two of its facets, and make the tables."""
    # Models can be made only when the settings are known.
    from django.db import connection, models  # noqa: PLC0415
    from wagtail.search import index  # noqa: PLC0415

    class Practice(index.Indexed, models.Model):
        title = models.TextField()
        summary = models.TextField()
        body = models.TextField()
        language = models.CharField(max_length=5)
        country = models.CharField(max_length=20)
        search_fields = [
            index.SearchField("title", boost=8),
            index.SearchField("summary", boost=3),
            index.SearchField("body"),
            index.FilterField("language"),
            index.FilterField("country"),
        ]

        class Meta:
            app_label = "benchmark"

        def __str__(self) -> str:
            return self.title

    with connection.schema_editor() as editor:
        editor.create_model(Practice)
    return Practice


def build(model: Any, documents: Iterable[Any]) -> float:
    """Store and index the documents; return the seconds that indexing took."""
    from django.db import transaction  # noqa: PLC0415
    from wagtail.search.backends import get_search_backend  # noqa: PLC0415

    backend, seconds = get_search_backend(), 0.0
    batch: list[Any] = []

    def write() -> float:
        with transaction.atomic():
            model.objects.bulk_create(batch)
            start = time.perf_counter()
            backend.add_bulk(model, batch)
        batch.clear()
        return time.perf_counter() - start

    for one in documents:
        body = " ".join(text.text for text in one.texts)
        row = model(title=one.title, summary=one.summary, body=body, language=one.language)
        row.country = one.facets["country"][0]
        batch.append(row)
        if len(batch) == BATCH:
            seconds += write()
    return seconds + (write() if batch else 0.0)


def ask(model: Any, word: str) -> int:
    """Ask for the top ten and the total, as a list page would; -1 if it takes too long."""
    from wagtail.search.backends import get_search_backend  # noqa: PLC0415

    found = get_search_backend().search(word, model.objects.all())

    def count() -> int:
        list(found[:10])
        return found.count()

    return bounded(count)


def bounded(question: Callable[[], int]) -> int:
    """Ask the database something for at most MOST_SECONDS; -1 if it takes longer."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    connection.ensure_connection()
    # SQLite and PostgreSQL name the same thing differently.
    stop = getattr(connection.connection, "interrupt", None) or connection.connection.cancel
    alarm = threading.Timer(MOST_SECONDS, stop)
    alarm.start()
    try:
        return question()
    except OperationalError:
        return -1
    finally:
        alarm.cancel()
