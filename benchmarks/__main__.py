"""Run the benchmarks and keep their records in docs/benchmarks/.

python -m benchmarks                    all of them
python -m benchmarks importing pages    some of them
python -m benchmarks --quick            all, with less of everything, and no record kept
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "docs" / "benchmarks"
# Name: command, and what makes it quick.
PROGRAMS = {
    "search": (["benchmarks/search.py", "--documents", "100000"], ["--documents", "2000"]),
    "crossing": (["-m", "benchmarks.crossing"], ["--documents", "1000"]),
    "retrieval": (["-m", "benchmarks.retrieval"], ["--runs", "full"]),
    "suggesting": (
        ["-m", "benchmarks.suggesting", "--documents", "10000", "100000"],
        ["--documents", "1000"],
    ),
    "importing": (["-m", "benchmarks.importing"], ["--practices", "500"]),
    "exporting": (["-m", "benchmarks.exporting"], ["--practices", "1500"]),
    "pages": (["-m", "benchmarks.pages"], ["--rounds", "5"]),
    "live": (["-m", "benchmarks.live"], ["--quick"]),
    "wagtail_search": (["-m", "benchmarks.wagtail_search"], ["--practices", "500", "1000"]),
}


def main() -> int:
    """Run what was asked for; return how many failed."""
    options = _options()
    failed = 0
    for name in options.names or PROGRAMS:
        print(f"\n== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) if options.quick else RECORDS
            failed += _run(name, target, options.quick)
    return failed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", choices=[*PROGRAMS, []], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="less of everything, keep no record")
    return parser.parse_args()


def _run(name: str, target: Path, quick: bool) -> int:
    command, less = PROGRAMS[name]
    target.mkdir(parents=True, exist_ok=True)
    arguments = [sys.executable, *command, *(less if quick else [])]
    arguments += ["--json", str(target / f"{name}.json")]
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode == 0:
        text = f"# {name}\n\nWritten by `make bench`; figures in {name}.json.\n\n"
        (target / f"{name}.md").write_text(f"{text}```\n{done.stdout.rstrip()}\n```\n")
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
