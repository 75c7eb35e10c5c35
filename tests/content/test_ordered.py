"""Rows in an editor's order: where two have the same place, they keep one order."""

import pytest
from django.apps import apps
from wagtail.models import Orderable

from content.models import Ordered
from events.models import Session
from tests.factories.events import make_workshop

OURS = [one for one in apps.get_models() if issubclass(one, Orderable)]
OURS = [one for one in OURS if not one.__module__.startswith(("wagtail", "taggit"))]


def test_every_row_with_a_place_has_a_second_key():
    assert len(OURS) >= 7
    assert [one.__name__ for one in OURS if not issubclass(one, Ordered)] == []
    assert {tuple(one._meta.ordering) for one in OURS} == {("sort_order", "id")}


@pytest.mark.django_db
def test_rows_without_a_place_stay_as_they_were_added():
    workshop = make_workshop(sessions=({"title": "One"}, {"title": "Two"}, {"title": "Three"}))
    rows = list(Session.objects.order_by("id"))
    Session.objects.all().delete()
    # Written in another order than they were added, as PostgreSQL does with rows that change.
    for row in reversed(rows):
        row.sort_order = None
        row.save(force_insert=True)

    titles = [one.title for one in type(workshop).objects.get(pk=workshop.pk).sessions.all()]

    assert titles == ["One", "Two", "Three"]
