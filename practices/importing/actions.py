"""The whole of an import: check everything, then write everything in one transaction."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import IO, Any

from django.db import transaction
from wagtail.log_actions import log

from content import generation
from practices.choices import Origin
from practices.importing.batches import Match, fill, match
from practices.importing.directory import Directory
from practices.importing.form import Entry, Form
from practices.importing.memory import small_sqlite
from practices.importing.writing import Traces, Writer
from practices.models import PracticeIndexPage
from practices.search import documents_for
from search.actions import count_documents, ensure_index, note, rebuild, store_noted
from search.documents import Document
from search.engines import IndexUnavailable, RebuildRunning

BATCH = 100
# Each change of the index costs a moment of its own, so it gets more at a time.
INDEX_BATCH = 250
# Of so many at least, and where they are more than one of so many, the whole index is made anew.
MANY, QUICKER = 2_000, 8
MOST_SHOWN = 50
MODEL = "practices.practicepage"
# Stage, how many are done, how many there are (0: not known).
Progress = Callable[[str, int, int], None]
CHECKING, COMPARING, WRITING, INDEXING = "Checking", "Comparing", "Writing", "Search index"


@dataclass
class ImportReport:
    """What an import did. `index_problem` is "" when search knows about all of it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dry_run: bool = False
    index_problem: str = ""
    written: list[int] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        counts = f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        return f"Dry run, nothing written: {counts}" if self.dry_run else counts


class ImportRefused(Exception):  # noqa: N818  a state: nothing was written
    """The items are not all right, so none was imported. `problems` are sentences."""

    def __init__(self, problems: list[str], left_out: int = 0) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.left_out = left_out


def import_practices(
    items: Iterable[Any],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    user: Any = None,
) -> ImportReport:
    """Make, update and publish practices from `items` in the format of docs/import.md.

    All or nothing: raises ImportRefused with everything that is wrong, or when the site has no
    library yet, and whatever iterating `items` raises; nothing is written then. Memory does not
    grow with the number of items. With `dry_run` nothing is written at all.
    """
    tell = progress or (lambda stage, done, total: None)
    library = find_library()
    directory = Directory()
    form = Form(list(directory.themes), list(directory.groups))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool, small_sqlite():
        count = _check_all(items, form, spool, tell)
        entries = _spooled(spool)
        if dry_run:
            return _count_all(entries, library, directory, count, tell)
        report = write_entries(
            entries, library, directory, Origin.IMPORTED, Traces(user=user), count, tell
        )
        transaction.on_commit(partial(index_written, report, tell))
        return report


def find_library() -> PracticeIndexPage:
    """Return the library of the site; raises ImportRefused if it has none."""
    library = PracticeIndexPage.objects.order_by("path").first()
    if library is None:
        raise ImportRefused(["The site has no library yet: make it with manage.py load_demo."])
    return library


def _check_all(items: Iterable[Any], form: Form, spool: IO[str], tell: Progress) -> int:
    """Write the entries of all items into `spool`; return how many there are."""
    problems: list[str] = []
    left_out = 0
    seen: dict[str, int] = {}
    position = 0
    for position, item in enumerate(items, 1):
        entry, found = form.read(item)
        slug = item.get("id") if isinstance(item, dict) else None
        if isinstance(slug, str) and seen.setdefault(slug, position) != position:
            found = [*found, f"«id» is also that of practice {seen[slug]}."]
        if found:
            sentences = [f"{_name(position, slug)}: {what}" for what in found]
            room = MOST_SHOWN - len(problems)
            problems += sentences[:room]
            left_out += len(sentences[room:])
        elif entry is not None and not problems:
            spool.write(json.dumps(entry.plain(), ensure_ascii=False) + "\n")
        if position % BATCH == 0:
            tell(CHECKING, position, 0)
    tell(CHECKING, position, position)
    if problems:
        raise ImportRefused(problems, left_out)
    return position


def _name(position: int, slug: Any) -> str:
    known = slug if isinstance(slug, str) and slug else ""
    clean = "".join(sign for sign in known if sign.isprintable())[:60]
    return f"Practice {position} ({clean})" if clean else f"Practice {position}"


def _spooled(spool: IO[str]) -> Iterator[Entry]:
    spool.seek(0)
    for line in spool:
        yield Entry.restored(json.loads(line))


def _count_all(
    entries: Iterator[Entry],
    library: PracticeIndexPage,
    directory: Directory,
    count: int,
    tell: Progress,
) -> ImportReport:
    report = ImportReport(dry_run=True)
    while batch := list(islice(entries, BATCH)):
        _sort(match(batch, library, directory), report)
        tell(COMPARING, report.new + report.changed + report.unchanged, count)
    return report


def _sort(matches: Iterable[Match], report: ImportReport) -> list[Match]:
    """Count the matches, and return those that must be written."""
    differing = []
    for found in matches:
        if not found.differs:
            report.unchanged += 1
            continue
        differing.append(found)
        if found.page is None:
            report.new += 1
        else:
            report.changed += 1
    return differing


def write_entries(
    entries: Iterator[Entry],
    library: PracticeIndexPage,
    directory: Directory,
    origin: Origin,
    traces: Traces,
    count: int,
    tell: Progress,
) -> ImportReport:
    """Write checked entries in one transaction. `index_written` must follow after commit."""
    report = ImportReport()
    _ensure_index()
    with transaction.atomic():
        writer = Writer(library, traces)
        while batch := list(islice(entries, traces.batch)):
            differing = _sort(match(batch, library, directory), report)
            _write_batch(differing, writer, directory, origin, report)
            tell(WRITING, report.new + report.changed + report.unchanged, count)
        if report.written and traces.kept:
            _log(library, report, traces.user)
    return report


def _ensure_index() -> None:
    # Before the writing, while there is little to read: afterwards each batch is only added.
    with suppress(IndexUnavailable):
        ensure_index()


def _write_batch(
    matches: list[Match],
    writer: Writer,
    directory: Directory,
    origin: Origin,
    report: ImportReport,
) -> None:
    directory.make_places(found.entry for found in matches)
    directory.make_tags(tag for found in matches for tag in found.entry.tags or ())
    new = [fill(one, directory, origin) for one in matches if one.page is None]
    changed = [fill(one, directory, origin) for one in matches if one.page is not None]
    writer.write(new, changed)
    written = [page.pk for page in (*new, *changed)]
    report.written += written
    # In this transaction: if search cannot be told after it, the outbox still knows.
    report.noted += note((MODEL, pk) for pk in written)


def _log(library: PracticeIndexPage, report: ImportReport, user: Any) -> None:
    counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    log(library, "practices.import", user=user, data=counts)


def index_written(report: ImportReport, tell: Progress) -> None:
    """Tell search and caches about what was written, once it is committed."""
    if not report.written:
        return
    generation.advance()
    if len(report.written) > max(MANY, count_documents() // QUICKER):
        _index_all(report, tell)
        return
    for start in range(0, len(report.written), INDEX_BATCH):
        batch = report.written[start : start + INDEX_BATCH]
        problem = store_noted(MODEL, batch, partial(_documents, batch), report.noted)
        report.index_problem = report.index_problem or problem
        tell(INDEXING, start + len(batch), len(report.written))


def _index_all(report: ImportReport, tell: Progress) -> None:
    """Make the indexes anew: with all cores, many times quicker than one document at a time."""
    total, done = count_documents(), 0

    def read(count: int) -> None:
        nonlocal done
        done += count
        tell(INDEXING, min(done, total), total)

    try:
        rebuild(read)
    except (IndexUnavailable, RebuildRunning, OSError) as error:
        # The outbox has all that was written; what looks after the indexes goes on.
        report.index_problem = str(error) or type(error).__name__


def _documents(ids: list[int]) -> Iterator[Document]:
    for start in range(0, len(ids), BATCH):
        yield from documents_for(ids[start : start + BATCH])
