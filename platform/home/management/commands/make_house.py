"""Make the pages that every other page hangs under."""

from typing import Any

from django.core.management.base import BaseCommand

from home.actions import make_house


class Command(BaseCommand):
    """`manage.py make_house`: idempotent; the first step on a new, empty site."""

    help = "Make home page, library, directory and workshop list where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and say so."""
        make_house()
        self.stdout.write("The house stands: home page, library, partners, workshops.")
