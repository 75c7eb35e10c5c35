"""The database itself keeps the log of moderation from being changed: DS-06.

`ModerationAction` refuses in Python; whoever goes past it, by SQL or by a tool, is stopped here.
Made after every migration, since SQLite forgets triggers when it makes a table anew.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "discussion_moderationaction"
WORDS = "The log of moderation is never changed or deleted"
SQLITE = {
    verb: f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("update", "delete")
}
POSTGRESQL = (
    f"CREATE FUNCTION {TABLE}_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    f"CREATE TRIGGER {TABLE}_grows BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_grows()",
)


def after_migration(using: str, **_kwargs: Any) -> None:
    """Let the log only grow, once its table is there (the signal `post_migrate`)."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        make(connection)


def make(connection: BaseDatabaseWrapper) -> None:
    """Let the log only grow. Doing it twice changes nothing."""
    drop(connection)
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE.values():
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away, for who empties a whole database."""
    if connection.vendor == "postgresql":
        gone = [
            f"DROP TRIGGER IF EXISTS {TABLE}_grows ON {TABLE}",
            f"DROP FUNCTION IF EXISTS {TABLE}_grows()",
        ]
    else:
        gone = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in SQLITE]
    with connection.cursor() as cursor:
        for statement in gone:
            cursor.execute(statement)
