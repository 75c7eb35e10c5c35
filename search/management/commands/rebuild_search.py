"""Make the search index anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.actions import count_documents, rebuild
from search.engines import IndexUnavailable, RebuildRunning
from search.queries import index_ready


class Command(BaseCommand):
    """`manage.py rebuild_search`: the old index answers until the new one is complete."""

    help = "Rebuild the search index. The present one answers until the new one is complete."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to do nothing when the index answers."""
        parser.add_argument(
            "--if-needed", action="store_true", help="do nothing if the index answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild with a progress bar; say how many documents and how long."""
        if options["if_needed"] and index_ready():
            self.stdout.write("The search index answers: nothing to do.")
            return
        started = time.monotonic()
        bar = tqdm(
            total=count_documents(),
            unit=" documents",
            disable=None if options["verbosity"] else True,
            file=self.stderr,
        )
        try:
            with bar:
                count = rebuild(bar.update)
        except (RebuildRunning, IndexUnavailable) as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        self.stdout.write(f"{count} documents indexed in {seconds:.1f} s")
