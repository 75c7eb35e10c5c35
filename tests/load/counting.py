"""Settings of a server whose transport counts the questions it asks the database: a byte in a file
for each, so that somebody outside can look (`stage.Stage.asked`)."""

import os
import threading
from typing import Any

from django.db.backends.signals import connection_created

from config.settings.dev import *  # noqa: F403

_FILE = os.open(f"{os.environ['DATA_DIR']}/questions", os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    # Its threads have its name, see `discussion.live.threads`; pages ask in others.
    if threading.current_thread().name.startswith("live"):
        os.write(_FILE, b".")
    return execute(sql, params, many, context)


def _opened(connection: Any, **_kwargs: Any) -> None:
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


connection_created.connect(_opened, dispatch_uid="count-questions")
