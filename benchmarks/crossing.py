"""Measure search by meaning on made-up practices with real word frequencies in ten languages: both
engines on the same documents, at several sizes, and Wagtail's own search beside them.

    python -m benchmarks.crossing --documents 10000 30000 100000

The words of the field are labels of the thesaurus. Elasticsearch is measured where SEARCH_URL or
var/services.env names a server.
"""

import argparse
import gc
import json
import os
import random
import shutil
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.testbed import ROOT, circumstances, describe, fresh_site

WORDS = 250
# A title and a summary have a part of the words.
TITLE, SUMMARY = 7, 30
FACETS = {
    "level": 5, "status": 5, "evidence": 4, "cost_band": 5, "lead_type": 6, "country": 30,
    "city": 800,
}  # fmt: skip
# Common concepts, as somebody would type them.
QUESTIONS = {
    "en": ("housing refugees", "language courses women", "work young people", "school families"),
    "it": ("casa rifugiati", "corsi di lingua donne", "lavoro giovani", "scuola famiglie"),
    "ro": ("locuire refugiați", "cursuri de limbă femei", "muncă tineri", "educație familii"),
    "nl": ("huisvesting vluchtelingen", "taallessen vrouwen", "werk jongeren", "onderwijs ouders"),
    "fr": ("logement réfugiés", "cours de langue femmes", "emploi jeunes", "école familles"),
    "es": ("vivienda refugiados", "cursos de idiomas mujeres", "trabajo jóvenes", "escuela padres"),
    "el": ("στέγαση πρόσφυγες", "μαθήματα γλώσσας γυναίκες", "εργασία νέοι", "σχολείο οικογένειες"),
    "sl": ("stanovanje begunci", "jezikovni tečaji ženske", "delo mladi", "šola družine"),
    "de": ("Wohnen Geflüchtete", "Sprachkurse Frauen", "Arbeit Jugendliche", "Schule Familien"),
    "ca": ("habitatge refugiats", "cursos de llengua dones", "treball joves", "escola famílies"),
}  # fmt: skip
# So many questions are asked first, and not measured: a site's worker and its search server have
# read the thesaurus of each language, and compiled their code, long before.
WARM = 100
TIDYING_SECONDS = 300
READERS, READER_SECONDS = 4, 10
FOUND, FOUND_WITHIN = 10, 20


def documents(count: int) -> Iterator[Any]:
    """Yield made-up practices, the same ones every time."""
    from practices.generation.language import Subjects, all_languages  # noqa: PLC0415  after the setup
    from search.documents import Document, Place, Text  # noqa: PLC0415

    rng = random.Random(11)
    languages = all_languages()
    codes = list(languages)
    subjects = Subjects()
    themes = ("housing", "work", "education", "health", "participation", "language", "reception")
    start = date(2015, 1, 1)
    for number in range(1, count + 1):
        code = codes[number % len(codes)]
        language = languages[code]
        facets = {name: (f"{name}-{rng.randrange(size)}",) for name, size in FACETS.items()}
        chosen = tuple(rng.sample(themes, 2))
        about = subjects.some(rng)
        yield Document(
            key=f"practice:p-{number}", type="practice", id=number, language=code,
            title=language.title(rng, TITLE, about), summary=language.text(rng, SUMMARY, about),
            texts=(
                Text("body", code, language.text(rng, WORDS - TITLE - SUMMARY, about)),
                Text("place", "", facets["city"][0].replace("-", " ")),
            ),
            facets={**facets, "theme": chosen, "language": (code,)}, concepts=chosen,
            newest=start + timedelta(days=rng.randrange(4000)),
            checked=start + timedelta(days=rng.randrange(4000)),
            place=Place(facets["city"][0], "IT", 45.0, 9.0), url=f"practices/p-{number}/",
            row={"themes": list(chosen)},
        )  # fmt: skip


def ask(text: str, language: str) -> int:
    """Ask as the library page does: all facets, highlights and reasons."""
    from search import registry  # noqa: PLC0415  after the setup
    from search.queries import read, search  # noqa: PLC0415
    from search.query import Query  # noqa: PLC0415

    counted = tuple(registry.facet_specs(["practice"]))
    query = Query(
        text=read(text), language=language, types=("practice",), limit=10, wanted_facets=counted
    )
    return search(query).total


def timed(call: Callable[[], object]) -> float:
    """Return how many milliseconds a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and maximum."""
    clock = sorted(times)
    return {
        "n": len(clock),
        "p50_ms": round(statistics.median(clock), 1),
        "p95_ms": round(clock[min(len(clock) - 1, int(len(clock) * 0.95))], 1),
        "max_ms": round(clock[-1], 1),
    }


def measure(made: Sequence[Any], url: str, folder: Path) -> dict[str, Any]:
    """Build the index of one engine and ask all questions, each once new and once again."""
    from django.test.utils import override_settings  # noqa: PLC0415  after the setup

    from search.engines import get_engine  # noqa: PLC0415
    from search.engines.elasticsearch import remove_indexes  # noqa: PLC0415

    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    with override_settings(DATA_DIR=folder, SEARCH_URL=url, SEARCH_PREFIX=prefix):
        engine = get_engine()
        try:
            figures = _measure(engine, made, folder, url)
        finally:
            if url:
                remove_indexes(url, prefix)
    return figures


def _measure(engine: Any, made: Sequence[Any], folder: Path, url: str) -> dict[str, Any]:
    # The embedded index, which also knows the words for the server, is there already then.
    stores = [store for store in engine.stores() if not url or store.name != "embedded"]
    built = sum(timed(lambda: store.rebuild(iter(made))) for store in stores) / 1000  # noqa: B023
    size = sum(path.stat().st_size for path in (folder / "index").glob("search-*.sqlite"))
    asked = [(text, code) for code, texts in QUESTIONS.items() for text in texts]
    tidied = timed(lambda: wait_until_tidy(url)) / 1000 if url else 0.0
    for code, text in warming():
        ask(text, code)
    first = spread([timed(lambda: ask(*one)) for one in asked])  # noqa: B023
    again = spread([timed(lambda: ask(*one)) for one in asked])  # noqa: B023
    totals = [ask(*one) for one in asked]
    published = spread([timed(lambda: engine.put([one])) for one in made[:20]])  # noqa: B023
    seen = spread([timed(lambda: publish(engine, one)) for one in new_ones(made[:FOUND])])  # noqa: B023
    found: dict[str, Any] = {
        "build_seconds": round(built, 1),
        "tidied_seconds": round(tidied, 1),
        "two common concepts": first | {"median_total": statistics.median(totals)},
        "repeated": again,
        "one published": published,
        "one published until found": seen,
    }
    if not url:
        letters = sum(len(one.text.encode()) for document in made for one in document.all_texts())
        found["index_megabytes"] = round(size / 1e6, 1)
        found["index_to_text"] = round(size / letters, 2)
        found["questions_a_second"] = readers(asked)
    return found


def new_ones(made: Sequence[Any]) -> Iterator[Any]:
    """Yield documents that the index does not have, each with a word that no other one has."""
    for document in made:
        word = f"zyx{uuid.uuid4().hex}"
        row = {"key": f"practice:{word}", "id": 10**9 + document.id, "title": word}
        yield replace(document, **row)


def publish(engine: Any, document: Any) -> None:
    """Store a document, and return when a reader who asks for its title is shown it."""
    engine.put([document])
    end = time.monotonic() + FOUND_WITHIN
    while not ask(document.title, "en"):
        if time.monotonic() > end:
            raise TimeoutError(f"{document.key} is not found after {FOUND_WITHIN} s")


def warming() -> Iterator[tuple[str, str]]:
    """Yield (language, question) of two concepts that the measured questions do not name."""
    from vocabulary.queries import entries  # noqa: PLC0415  after the setup

    rng = random.Random(5)
    measured = {word for texts in QUESTIONS.values() for text in texts for word in text.split()}
    codes = list(QUESTIONS)
    asked = 0
    while asked < WARM:
        code = codes[asked % len(codes)]
        one, other = (entry.labels[code][0] for entry in rng.sample(entries(), 2))
        if measured.isdisjoint(f"{one} {other}".split()):
            asked += 1
            yield code, f"{one} {other}"


def wait_until_tidy(url: str) -> None:
    """Wait until the server has merged the pieces of a new index, which it does by itself."""
    from elasticsearch import Elasticsearch  # noqa: PLC0415  here alone

    client = Elasticsearch(url)
    end = time.monotonic() + TIDYING_SECONDS
    while time.monotonic() < end:
        merges = client.indices.stats(metric="merge").body["_all"]["total"]["merges"]
        tasks = client.cat.thread_pool(
            thread_pool_patterns="force_merge", h="active,queue", format="json"
        )
        if not merges["current"] and all(one["active"] == one["queue"] == "0" for one in tasks):
            break
        time.sleep(1)
    client.close()


def readers(asked: list[tuple[str, str]]) -> float:
    """Return how many new questions a second some readers at once get answered, in processes."""
    import multiprocessing  # noqa: PLC0415  here alone

    context = multiprocessing.get_context("fork")
    total = context.Value("i", 0)

    def read(number: int) -> None:
        rng = random.Random(number)
        words = [text.split() for text, _code in asked]
        end = time.monotonic() + READER_SECONDS
        while time.monotonic() < end:
            one, other = rng.sample(words, 2)
            ask(f"{one[0]} {other[-1]} {rng.choice(('', '-xyz', '-zyx', '-yxz'))}", "en")
            with total.get_lock():
                total.value += 1

    some = [context.Process(target=read, args=(number,)) for number in range(READERS)]
    for one in some:
        one.start()
    for one in some:
        one.join(READER_SECONDS * 3)
    return round(total.value / READER_SECONDS, 1)


def server() -> str:
    """Return the address of the search server, "" where there is none."""
    if url := os.environ.get("SEARCH_URL"):
        return url
    path = ROOT / "var" / "services.env"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    held = dict(line.split("=", 1) for line in lines if "=" in line)
    return held.get("SERVICES_SEARCH_URL", "")


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    record: dict[str, Any] = {"machine": circumstances(), "words_each": WORDS, "sizes": {}}
    url = server()
    print(describe(record["machine"]))
    with fresh_site() as folder:
        for count in options.documents:
            sizes = record["sizes"][str(count)] = {}
            made = list(documents(count))
            # Python's collector would walk through all of them again and again.
            gc.freeze()
            for name, address in [("embedded", ""), ("elasticsearch", url)][: 2 if url else 1]:
                place = folder / f"{name}-{count}"
                if name == "elasticsearch":
                    shutil.copytree(folder / f"embedded-{count}", place)
                place.mkdir(exist_ok=True)
                sizes[name] = measure(made, address, place)
                show(count, name, sizes[name])
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")


def show(count: int, name: str, figures: dict[str, Any]) -> None:
    """Print the figures of one engine at one size."""
    tidied = f", tidied up after {figures['tidied_seconds']} s" if name == "elasticsearch" else ""
    print(f"{count:,} documents, {name}: built in {figures['build_seconds']} s{tidied}", flush=True)
    for kind in (
        "two common concepts", "repeated", "one published", "one published until found"
    ):  # fmt: skip
        row = figures[kind]
        total = f"  {row['median_total']:,.0f} found" if "median_total" in row else ""
        print(
            f"  {kind:25} p50 {row['p50_ms']:8.1f}  p95 {row['p95_ms']:8.1f}"
            f"  max {row['max_ms']:8.1f} ms{total}"
        )
    if "index_megabytes" in figures:
        print(
            f"  index {figures['index_megabytes']} MB, {figures['index_to_text']} times the text;"
            f" {READERS} readers at once: {figures['questions_a_second']} new questions a second"
        )


if __name__ == "__main__":
    main()
