"""How well search finds what people need, in their own language and across languages.

The collection (`tests/retrieval/`) holds texts, needs, questions and graded judgements. Each run
adds one thing to the run before it, so that one sees what it is worth.
"""

import hashlib
import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test.utils import override_settings

from demo.actions import load_demo
from demo.measures import DEPTH, RELEVANT, jaccard, ndcg, recall
from practices.importing.actions import import_practices
from practices.search import all_documents
from search.concepts import Thesaurus, provide
from search.documents import Document
from search.engines import Engine, get_engine
from search.engines.elasticsearch import remove_indexes
from search.expansion import Option, Plan, Words
from search.labels import label_tokens
from search.models import Change
from search.queries import answer_to, read
from search.query import Query
from search.terms import site_thesaurus

RUNS = ("words", "stems", "labels", "concepts", "full")
DEEP = 400


@dataclass(frozen=True)
class Question:
    """A need as somebody types it, in one language."""

    need: str
    language: str
    text: str
    grades: Mapping[str, int]


@dataclass
class Scores:
    """What came of the questions of one run."""

    same_recall: list[float] = field(default_factory=list)
    same_ndcg: list[float] = field(default_factory=list)
    other_recall: list[float] = field(default_factory=list)
    other_ndcg: list[float] = field(default_factory=list)
    by_language: dict[str, list[float]] = field(default_factory=dict)
    by_pair: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    empty: int = 0
    asked: int = 0
    milliseconds: list[float] = field(default_factory=list)
    poor: list[tuple[float, Question, list[str]]] = field(default_factory=list)
    rankings: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return the figures of the run."""
        mean = {code: statistics.fmean(some) for code, some in self.by_language.items()}
        pairs = {pair: statistics.fmean(some) for pair, some in self.by_pair.items()}
        worst = min(pairs, key=pairs.__getitem__)
        overall = statistics.fmean(mean.values())
        times = sorted(self.milliseconds)
        return {
            "questions": self.asked,
            "same_language": _both(self.same_recall, self.same_ndcg),
            "other_languages": _both(self.other_recall, self.other_ndcg),
            "parity": round(
                statistics.fmean(self.other_ndcg) / statistics.fmean(self.same_ndcg), 3
            ),
            "worst_language": {
                "language": min(mean, key=mean.__getitem__),
                "share_of_mean": round(min(mean.values()) / overall, 3) if overall else 0.0,
            },
            "worst_pair": {"pair": "-".join(worst), "recall": round(pairs[worst], 3)},
            "empty": self.empty,
            "p95_ms": round(times[int(len(times) * 0.95)], 1),
        }


def _both(recalls: list[float], gains: list[float]) -> dict[str, float]:
    return {
        "recall": round(statistics.fmean(recalls), 3),
        "ndcg": round(statistics.fmean(gains), 3),
    }


def read_questions(folder: Path) -> list[Question]:
    """Return all questions of the collection in `folder`."""
    return [
        Question(need["id"], code, asked["text"], need["judgements"])
        for need in _all_of(folder / "needs")
        for code, questions in need["questions"].items()
        for asked in questions
    ]


def _all_of(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of all files of a folder: each holds a list."""
    paths = sorted(folder.glob("*.json"))
    return [entry for path in paths for entry in json.loads(path.read_text(encoding="utf-8"))]


def is_held_out(need: str) -> bool:
    """Tell whether a need belongs to the half that is reported, not to the one for tuning."""
    return hashlib.sha256(need.encode()).digest()[0] % 2 == 1


@contextmanager
def collection(
    folder: Path, report: Callable[[str], None], search_url: str = ""
) -> Iterator[list[Document]]:
    """Give the documents of demo and collection, to be searched with the server at `search_url`
    or the embedded engine; the database and the site's own indexes stay as they are."""
    prefix = f"evaluation-{uuid.uuid4().hex[:12]}"
    with (
        tempfile.TemporaryDirectory() as data,
        override_settings(DATA_DIR=Path(data), SEARCH_URL="", SEARCH_PREFIX=prefix),
        transaction.atomic(),
    ):
        load_demo(report)
        import_practices(_all_of(folder / "texts"))
        documents = list(all_documents())
        # What waits for the site's own index is not for this one, which is built whole.
        Change.objects.all().delete()
        with override_settings(SEARCH_URL=search_url):
            try:
                yield documents
            finally:
                if search_url:
                    remove_indexes(search_url, prefix)
        transaction.set_rollback(True)


def evaluate(documents: Sequence[Document], questions: Sequence[Question], run: str) -> Scores:
    """Ask all `questions` in one of RUNS and score the answers."""
    scores = Scores()
    with _method(run) as prepared:
        engine = get_engine()
        engine.rebuild(map(prepared, documents))
        languages = {document.key.partition(":")[2]: document.language for document in documents}
        for question in questions:
            start = time.perf_counter()
            ranking = _ask(engine, question, run)
            scores.milliseconds.append((time.perf_counter() - start) * 1000)
            scores.rankings[question.language, question.text] = ranking[:DEPTH]
            _score(scores, question, ranking, languages)
    return scores


def agreement(one: Scores, other: Scores) -> dict[str, float]:
    """Return how far the top tens of two engines agree: the mean and the least Jaccard index."""
    shares = [
        jaccard(one.rankings[asked], other.rankings[asked])
        for asked in one.rankings.keys() & other.rankings.keys()
    ]
    return {"mean": round(statistics.fmean(shares), 3), "least": round(min(shares), 3)}


@contextmanager
def _method(run: str) -> Iterator[Callable[[Document], Document]]:
    """Search as `run` does; give what it makes of a document before it is stored."""
    terms = site_thesaurus.get()
    if run in ("words", "stems", "labels"):
        provide(Thesaurus)
    elif run == "concepts":
        flat = Thesaurus(terms.labels, {})
        provide(lambda: flat)
    try:
        yield _without_language if run == "words" else lambda document: document
    finally:
        provide(site_thesaurus.get)


def _without_language(document: Document) -> Document:
    texts = tuple(replace(text, language="") for text in document.texts)
    return replace(document, language="", texts=texts)


def _ask(engine: Engine, question: Question, run: str) -> list[str]:
    query = Query(
        text=read(question.text), language=question.language, types=("practice",), limit=DEEP
    )
    change = (lambda plan: _with_labels(plan, site_thesaurus.get())) if run == "labels" else None
    answer = answer_to(engine, query, change)
    return [document.key.partition(":")[2] for document in answer.documents]


def _with_labels(plan: Plan, terms: Thesaurus) -> Plan:
    """Replace each word that is a label by all labels of its concepts, in all languages."""
    groups = tuple(
        tuple(
            Option(_named(option.part, terms), option.negated)
            if isinstance(option.part, Words)
            else option
            for option in group
        )
        for group in plan.groups
    )
    return replace(plan, groups=groups)


def _named(part: Words, terms: Thesaurus) -> Words:
    meant = {
        meaning.concept
        for run in part.runs
        for meaning in terms.matcher(run[0].partition("_")[0]).meanings(run)
    }
    runs = {
        row
        for label in terms.labels
        if label.concept in meant and (row := tuple(label_tokens(label.text, label.language)))
    }
    return replace(part, runs=tuple(sorted({*part.runs, *runs})))


def _score(
    scores: Scores, question: Question, ranking: list[str], languages: Mapping[str, str]
) -> None:
    scores.asked += 1
    scores.empty += not ranking
    own = question.language
    for same in (True, False):
        grades = {
            key: grade
            for key, grade in question.grades.items()
            if (languages.get(key) == own) is same
        }
        if not any(grade >= RELEVANT for grade in grades.values()):
            continue
        shown = [key for key in ranking if (languages[key] == own) is same]
        found, gain = recall(shown, grades), ndcg(shown, grades)
        if same:
            scores.same_recall.append(found)
            scores.same_ndcg.append(gain)
            continue
        scores.other_recall.append(found)
        scores.other_ndcg.append(gain)
        scores.by_language.setdefault(own, []).append(gain)
        scores.poor.append((found, question, ranking[:DEPTH]))
        _score_pairs(scores, question, shown[:DEPTH], languages)


def _score_pairs(
    scores: Scores, question: Question, shown: Iterable[str], languages: Mapping[str, str]
) -> None:
    """Note for each language of a relevant document whether it was among the first ten."""
    first = set(shown)
    for key, grade in question.grades.items():
        if grade >= RELEVANT and languages.get(key, question.language) != question.language:
            pair = (question.language, languages[key])
            scores.by_pair.setdefault(pair, []).append(float(key in first))
