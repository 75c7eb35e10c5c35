"""Measure the embedded search on made-up documents: build time, size, answer times; and
Wagtail's own database search on the same documents in the same run.

    python benchmarks/search.py --documents 100000 --json docs/benchmarks/search.json

Word frequencies follow Zipf's law in ten made-up vocabularies with the endings of the ten
languages, so that analysis, index and ranking have the work they have with real texts.
"""

import argparse
import gc
import itertools
import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from benchmarks import _wagtail  # noqa: E402  after the path
from benchmarks.testbed import fresh_site  # noqa: E402

SYLLABLES = "ka lo mi ra te su ne po vi da gu be zo li tra sta men con per sol kar din ves"
ENDINGS = {
    "en": "s ing ed tion ment ness ly", "it": "i e o a zione mente ità",
    "ro": "ul ului ilor ea ție", "nl": "en ing heid de er lijk", "fr": "s e ement tion és euse",
    "es": "s ción mente ado idad",
    "el": "ος ου ων ες ης σεις", "sl": "a e ov om ih anje", "de": "en ung heit er lich keit",
    "ca": "s ció ment at itat",
}  # fmt: skip
VOCABULARY = 25_000
FACETS = {
    "theme": (8, 2), "target_group": (12, 2), "country": (30, 1), "city": (800, 1),
    "level": (5, 1), "status": (5, 1), "evidence": (4, 1), "cost_band": (5, 1),
    "period": (12, 1), "lead_type": (6, 1),
}  # fmt: skip
COUNTED = (*FACETS, "language")
# A word that so many of the documents have at most.
RARE, RARE_AT_MOST = "rare word", 100


def vocabulary(language: str, rng: random.Random) -> list[str]:
    """Make the words of one language, most frequent first."""
    endings = ["", *ENDINGS[language].split()]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        root = "".join(rng.choices(SYLLABLES.split(), k=rng.choice((1, 2, 2, 3))))
        words[root + rng.choice(endings)] = None
    return list(words)


def documents(count: int, length: int, words: dict[str, list[str]]) -> Iterator:
    """Yield made-up practices; English summaries for the others, as on the real site."""
    from search.documents import Document, Place, Text  # noqa: PLC0415  after settings

    rng = random.Random(7)
    weights = list(itertools.accumulate(1 / (rank + 12) for rank in range(VOCABULARY)))
    languages = list(words)
    start = date(2015, 1, 1)
    for number in range(1, count + 1):
        language = rng.choice(languages)
        text = rng.choices(words[language], cum_weights=weights, k=length)
        english = " ".join(rng.choices(words["en"], cum_weights=weights, k=25))
        facets = {
            name: tuple(
                {f"{name}-{int(rng.random() ** 2 * size)}" for _ in range(rng.randint(1, most))}
            )
            for name, (size, most) in FACETS.items()
        }
        yield Document(
            key=f"practice:{number}", type="practice", id=number, language=language,
            title=" ".join(text[:7]).capitalize(), summary=" ".join(text[7:37]),
            texts=(
                Text("tags", language, " ".join(text[37:42])),
                Text("body", language, " ".join(text[42:])), Text("summary", "en", english),
                Text("tags", "", facets["city"][0].replace("-", " ")),
            ),
            facets={**facets, "language": (language,)},
            newest=start + timedelta(days=rng.randrange(4000)),
            checked=start + timedelta(days=rng.randrange(4000)),
            place=Place(facets["city"][0], "IT", 45.0, 9.0), url=f"/practices/p-{number}/",
            row={"summaries": {"en": english}, "themes": list(facets["theme"])},
        )  # fmt: skip


def register_made_up_practices() -> None:
    """Declare the facets, with names for their values, as a domain would."""
    from search.registry import DocumentType, FacetSpec, register  # noqa: PLC0415

    def names(facet: str, size: int) -> dict[str, str]:
        return {f"{facet}-{n}": f"{facet.title()} number {n}" for n in range(size)}

    specs = tuple(
        FacetSpec(
            facet,
            lambda: facet,  # noqa: B023
            lambda language, facet=facet, size=size: names(facet, size),
            suggest={"city": "place", "theme": "concept"}.get(facet, ""),
        )
        for facet, (size, _) in FACETS.items()
    )
    register(
        DocumentType("practice", lambda: "Practices", lambda: iter(()), lambda pk: None, specs)
    )


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return how many milliseconds a call takes: by the clock, and of this thread's CPU time.

    On a machine with other work the clock measures that work too; CPU time hardly does.
    """
    start, cpu = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000


def spread(times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the median, 95th percentile and maximum by the clock, and the CPU time's."""
    clock, cpu = (sorted(one) for one in zip(*times, strict=True))
    at95 = min(len(clock) - 1, int(len(clock) * 0.95))
    return {
        "n": len(times),
        "p50_ms": round(statistics.median(clock), 2),
        "p95_ms": round(clock[at95], 2),
        "max_ms": round(clock[-1], 2),
        "cpu_p50_ms": round(statistics.median(cpu), 2),
        "cpu_p95_ms": round(cpu[at95], 2),
    }


def questions(words: dict[str, list[str]]) -> dict[str, list[tuple[str, dict]]]:
    """Return the kinds of questions to ask, each as (text, options)."""
    languages = list(words)
    common = [words[lang][rank] for lang in languages for rank in range(1, 11)]
    pairs = [
        f"{words[lang][rank]} {words[lang][rank + 9]}" for lang in languages for rank in range(5)
    ]
    rare = [words[lang][-1 - rank] for lang in languages for rank in range(30)]
    chosen = {"facets": {"theme": ("theme-0", "theme-1"), "country": ("country-0",)}}
    return {
        "common word": [(word, {}) for word in common],
        "common word, new choice of facets": [(word, chosen) for word in common],
        "two common words": [(pair, {}) for pair in pairs],
        "common word, newest first": [(word, {"sort": "newest"}) for word in common],
        "common word, page 20": [(word, {"page": 20}) for word in common[::3]],
        "phrase": [(f'"{pair}"', {}) for pair in pairs],
        "excluded word": [(f"{a} -{b}", {}) for a, b in (pair.split() for pair in pairs)],
        "field and word": [(f"{word} city:city-3", {}) for word in common[::3]],
        RARE: [(word, {}) for word in rare],
        "no match": [(f"qwx{number}zz", {}) for number in range(100)],
        "no word, facets": [("", {"facets": {"city": (f"city-{n}",)}}) for n in range(40)],
    }


def measure(words: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Ask all questions, each once new and once again, through the public function."""
    from search.queries import read, search  # noqa: PLC0415
    from search.query import Query  # noqa: PLC0415
    from search.state import LIMIT  # noqa: PLC0415

    def ask(text: str, options: dict) -> int:
        query = Query(
            text=read(text), language="it", wanted_facets=COUNTED, types=("practice",),
            limit=LIMIT, **options,
        )  # fmt: skip
        return search(query).total

    figures: dict[str, dict[str, float]] = {
        "first of the process": spread([timed(lambda: ask("", {}))])
    }
    for kind, asked in questions(words).items():
        totals: list[int] = []
        times = [timed(lambda: totals.append(ask(*one))) for one in asked]  # noqa: B023
        if kind == RARE:
            # A word that is seldom written can have its stem in common with frequent ones.
            few = [at for at, total in enumerate(totals) if 0 < total <= RARE_AT_MOST]
            times, totals = [times[at] for at in few], [totals[at] for at in few]
        figures[kind] = spread(times)
        figures[kind]["median_total"] = statistics.median(totals)
        if kind == "common word":
            figures["common word, repeated"] = spread([timed(lambda: ask(*one)) for one in asked])  # noqa: B023
    return figures


def measure_suggestions(words: dict[str, list[str]]) -> dict[str, float]:
    """Type the beginnings of words."""
    from search.suggestions import suggest  # noqa: PLC0415

    typed = [
        words[lang][rank][:size] for lang in words for rank in (3, 50, 500) for size in (1, 2, 4)
    ]
    suggest("warm", "it", 8)
    return spread([timed(lambda: suggest(one, "it", 8)) for one in typed])  # noqa: B023


def measure_updates(made: list) -> dict[str, float]:
    """Publish documents one by one, and search after each."""
    from search.engines import get_engine  # noqa: PLC0415

    engine = get_engine()
    return spread([timed(lambda: engine.put([one])) for one in made])  # noqa: B023


def measure_wagtail(made: list, words: dict[str, list[str]], asked: int) -> dict[str, object]:
    """Ask Wagtail's own search for some of the common words, on the same documents."""
    model = _wagtail.make_model()
    seconds = _wagtail.build(model, tqdm(made, desc="Wagtail's index", leave=False))
    common = [words[lang][rank] for lang in words for rank in range(1, 11)]
    some = random.Random(3).sample(common, asked)
    totals: list[int] = []
    figures = spread([timed(lambda: totals.append(_wagtail.ask(model, one))) for one in some])  # noqa: B023
    return {
        "what": "top ten and total; no facets, no highlights; stopped after 60 s (found -1)",
        "database": "sqlite",
        "index_seconds": round(seconds, 1),
        "common word": figures | {"median_total": statistics.median(totals)},
    }


def machine() -> dict[str, object]:
    """Return what a reader of the record must know of this machine."""
    import sqlite3  # noqa: PLC0415

    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    )  # fmt: skip
    return {
        "cpu": model, "cores": os.cpu_count(), "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version, "system": platform.platform(),
    }  # fmt: skip


def run(folder: Path, count: int, length: int, wagtail_asked: int) -> dict[str, object]:
    """Build an index of `count` documents in `folder`, the site's own, and measure it, beside
    Wagtail's own search."""
    register_made_up_practices()
    from search.engines import get_engine  # noqa: PLC0415

    rng = random.Random(1)
    words = {language: vocabulary(language, rng) for language in ENDINGS}
    made = list(tqdm(documents(count, length, words), total=count, desc="making", leave=False))
    gc.freeze()  # on the site documents come from a database, not from a heap of a million objects
    before = os.times()
    with tqdm(total=count, desc="building", leave=False) as bar:
        seconds = timed(lambda: get_engine().rebuild(iter(made), bar.update))[0] / 1000
    cpu = sum(os.times()[:4]) - sum(before[:4])
    size = sum(path.stat().st_size for path in (folder / "index").iterdir())
    record: dict[str, Any] = {
        "what": "embedded search", "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(), "documents": count, "words_each": length + 25,
        "build_seconds": round(seconds, 1),
        "build_cpu_seconds": round(cpu, 1), "index_megabytes": round(size / 1e6, 1),
        "answers": measure(words), "suggestions": measure_suggestions(words),
        "updates": measure_updates(made[:50]),
    }  # fmt: skip
    if wagtail_asked:
        record["wagtail"] = beside = measure_wagtail(made, words, wagtail_asked)
        ours = record["answers"]["common word"]["p50_ms"]
        record["times_as_fast"] = round(beside["common word"]["p50_ms"] / ours)
    return record


def show(record: dict) -> None:
    """Print a record for people."""
    print(f"{record['documents']:,} documents of {record['words_each']} words: built in "
          f"{record['build_seconds']} s ({record['build_cpu_seconds']} s of CPU time), "
          f"{record['index_megabytes']} MB")  # fmt: skip
    rows = {**record["answers"], "suggestion": record["suggestions"], "update": record["updates"]}
    for name, row in rows.items():
        total = f"{row['median_total']:9,.0f} found" if "median_total" in row else ""
        cpu = f"CPU {row['cpu_p50_ms']:7.2f} {row['cpu_p95_ms']:7.2f}"
        print(f"  {name:36} p50 {row['p50_ms']:8.2f}  p95 {row['p95_ms']:8.2f}  {cpu} ms {total}")


def show_wagtail(record: dict) -> None:
    """Print Wagtail's figures beside ours."""
    beside = record["wagtail"]
    row = beside["common word"]
    print(f"Wagtail's own search ({beside['what']}): indexed in {beside['index_seconds']} s")
    print(f"  {'common word':36} p50 {row['p50_ms']:8.0f}  p95 {row['p95_ms']:8.0f} ms")
    print(f"  ours is {record['times_as_fast']} times as fast (medians, same run)")


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=250)
    parser.add_argument(
        "--wagtail", type=int, default=2, help="common words to ask Wagtail's search for (0: none)"
    )
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    with fresh_site() as folder:
        record = run(folder, options.documents, options.words, options.wagtail)
    show(record)
    if "wagtail" in record:
        show_wagtail(record)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
