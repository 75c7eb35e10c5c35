"""Queries that are built once and asked again and again with other values.

Django builds the SQL of a query each time that it is asked. Where conditions stand inside others,
such as who may read a page, that takes several times as long as the database needs to answer.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Slot(Expression):
    """A value of a query that is known only when the query is asked."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return a place for the value, with the slot itself to be replaced by it."""
        return "%s", [self]


class Prepared(Generic[Row]):
    """A query whose values are slots. `build` returns it, and is called once in each process for
    each kind of database: nothing in it may depend on what changes, such as the time."""

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build
        self._made: dict[str, tuple[type[Row], str, tuple[Any, ...]]] = {}

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None. `values` has one for each slot.

        What the query annotates comes as the database says it: true may be 1. Related rows are not
        read with it. Raises KeyError where a value is missing.
        """
        model, sql, places = self._prepared()
        given = [
            one.output_field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Slot)
            else one
            for one in places
        ]
        return next(iter(model._default_manager.raw(sql, given)), None)

    def _prepared(self) -> tuple[type[Row], str, tuple[Any, ...]]:
        made = self._made.get(connection.vendor)
        if made is None:
            rows = self.build()[:1]
            sql, places = rows.query.get_compiler(connection=connection).as_sql()
            made = self._made[connection.vendor] = (rows.model, sql, tuple(places))
        return made
