"""Measure the help while typing on made-up practices in ten languages: what the server takes to
answer each beginning of many words, where the time goes, and what a publication costs.

    python -m benchmarks.suggesting --documents 10000 100000 --json docs/benchmarks/suggesting.json

The whole server's answer is measured, in one process and without the response cache; the library
has 800 places with names in ten languages, and entries for all terms of the thesaurus.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.crossing import documents
from benchmarks.testbed import circumstances, describe, fresh_site

GOAL_P95 = 30
PLACES = 800
SIZES = range(1, 9)
# Words of the field and of places, names of nothing, misspelt ones, rows of words.
TYPED = {
    "en": ("housing", "refugees", "women", "language courses", "zzzzqqqq", "houzing"),
    "it": ("alloggio", "rifugiati", "donne", "casa comune", "salonicco", "acoglienza"),
    "ro": ("locuire", "refugiați", "femei", "cursuri de limbă", "muncă", "refugiti"),
    "nl": ("huisvesting", "statushouders", "vrouwen", "alleenstaande", "opvag", "werk"),
    "fr": ("logement", "réfugiés", "femmes", "cours de langue", "kaloville", "logment"),
    "es": ("vivienda", "refugiados", "mujeres", "cursos", "trabajo", "vivenda"),
    "el": ("στέγαση", "πρόσφυγες", "γυναίκες", "μαθήματα", "θεσσαλονίκη", "εργασία"),
    "sl": ("stanovanje", "begunci", "ženske", "jezikovni", "ljubljana", "begnci"),
    "de": ("wohnen", "geflüchtete", "frauen", "sprachkurse", "kaloburg", "fluchtlinge"),
    "ca": ("habitatge", "refugiats", "dones", "cursos", "treball", "acolida"),
}
# Made-up places: Kalotown, Kaloborgo …
PARTS = (
    "ka", "lo", "mi", "ra", "te", "su", "ne", "po", "vi", "da", "gu", "be", "zo", "li", "tra",
    "sta", "men", "con", "per", "sol", "kar", "din", "ves", "hu",
)  # fmt: skip
ENDS = {
    "en": "ton", "it": "borgo", "ro": "eni", "nl": "dam", "fr": "ville", "es": "era", "el": "πολη",
    "sl": "grad", "de": "burg", "ca": "vila",
}  # fmt: skip
Ask = Callable[[str, str], object]


def beginnings() -> list[tuple[str, str]]:
    """Return what is typed key by key: pairs (language, beginning), each once."""
    pairs = [
        (code, word[:size])
        for code, words in TYPED.items()
        for word in words
        for size in SIZES
        if size <= len(word)
    ]
    return list(dict.fromkeys(pairs))


Times = tuple[float, float]


def timed(call: Callable[[], object]) -> Times:
    """Return how many milliseconds a call takes: by the clock, and of this thread's CPU time.

    On a machine with other work the clock measures that work too; CPU time hardly does.
    """
    start, cpu = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000


def spread(times: list[Times]) -> dict[str, float]:
    """Return the median, 95th percentile and maximum by the clock, and the CPU time's."""
    clock, cpu = (sorted(one) for one in zip(*times, strict=True))
    at95 = min(len(clock) - 1, int(len(clock) * 0.95))
    return {
        "n": len(times),
        "p50_ms": round(statistics.median(clock), 1),
        "p95_ms": round(clock[at95], 1),
        "max_ms": round(clock[-1], 1),
        "cpu_p50_ms": round(statistics.median(cpu), 1),
        "cpu_p95_ms": round(cpu[at95], 1),
        "cpu_max_ms": round(cpu[-1], 1),
    }


def made_up(number: int) -> str:
    """Return the stem of the name of a made-up place."""
    first, second = divmod(number, len(PARTS))
    return (PARTS[first % len(PARTS)] + PARTS[second] + PARTS[first // len(PARTS)]).title()


def make_places() -> None:
    """Make places that are called otherwise in each language."""
    from network.models import Place  # noqa: PLC0415  after the setup

    Place.objects.bulk_create(
        Place(
            name=f"city-{number}", slug=f"city-{number}", country="IT",
            labels={code: f"{made_up(number)}{end}" for code, end in ENDS.items()},
        )
        for number in range(PLACES)
    )  # fmt: skip


def with_terms(made: Iterator[Any]) -> Iterator[Any]:
    """Yield the documents with terms, so that all have entries, seldom ones and frequent ones."""
    from search.terms import by_notation  # noqa: PLC0415  after the setup

    rng, terms = random.Random(5), sorted(by_notation())
    for one in made:
        some = (terms[int(rng.random() ** 2 * len(terms))] for _ in range(3))
        yield replace(one, concepts=(*one.concepts, *some))


def measure(count: int) -> dict[str, Any]:
    """Build a library of `count` practices and type."""
    from django.test import Client  # noqa: PLC0415  after the setup

    from content import generation  # noqa: PLC0415
    from search.engines import get_engine  # noqa: PLC0415

    engine = get_engine()
    built = timed(lambda: engine.rebuild(with_terms(documents(count))))[0] / 1000
    generation.advance()
    client = Client(headers={"host": "localhost"})

    def ask(code: str, typed: str) -> None:
        answer = client.get(f"/{code}/search/suggest/", {"q": typed})
        assert answer.status_code == 200

    first = timed(lambda: ask("en", "hou"))
    for code in TYPED:
        ask(code, "warm")
    asked = beginnings()
    return {
        "build_seconds": round(built, 1),
        "first of the process": spread([first]),
        "each beginning": spread([timed(lambda: ask(*one)) for one in asked]),  # noqa: B023
        **parts(asked),
        "after a publication": published(ask, count, ""),
        "after one with a new place": published(ask, count, "Neustadt an der Linde"),
    }


def parts(asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Return where the time goes: the names of places and terms, the titles, both together."""
    from search import analysis  # noqa: PLC0415  after the setup
    from search.engines import get_engine  # noqa: PLC0415
    from search.suggestions import _tables, suggest  # noqa: PLC0415

    engine = get_engine()

    def folded(typed: str) -> tuple[str, ...]:
        return tuple(analysis.fold(word) for word in analysis.words(typed))

    def names(code: str, typed: str) -> None:
        for table in _tables(engine, code):
            table.begun(" ".join(folded(typed)))

    def nearly(code: str, typed: str) -> None:
        for table in _tables(engine, code):
            table.begun_nearly(" ".join(folded(typed)))

    def titles(_code: str, typed: str) -> None:
        engine.suggest(folded(typed), "practice", 8)

    calls: dict[str, Ask] = {
        "  names": names,
        "  titles": titles,
        "  names that are near": nearly,
        "  all but the web": lambda code, typed: suggest(typed, code),
    }
    return {
        name: spread([timed(lambda: call(*one)) for one in asked])  # noqa: B023
        for name, call in calls.items()
    }


def published(ask: Ask, count: int, city: str) -> dict[str, float]:
    """Publish some practices, one by one, and type after each; `city`: in a new place each."""
    from content import generation  # noqa: PLC0415  after the setup
    from search.engines import get_engine  # noqa: PLC0415

    times = []
    for number, one in enumerate(with_terms(documents(20))):
        facets = {**one.facets, "city": (f"{city} {number}",)} if city else one.facets
        get_engine().put([replace(one, title=f"{one.title} {number}", facets=facets)])
        generation.advance()
        times.append(timed(lambda: ask("it", f"hou{number}")))  # noqa: B023
    return spread(times)


def show(count: int, figures: dict[str, Any]) -> None:
    """Print the figures of one size."""
    print(f"{count:,} documents, built in {figures['build_seconds']} s", flush=True)
    for name, row in figures.items():
        if isinstance(row, dict):
            print(
                f"  {name:28} p50 {row['p50_ms']:7.1f}  p95 {row['p95_ms']:7.1f}"
                f"  max {row['max_ms']:7.1f}  CPU {row['cpu_p50_ms']:7.1f} {row['cpu_p95_ms']:7.1f}"
                f" {row['cpu_max_ms']:7.1f} ms"
            )


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    record: dict[str, Any] = {"machine": circumstances(), "goal_p95_ms": GOAL_P95, "sizes": {}}
    print(describe(record["machine"]))
    with fresh_site():
        from django.test.utils import override_settings  # noqa: PLC0415  after the setup

        make_places()
        with override_settings(RESPONSE_CACHE_SECONDS=0):
            for count in options.documents:
                record["sizes"][str(count)] = figures = measure(count)
                show(count, figures)
    print(f"goal: 95 of 100 beginnings answered within {GOAL_P95} ms at 100,000 documents")
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
