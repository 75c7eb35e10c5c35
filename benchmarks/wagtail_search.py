"""Measure our search beside Wagtail's own database search, on the same practices.

    python -m benchmarks.wagtail_search --json docs/benchmarks/wagtail_search.json

The practices are made up and stand in a real database as pages: on SQLite, and on PostgreSQL where
`make services` started one. For this measurement Wagtail indexes their summary and body too, so
that both search the same texts; Wagtail returns the first ten and the total, ours also counts all
facets and marks the words. Ours reads its own index, on either database. One site per database,
filled up from one size to the next.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks import _wagtail
from benchmarks.testbed import ROOT, circumstances, describe, fresh_site

SIZES = (10_000, 30_000, 100_000)
WORDS = {
    "common word": ["project", "people", "persone", "ciudad"],
    "word of the field": ["housing", "refugees", "Wohnen", "salute"],
    "no match": ["qwxzz", "zzqwx"],
}


def timed(call: Callable[[], int]) -> tuple[float, int]:
    """Return the milliseconds that a call takes, and what it returns."""
    started = time.perf_counter()
    found = call()
    return (time.perf_counter() - started) * 1000, found


def ours(word: str) -> int:
    """Ask our search as the library page does; return the total."""
    from practices.search import FACETS  # noqa: PLC0415  (after Django's set-up)
    from search.queries import read, search  # noqa: PLC0415
    from search.query import Query  # noqa: PLC0415

    facets = tuple(one.name for one in FACETS)
    query = Query(text=read(word), language="en", wanted_facets=facets, types=("practice",))
    return search(query).total


def wagtails(word: str) -> int:
    """Ask Wagtail's search for ten practices and how many there are; -1 if it takes too long."""
    from practices.models import PracticePage  # noqa: PLC0415  (after Django's set-up)

    def ask() -> int:
        results = PracticePage.objects.live().search(word)
        len(results[:10])
        return results.count()

    return _wagtail.bounded(ask)


def measure(ask: Callable[[str], int]) -> dict[str, Any]:
    """Ask each word once; stop asking a kind of words when it takes too long."""
    rows = {}
    for kind, words in WORDS.items():
        times, totals = [], []
        for word in words:
            milliseconds, found = timed(lambda: ask(word))  # noqa: B023
            times.append(milliseconds)
            totals.append(found)
            if sum(times) > _wagtail.MOST_SECONDS * 1000:
                break
        rows[kind] = {
            "asked": len(times),
            "median_ms": round(statistics.median(times), 2),
            "median_total": statistics.median(totals),
        }
    return rows


def run(sizes: list[int], database: str) -> list[dict[str, Any]]:
    """Fill a site to each of `sizes` practices and ask both; `database`: URL, empty for SQLite."""
    with fresh_site("make_house", database=database):
        from django.db import connection  # noqa: PLC0415  (after Django's set-up)
        from wagtail.search.index import SearchField  # noqa: PLC0415

        from practices.generation.actions import generate_library  # noqa: PLC0415
        from practices.models import PracticePage  # noqa: PLC0415
        from vocabulary.actions import load_vocabulary  # noqa: PLC0415

        fields = [SearchField("summary"), SearchField("summary_en"), SearchField("body")]
        PracticePage.search_fields = [*PracticePage.search_fields, *fields]
        load_vocabulary()
        records = []
        for count in sizes:
            started = time.perf_counter()
            generate_library(count)
            seconds = time.perf_counter() - started
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            ours("warm")
            records.append(
                {
                    "database": connection.vendor,
                    "practices": PracticePage.objects.live().count(),
                    "fill_seconds": round(seconds, 1),
                    "ours": measure(ours),
                    "wagtail": measure(wagtails),
                }
            )
        return records


def run_apart(sizes: list[int], server: str) -> list[dict[str, Any]]:
    """Run in a process of its own, on a new database of the PostgreSQL `server` or on SQLite.

    Settings can be read only once in a process. Raises CalledProcessError.
    """
    from tests.databases import empty_database  # noqa: PLC0415

    with empty_database("bench", server) if server else nullcontext("") as database:
        command = [sys.executable, "-m", "benchmarks.wagtail_search", "--database", database]
        command += ["--child", "--practices", *map(str, sizes)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def show(record: dict[str, Any]) -> None:
    """Print a record for people."""
    print(describe(record["machine"]))
    print("made-up practices; medians; -1: stopped after", _wagtail.MOST_SECONDS, "s")
    for site in record["sites"]:
        print(
            f"{site['practices']:,} on {site['database']} (filled up in {site['fill_seconds']} s)"
        )
        print(f"  {'':20}{'ours ms':>10}{'found':>8}{'Wagtail ms':>12}{'found':>8}{'times':>8}")
        for kind, row in site["ours"].items():
            other = site["wagtail"][kind]
            print(
                f"  {kind:20}{row['median_ms']:10.2f}{row['median_total']:8.0f}"
                f"{other['median_ms']:12.1f}{other['median_total']:8.0f}"
                f"{other['median_ms'] / row['median_ms']:8.0f}"
            )
    if not record["postgresql"]:
        print("PostgreSQL was not measured: it runs after `make services`.")


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, nargs="+", default=SIZES)
    parser.add_argument("--database", default="", help="URL, with --child; empty: SQLite")
    parser.add_argument("--child", action="store_true", help="one database, figures as JSON")
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    if options.child:
        print(json.dumps(run(options.practices, options.database)))
        return
    from tests.services import address  # noqa: PLC0415  (the child needs no pytest)

    server = address("postgres")
    machine = circumstances()
    sites = run_apart(options.practices, "")
    if server:
        sites += run_apart(options.practices, server)
    record = {"machine": machine, "postgresql": bool(server), "sites": sites}
    show(record)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
