"""Measure our search beside Wagtail's own database search, on the same practices.

    python -m benchmarks.wagtail_search --practices 10000 --json docs/benchmarks/wagtail_search.json

The practices are made up and stand in a real database as pages. For this measurement Wagtail
indexes their summary and body too, so that both search the same texts; Wagtail returns the first
ten and the total, ours also counts all facets and marks the words.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.testbed import circumstances, describe, fresh_site

WORDS = {
    "common word": ["project", "people", "persone", "ciudad"],
    "word of the field": ["housing", "refugees", "Wohnen", "salute"],
    "no match": ["qwxzz", "zzqwx"],
}
MOST_SECONDS = 60


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
    """Ask Wagtail's search for ten practices and how many there are."""
    from practices.models import PracticePage  # noqa: PLC0415  (after Django's set-up)

    results = PracticePage.objects.live().search(word)
    len(results[:10])
    return results.count()


def measure(ask: Callable[[str], int]) -> dict[str, Any]:
    """Ask each word once; stop asking a kind of words when it takes too long."""
    rows = {}
    for kind, words in WORDS.items():
        times, totals = [], []
        for word in words:
            milliseconds, found = timed(lambda: ask(word))  # noqa: B023
            times.append(milliseconds)
            totals.append(found)
            if sum(times) > MOST_SECONDS * 1000:
                break
        rows[kind] = {
            "asked": len(times),
            "median_ms": round(statistics.median(times), 2),
            "median_total": statistics.median(totals),
        }
    return rows


def run(count: int) -> dict[str, Any]:
    """Fill a site with `count` practices and ask both."""
    machine = circumstances()
    with fresh_site("make_house"):
        from wagtail.search.index import SearchField  # noqa: PLC0415  (after Django's set-up)

        from practices.generation.actions import generate_library  # noqa: PLC0415
        from practices.models import PracticePage  # noqa: PLC0415
        from search.actions import rebuild  # noqa: PLC0415
        from vocabulary.actions import load_vocabulary  # noqa: PLC0415

        fields = [SearchField("summary"), SearchField("summary_en"), SearchField("body")]
        PracticePage.search_fields = [*PracticePage.search_fields, *fields]
        load_vocabulary()
        started = time.perf_counter()
        generate_library(count)
        seconds = time.perf_counter() - started
        rebuild()
        ours("warm")
        return {
            "machine": machine,
            "practices": count,
            "generate_seconds": round(seconds, 1),
            "ours": measure(ours),
            "wagtail": measure(wagtails),
        }


def show(record: dict[str, Any]) -> None:
    """Print a record for people."""
    print(describe(record["machine"]))
    count, seconds = record["practices"], record["generate_seconds"]
    print(f"{count:,} made-up practices on SQLite, generated and indexed in {seconds} s")
    print(f"{'medians':20}{'ours ms':>10}{'found':>8}{'Wagtail ms':>12}{'found':>8}{'times':>8}")
    for kind, row in record["ours"].items():
        other = record["wagtail"][kind]
        print(
            f"{kind:20}{row['median_ms']:10.2f}{row['median_total']:8.0f}"
            f"{other['median_ms']:12.1f}{other['median_total']:8.0f}"
            f"{other['median_ms'] / row['median_ms']:8.0f}"
        )


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, default=10_000)
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    record = run(options.practices)
    show(record)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
