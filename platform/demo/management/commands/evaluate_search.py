"""`manage.py evaluate_search`: how well search finds, run by run."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.evaluation import (
    RUNS,
    Scores,
    agreement,
    collection,
    evaluate,
    is_held_out,
    read_questions,
)

ENGINES = ("embedded", "elasticsearch")
HALVES = ("reported", "tuning", "all")
COLLECTION = Path("tests") / "retrieval"


class Command(BaseCommand):
    """Measure search against a collection of needs with judgements."""

    help = "Measure how well search finds what people need, in their language and across languages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the engine, the runs and the half of the collection."""
        parser.add_argument("--engine", choices=[*ENGINES, "both"], default="embedded")
        parser.add_argument("--runs", nargs="*", choices=RUNS, default=RUNS)
        parser.add_argument("--half", choices=HALVES, default="reported")
        parser.add_argument("--collection", type=Path, default=settings.PROJECT / COLLECTION)
        parser.add_argument("--json", action="store_true", help="print the record as JSON")
        parser.add_argument("--poor", type=int, default=0, help="print so many poor answers")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, and print figures."""
        questions = [
            question
            for question in read_questions(options["collection"])
            if options["half"] == "all"
            or is_held_out(question.need) == (options["half"] == "reported")
        ]
        record: dict[str, Any] = {"half": options["half"], "questions": len(questions)}
        last: dict[str, Scores] = {}
        for engine in ENGINES if options["engine"] == "both" else [options["engine"]]:
            url = self._url(engine)
            record[engine] = {}
            with collection(options["collection"], lambda _step: None, url) as documents:
                record["documents"] = len(documents)
                for run in options["runs"]:
                    last[engine] = evaluate(documents, questions, run)
                    record[engine][run] = last[engine].summary()
                    if not options["json"]:
                        self._show(engine, run, record[engine][run])
        if len(last) > 1:
            record["agreement"] = agreement(*last.values())
            if not options["json"]:
                self.stdout.write(f"top tens agree: {record['agreement']}")
        if options["json"]:
            self.stdout.write(json.dumps(record, indent=1))
        for scores in last.values():
            self._show_poor(scores, options["poor"])

    def _url(self, engine: str) -> str:
        if engine == "embedded":
            return ""
        if not settings.SEARCH_URL:
            raise CommandError("Set SEARCH_URL to the address of an Elasticsearch server.")
        return str(settings.SEARCH_URL)

    def _show_poor(self, scores: Scores, most: int) -> None:
        for found, question, ranking in sorted(scores.poor, key=lambda one: one[0])[:most]:
            wanted = [key for key, grade in question.grades.items() if grade > 1]
            self.stdout.write(
                f"{found:.2f} {question.need} {question.language} “{question.text}”\n"
                f"     wanted {', '.join(wanted)}\n     found {', '.join(ranking)}"
            )

    def _show(self, engine: str, run: str, figures: dict[str, Any]) -> None:
        same, other = figures["same_language"], figures["other_languages"]
        self.stdout.write(
            f"{engine:13} {run:9}same {same['recall']:.3f} {same['ndcg']:.3f}"
            f"  others {other['recall']:.3f} {other['ndcg']:.3f}  parity {figures['parity']:.2f}"
            f"  worst {figures['worst_language']['language']}"
            f" {figures['worst_language']['share_of_mean']:.2f}"
            f"  pair {figures['worst_pair']['pair']} {figures['worst_pair']['recall']:.2f}"
            f"  empty {figures['empty']}  p95 {figures['p95_ms']} ms"
        )
