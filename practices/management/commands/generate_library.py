"""manage.py generate_library COUNT [--seed N] | --remove"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.generation.actions import (
    generate_library,
    refuse_in_production,
    remove_generated,
)
from practices.importing.actions import ImportRefused
from practices.importing.bars import Bars

MOST = 1_000_000


class Command(BaseCommand):
    """Fill the library with made-up practices, marked as such. Refused in production."""

    help = "Fill the library with made-up practices in ten languages, or take them out again."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, which ones, or none any more."""
        parser.add_argument("count", type=int, nargs="?", metavar="COUNT", help="how many")
        parser.add_argument(
            "--seed", type=int, default=1, help="another number makes other practices (default: 1)"
        )
        parser.add_argument(
            "--remove", action="store_true", help="delete all made-up practices and their towns"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate or remove, and say how many."""
        refuse_in_production()
        count, remove = options["count"], options["remove"]
        if (count is None) != remove:
            raise CommandError("Say how many practices to make, or --remove, not both.")
        if count is not None and not 0 < count <= MOST:
            raise CommandError(f"The number of practices must be between 1 and {MOST:,}.")
        with Bars(quiet=options["verbosity"] == 0) as bars:
            if remove:
                self._say(options, f"{remove_generated(bars.show)} made-up practices removed.")
                return
            try:
                report = generate_library(count, options["seed"], bars.show)
            except ImportRefused as error:
                raise CommandError(str(error)) from error
        self._say(options, f"{report}.")
        if report.index_problem:
            self.stderr.write(f"Search: {report.index_problem}. Run manage.py rebuild_search.")

    def _say(self, options: dict[str, Any], words: str) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
