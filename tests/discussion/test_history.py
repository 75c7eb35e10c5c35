"""Pages of a channel's history."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from discussion import history
from discussion.permissions import Access
from tests.factories.discussion import make_channel

pytestmark = pytest.mark.django_db


def test_pins_are_found_without_walking_through_the_channel():
    """Issue 5: what opening costs does not depend on the channel's length."""
    channel = make_channel()
    with CaptureQueriesContext(connection) as asked:
        history.opened_page(channel, Access(None, reads=True, moderates=False))
    (query,) = (one["sql"] for one in asked.captured_queries)
    is_sqlite = connection.vendor == "sqlite"

    with transaction.atomic(), connection.cursor() as cursor:
        if not is_sqlite:
            # On tables as small as a test's PostgreSQL reads all of everything otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{query}")
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert "discussion_pinned" in plan
