"""Measure the import of a file of practices: rate and peak memory, in a process of its own.

    python -m benchmarks.importing --practices 10000 --json docs/benchmarks/importing.json

The practices are made up, as long and as varied as the real ones of the demo. Search is brought
up to date within the time that is measured. The same file is imported twice.
"""

import argparse
import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.testbed import ROOT, circumstances, describe, fresh_site, manage

GOAL_RATE, GOAL_MEGABYTES = 100, 256


def items(count: int) -> Iterator[dict[str, Any]]:
    """Yield made-up practices in the format of an import file."""
    # The site's modules can be imported once Django is set up.
    from practices.generation.practice import entries  # noqa: PLC0415

    for entry in entries(count, seed=5):
        yield {
            "id": entry.slug.replace("made-up", "imported"),
            **{
                name: getattr(entry, name)
                for name in (
                    "language", "title", "summary", "summary_en", "city", "country", "region",
                    "lat", "lon", "themes", "target_groups", "lead", "partners", "start",
                    "status", "tags", "cost_band", "evidence",
                )
            },
            "end": entry.end or None,
            "body": [{"heading": kind, "text": _plain(value)} for kind, value in entry.body],
            "sources": [url for _words, url in entry.sources or ()],
        }  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        steps = [f"- {one['value']['title']} {one['value']['text']}" for one in value["steps"]]
        return "\n".join([_plain(value["text"]), *steps]).strip()
    return html.unescape(re.sub(r"<[^>]+>", " ", value)).strip()


def measure(path: Path) -> dict[str, float]:
    """Import the file in a child process; return its seconds and peak memory."""
    command = [sys.executable, "manage.py", "import_practices", str(path), "--verbosity", "0"]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT) as child:
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit("The import failed.")
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_megabytes": round(used.ru_maxrss / 1024),
    }


def run(count: int) -> dict[str, Any]:
    """Make a file of `count` practices and import it twice."""
    machine = circumstances()
    with fresh_site("make_house") as folder:
        from vocabulary.actions import load_vocabulary  # noqa: PLC0415  (after Django's set-up)

        load_vocabulary()
        path = folder / "practices.json"
        with path.open("w", encoding="utf-8") as file:
            file.write("[")
            for number, item in enumerate(items(count)):
                file.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
            file.write("\n]\n")
        manage("rebuild_search")
        record = {"machine": machine, "practices": count}
        record["file_megabytes"] = round(path.stat().st_size / 1e6, 1)
        for name in ("first", "again"):
            record[name] = measure(path)
        return record


def show(record: dict[str, Any]) -> None:
    """Print a record for people."""
    count = record["practices"]
    print(describe(record["machine"]))
    print(f"{count:,} practices, {record['file_megabytes']} MB of JSON; start of Python included")
    print(f"{'':24}{'seconds':>9}{'a second':>10}{'CPU s':>8}{'a CPU second':>14}{'peak MB':>9}")
    for name, words in (("first", "new, with search index"), ("again", "the same file again")):
        row = record[name]
        rate, cpu_rate = count / row["seconds"], count / row["cpu_seconds"]
        print(
            f"{words:24}{row['seconds']:9.1f}{rate:10.0f}{row['cpu_seconds']:8.1f}"
            f"{cpu_rate:14.0f}{row['peak_megabytes']:9}"
        )
    print("On a machine with other work the CPU column tells more than the clock.")
    print(f"goals: faster than {GOAL_RATE} a second, within {GOAL_MEGABYTES} MB")


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
