"""`python -m tests.load.chaos`: things go wrong while people talk; what was lost or doubled?

    make chaos                                  all faults, on SQLite and on PostgreSQL with Redis
    make chaos ARGS="--only kill --kills 3"     less
    make chaos ARGS="--on sqlite"

Exit code 1 where anything was lost, doubled, shown to somebody who may not see it, or not current
in time. A full run keeps its record in docs/benchmarks/.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.testbed import circumstances, describe
from tests.load.faults import FAULTS, SMALL, Sizes
from tests.load.machines import missing
from tests.load.scene import Row, Scene
from tests.load.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "docs" / "benchmarks"
PLACES = {"sqlite": "SQLite, one server", "postgres": "PostgreSQL and Redis, two servers"}
ALL = FAULTS | SMALL
COLUMNS = {
    "readers": "readers",
    "attempts": "posts",
    "acknowledged": "acknowledged",
    "cuts": "cuts",
    "lost": "lost",
    "doubled": "doubled",
    "holes": "holes",
    "other_order": "other order",
    "seen_wrongly": "seen wrongly",
    "unexplained": "no reason",
    "current": "current s",
    "limit": "limit s",
}


def main() -> int:
    """Run what was asked for, print the tables, return the exit code."""
    given = _options()
    places = [given.on] if given.on else list(PLACES)
    if given.inside:
        return _here(places[0], given)
    is_whole = not (given.on or given.only or given.quick or given.kills)
    record: dict[str, Any] = {"machine": circumstances(), "places": {}}
    lines = [describe(record["machine"])]
    sys.stdout.write(f"{lines[0]}\n")
    failed = 0
    for place in places:
        # Django takes its settings once in each process.
        rows, code = _beside(place)
        record["places"][place] = rows
        failed |= code
        lines += ["", PLACES[place], *_table(rows)]
    if is_whole:
        _keep(record, lines)
    return failed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--on", choices=PLACES)
    names = ", ".join(FAULTS)
    parser.add_argument("--only", nargs="+", choices=ALL, metavar="FAULT", help=names)
    parser.add_argument("--kills", type=int, help="how often a server is killed (20)")
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--site", type=Path, help="a folder whose SQLite is migrated already")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _beside(place: str) -> tuple[list[dict[str, Any]], int]:
    """Run the faults of one database in a process of its own; returns its rows and exit code."""
    command = [sys.executable, "-m", "tests.load.chaos", *sys.argv[1:], "--on", place, "--inside"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    rows: list[dict[str, Any]] = []
    assert process.stdout
    for line in process.stdout:
        if line.startswith("row "):
            rows.append(json.loads(line[4:]))
        else:
            sys.stdout.write(line)
            sys.stdout.flush()
    return rows, process.wait()


def _here(place: str, given: argparse.Namespace) -> int:
    """Run the faults of one database in this process."""
    is_large = place == "postgres"
    if is_large and missing():
        sys.stdout.write(f"not here: {', '.join(missing())} (make services brings them)\n")
        return 1
    sizes = Sizes(3, 60, 12.0, 1) if given.quick else Sizes()
    if given.kills:
        sizes = Sizes(given.kills, sizes.crowd, sizes.minute, sizes.rounds)
    names = [name for name in given.only or FAULTS if is_large or not ALL[name][1]]
    good = True
    _say(f"\n{PLACES[place]}\n{_head()}")
    with tempfile.TemporaryDirectory(prefix="crocevia-chaos-") as folder:
        # PostgreSQL runs as somebody else and must get through.
        Path(folder).chmod(0o755)
        stage = Stage(given.site or Path(folder), is_large=is_large, is_ready=bool(given.site))
        try:
            for name in names:
                row = _one(stage, name, sizes)
                good &= row.is_good
                _say(_line(asdict(row)))
                _say("row " + json.dumps(asdict(row)))
        finally:
            stage.close()
    return int(not good)


def _one(stage: Stage, name: str, sizes: Sizes) -> Row:
    scene = Scene(stage, name)
    try:
        ALL[name][0](scene, sizes)
        return scene.end()
    finally:
        scene.crowd.end()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _head() -> str:
    return f"{'fault':14}" + " ".join(f"{one:>{max(6, len(one))}}" for one in COLUMNS.values())


def _line(row: dict[str, Any]) -> str:
    figures = (f"{row[key]:>{max(6, len(head))}}" for key, head in COLUMNS.items())
    more = ", ".join(f"{name} {figure}" for name, figure in row["more"].items())
    return f"{row['fault']:14}{' '.join(figures)}  {'; '.join([more, *row['wrong']])}".rstrip()


def _table(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [_head(), *map(_line, rows)]


def _keep(record: dict[str, Any], lines: Sequence[str]) -> None:
    (RECORDS / "chaos.json").write_text(json.dumps(record, indent=1) + "\n")
    text = "# chaos\n\nWritten by `make chaos`; figures in chaos.json.\n\n```\n"
    (RECORDS / "chaos.md").write_text(text + "\n".join(lines) + "\n```\n")


if __name__ == "__main__":
    sys.exit(main())
