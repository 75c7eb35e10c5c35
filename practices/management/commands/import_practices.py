"""manage.py import_practices FILE [--dry-run]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.importing.actions import ImportRefused, import_practices
from practices.importing.bars import Bars
from practices.importing.reading import Unreadable, read_items


class Command(BaseCommand):
    """Take practices over from a JSON file; its format stands in docs/import.md."""

    help = "Take practices over from a JSON file (format: docs/import.md). All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file and the switch."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a list of practices, in UTF-8")
        parser.add_argument(
            "--dry-run", action="store_true", help="check the file and count, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was done or what is wrong."""
        with Bars(quiet=options["verbosity"] == 0) as bars:
            try:
                report = import_practices(
                    read_items(options["file"]), dry_run=options["dry_run"], progress=bars.show
                )
            except Unreadable as error:
                raise CommandError(f"{error} Nothing was imported.") from error
            except ImportRefused as error:
                raise CommandError(_sentences(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{report}.")
        if report.index_problem:
            self.stderr.write(
                f"Search does not know about all of it: {report.index_problem}."
                " Run manage.py rebuild_search."
            )


def _sentences(error: ImportRefused) -> str:
    lines = list(error.problems)
    if error.left_out:
        lines.append(f"… and {error.left_out} more.")
    return "\n".join([*lines, "Nothing was imported."])
