"""Block definitions stay out of migrations, and a data migration keeps every body."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from content.fields import LeanStreamField, RawStream
from practices.models import PracticePage
from tests.factories.practices import make_practice

BODY = [{"type": "challenge", "value": "<p>Many desks.</p>", "id": "a"}]


def test_a_migration_holds_no_blocks():
    field = PracticePage._meta.get_field("body")

    _name, _path, args, kwargs = field.deconstruct()

    assert args == [[]]
    assert "block_lookup" not in kwargs


@pytest.mark.django_db
def test_a_data_migration_that_saves_a_page_keeps_its_body():
    make_practice("one-desk", body=BODY)
    state = MigrationLoader(connection).project_state()
    historical = state.apps.get_model("practices", "PracticePage")

    page = historical.objects.get(slug="one-desk")
    page.lead_name = "Saved by a migration"
    page.save()

    body = PracticePage.objects.get(slug="one-desk").body
    assert [block.block_type for block in body] == ["challenge"]
    assert "Many desks." in str(body[0])


def test_a_field_without_blocks_carries_text_and_lists_through():
    field = LeanStreamField()

    assert isinstance(field.to_python("[]"), RawStream)
    assert field.get_prep_value(field.to_python(BODY)) == BODY
