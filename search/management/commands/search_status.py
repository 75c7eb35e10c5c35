"""Say how the search indexes are, and mend them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timesince import timesince
from tqdm import tqdm

from search import changes
from search.actions import count_documents, rebuild_store, work_off_outbox
from search.differences import Differences, differences, mend
from search.engines import DocumentRefused, IndexUnavailable, RebuildRunning, Store, get_engine

SHOWN = 10


class Command(BaseCommand):
    """`manage.py search_status`: exit code 1 when something is not well (and was not mended)."""

    help = "Tell how many documents each search index has, how far it is behind, what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to mend, and to do without the comparison, which reads all documents."""
        parser.add_argument("--repair", action="store_true", help="put right what is wrong")
        parser.add_argument(
            "--quick", action="store_true", help="do not compare the documents with the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report on each index, after having mended it if asked."""
        engine = get_engine()
        state = engine.status()
        who = "the embedded index in its place" if state.reduced else engine.name
        self.stdout.write(f"Readers are answered by {who if state.ready else 'nobody'}")
        if options["repair"]:
            done = work_off_outbox(limit=1_000_000)
            self.stdout.write(f"Changes made up for: {done}")
        well = [self._report(store, options) for store in engine.stores()]
        if not all(well):
            raise SystemExit(1)

    def _report(self, store: Store, options: dict[str, Any]) -> bool:
        self.stdout.write(f"\n{store.name}")
        if options["repair"] and not self._rebuilt(store):
            return False
        status, built = store.status(), store.built()
        self._line("documents", str(status.documents) if status.ready else "?")
        self._line("last rebuild", f"{built:%Y-%m-%d %H:%M:%S} UTC" if built else "none")
        behind = self._lag(store)
        if status.problem:
            self._line("problem", status.problem)
        if not status.ready or options["quick"]:
            return status.ready and not behind
        return self._compare(store, options) and not behind

    def _line(self, name: str, value: str) -> None:
        self.stdout.write(f"  {name:14} {value}")

    def _lag(self, store: Store) -> bool:
        waiting = changes.waiting(store.name)
        lost = changes.is_lost(store.name)
        age = f", the oldest since {timesince(waiting.since)}" if waiting.since else ""
        self._line("lag", f"{waiting.changes} changes{age}")
        if waiting.problem:
            self._line("last failure", waiting.problem)
        if lost:
            self._line("lost", "changes were made without this index: it must be rebuilt")
        return lost or bool(waiting.changes)

    def _rebuilt(self, store: Store) -> bool:
        """Build the index if it has to be; tell whether it may be looked at."""
        if not (store.is_missing() or changes.is_lost(store.name)):
            return True
        try:
            with self._bar("building") as bar:
                self._line("rebuilt", f"{rebuild_store(store, bar.update)} documents")
        except (IndexUnavailable, RebuildRunning) as error:
            self._line("problem", str(error))
            return False
        return True

    def _compare(self, store: Store, options: dict[str, Any]) -> bool:
        try:
            with self._bar("comparing") as bar:
                found = differences(store, bar.update)
            self._show(found)
            if found and options["repair"]:
                with self._bar("mending") as bar:
                    mend(store, found, bar.update)
                found = differences(store)
                self._line("mended", "no" if found else "yes")
        except (IndexUnavailable, DocumentRefused) as error:
            self._line("problem", str(error))
            return False
        return not found

    def _show(self, found: Differences) -> None:
        for name in ("missing", "superfluous", "outdated"):
            keys: tuple[str, ...] = getattr(found, name)
            more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
            named = f": {', '.join(keys[:SHOWN])}{more}" if keys else ""
            self._line(name, f"{len(keys)}{named}")

    def _bar(self, what: str) -> Any:
        return tqdm(
            total=count_documents(), desc=what, unit=" documents", disable=None, file=self.stderr,
            leave=False,
        )  # fmt: skip
