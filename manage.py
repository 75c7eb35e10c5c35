#!/usr/bin/env python
"""Django's command line for Crocevia."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Put both source roots on the path and hand over to Django."""
    roots = [str(ROOT), str(ROOT / "platform")]
    sys.path[:0] = roots
    # Workers that a server starts from here look for the code in the same two places.
    os.environ["PYTHONPATH"] = os.pathsep.join(roots)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    # The path must be set before Django is asked to import the settings.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
