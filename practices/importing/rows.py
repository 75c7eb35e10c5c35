"""Rows of plain tables, thousands at a time, without a model object for each."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models, router


def insert_rows(model: type[models.Model], names: list[str], rows: Iterable[tuple]) -> None:
    """Insert `rows` into the table of `model`; `names` are attributes such as `place_id`.

    A fifth of the time of bulk_create, for tables whose new ids nobody asks for.
    """
    values = list(rows)
    if not values:
        return
    database = router.db_for_write(model)
    connection = connections[database]
    fields = [_field(model, name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    # Only names of our own tables and columns stand in the statement; values travel beside it.
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
    prepare = [field.get_db_prep_save for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                tuple(make(value, connection) for make, value in zip(prepare, row, strict=True))
                for row in values
            ],
        )


def insert_objects(model: type[models.Model], objects: Iterable[models.Model]) -> None:
    """Insert `objects` into the table of `model` alone; they do not learn their ids.

    For a model with a parent table that is its own half of each row.
    """
    fields = model._meta.local_concrete_fields
    names = [field.attname for field in fields if not isinstance(field, models.AutoField)]
    insert_rows(model, names, (tuple(getattr(one, name) for name in names) for one in objects))


def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)
