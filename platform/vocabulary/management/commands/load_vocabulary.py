"""`manage.py load_vocabulary`: the terms of the site from their files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vocabulary.actions import load_vocabulary


class Command(BaseCommand):
    """Load the concept schemes that belong to the site."""

    help = (
        "Add the concepts of vocabulary/data/ that are missing and renew those that nobody has "
        "changed; --reset takes back all changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --reset."""
        parser.add_argument(
            "--reset",
            action="store_true",
            help="make labels, notes and order those of the files again, over editors' changes",
        )

    def handle(self, *_args: Any, reset: bool, **_options: Any) -> None:
        """Load, and say what was done."""
        done = load_vocabulary(reset=reset)
        self.stdout.write(
            f"{done.added} concepts added, {done.renewed} renewed, {done.reset} reset,"
            f" {done.kept} kept"
        )
