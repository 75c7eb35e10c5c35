"""Measure exports of a list through the whole site: time, first byte and memory, as rows grow.

    python -m benchmarks.exporting --practices 12000 --json docs/benchmarks/exporting.json

Each file is made by a process of its own, which reads it and throws it away as it comes, so that
its peak memory is that of making the file. It is compared with the peak of a process that has
answered the same list as a page. Memory is constant if it does not grow with the rows.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.testbed import ROOT, circumstances, describe, fresh_site, manage

FORMS = ("csv", "json", "xlsx")
ROWS = (100, 1_000, 10_000)
PAGE = "/en/search/?sort=newest"
# What one more row may cost: its key, remembered so that nothing comes twice.
GOAL_MEGABYTES = 32


def answer(form: str, rows: int) -> dict[str, float]:
    """Make one file in this process, on a site that is there already; return what it took."""
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    # Settings read the environment when they are imported.
    import django  # noqa: PLC0415

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from search.exports import views  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.get(PAGE)
    before = _peak()
    views.MOST_ROWS = rows
    started = time.perf_counter()
    response = client.get(f"/en/search/results.{form}?sort=newest")
    chunks = iter(response.streaming_content)
    size = len(next(chunks))
    first = time.perf_counter() - started
    size += sum(map(len, chunks))
    return {
        "rows": rows,
        "seconds": round(time.perf_counter() - started, 2),
        "first_byte_seconds": round(first, 2),
        "megabytes": round(size / 1e6, 2),
        "peak_before_megabytes": before,
        "peak_megabytes": _peak(),
    }


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def measure(form: str, rows: int) -> dict[str, float]:
    """Make one file in a child process."""
    command = [sys.executable, "-m", "benchmarks.exporting", "--child", form, "--rows", str(rows)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"The export failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def run(count: int) -> dict[str, Any]:
    """Make a library of `count` practices and export it in each form and size."""
    machine = circumstances()
    with fresh_site("make_house"):
        manage("collectstatic", "--no-input")
        manage("load_vocabulary")
        manage("generate_library", str(count))
        manage("rebuild_search", "--if-needed")
        sizes = [rows for rows in ROWS if rows <= count]
        forms = {form: [measure(form, rows) for rows in sizes] for form in FORMS}
    return {"machine": machine, "practices": count, "forms": forms}


def show(record: dict[str, Any]) -> None:
    """Print a record for people."""
    print(describe(record["machine"]))
    print(f"A library of {record['practices']:,} made-up practices; newest first")
    print(
        f"{'':6}{'rows':>8}{'seconds':>9}{'first byte':>12}{'file MB':>9}{'peak MB':>9}{'more':>7}"
    )
    for form, lines in record["forms"].items():
        for one in lines:
            more = one["peak_megabytes"] - one["peak_before_megabytes"]
            print(
                f"{form:6}{one['rows']:8,}{one['seconds']:9.2f}{one['first_byte_seconds']:12.2f}"
                f"{one['megabytes']:9.2f}{one['peak_megabytes']:9.0f}{more:7.1f}"
            )
    print("more: beyond the peak of the same process after it had shown the list as a page")
    print(f"goal: 10,000 rows need at most {GOAL_MEGABYTES} MB more than 1,000")


def grown(record: dict[str, Any]) -> dict[str, float]:
    """Return by how many megabytes the peak of each form grew from 1,000 rows to the most."""
    peaks = {
        form: {one["rows"]: one["peak_megabytes"] for one in lines}
        for form, lines in record["forms"].items()
    }
    return {
        form: round(max(by_rows.values()) - by_rows[1_000], 1)
        for form, by_rows in peaks.items()
        if 1_000 in by_rows
    }


def main() -> None:
    """Read the options, run, print and keep the record; fail where memory grows with the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, default=12_000)
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    parser.add_argument("--child", choices=FORMS, help=argparse.SUPPRESS)
    parser.add_argument("--rows", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(answer(options.child, options.rows)))
        return
    record = run(options.practices)
    record["grown_megabytes"] = grown(record)
    show(record)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")
    if any(more > GOAL_MEGABYTES for more in record["grown_megabytes"].values()):
        raise SystemExit("Memory grew with the rows.")


if __name__ == "__main__":
    main()
