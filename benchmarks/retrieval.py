"""How well search finds what people need: `manage.py evaluate_search` on both engines, recorded.

    python -m benchmarks.retrieval --half reported

The collection is in tests/retrieval; search was tuned on the other half of its needs.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.crossing import server
from benchmarks.testbed import ROOT, circumstances, describe, fresh_site

RUNS = ["words", "stems", "labels", "concepts", "full"]


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--half", choices=["reported", "tuning", "all"], default="reported")
    parser.add_argument("--runs", nargs="*", default=RUNS)
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    machine = circumstances()
    print(describe(machine))
    url = server()
    with fresh_site():
        record = _evaluated(options.half, options.runs, url)
    for engine in ("embedded", "elasticsearch"):
        for run, figures in record.get(engine, {}).items():
            print(_line(engine, run, figures))
    if "agreement" in record:
        print(f"top tens of the two engines agree: {record['agreement']} (Jaccard)")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine, **record}, indent=1) + "\n")


def _evaluated(half: str, runs: list[str], url: str) -> dict[str, Any]:
    command = ["evaluate_search", "--json", "--half", half, "--runs", *runs]
    command += ["--engine", "both" if url else "embedded"]
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, "SEARCH_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def _line(engine: str, run: str, figures: dict[str, Any]) -> str:
    same, other, worst = (
        figures[name] for name in ("same_language", "other_languages", "worst_language")
    )
    return (
        f"{engine:13} {run:8} same language: recall {same['recall']:.3f} nDCG {same['ndcg']:.3f}"
        f"  others: {other['recall']:.3f} {other['ndcg']:.3f}  parity {figures['parity']:.2f}"
        f"  worst {worst['language']} {worst['share_of_mean']:.2f} of the mean,"
        f" {figures['worst_pair']['pair']} {figures['worst_pair']['recall']:.2f}"
        f"  empty {figures['empty']} of {figures['questions']}  p95 {figures['p95_ms']} ms"
    )


if __name__ == "__main__":
    main()
