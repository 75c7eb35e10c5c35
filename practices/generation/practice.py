"""One made-up practice after another: the same seed makes the same ones."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from practices.generation.language import Language, Subjects, all_languages, name, shape
from practices.importing.form import Block, Entry
from practices.importing.prose import points, rich_text

MARK = "made-up-"
REGION = "made-up place"
TOWNS = 240
FIRST_DAY = date(2015, 1, 1)
DAYS = 4000
_STEPS = uuid.UUID("b6d5d7a8-7f5c-4a51-93a0-2f6c4e1f2d02")


def entries(count: int, seed: int) -> Iterator[Entry]:
    """Yield `count` made-up practices. More of the same seed begin with the same ones."""
    languages = all_languages()
    subjects = Subjects()
    towns = _towns(seed)
    for number in range(1, count + 1):
        yield _entry(number, seed, languages, subjects, towns)


def _towns(seed: int) -> list[dict[str, Any]]:
    """Return made-up towns in real countries, more of them where more practices are."""
    random = Random(f"{seed}/towns")  # noqa: S311  not for secrets
    countries = shape()["countries"]
    weights = [one[0] for one in countries.values()]
    towns: dict[str, dict[str, Any]] = {}
    while len(towns) < TOWNS:
        country = random.choices(list(countries), weights)[0]
        _count, lat, lon = countries[country]
        town = name(random)
        towns[town] = {
            "city": town,
            "country": country,
            "region": REGION,
            "lat": round(lat + random.uniform(-1.5, 1.5), 2),
            "lon": round(lon + random.uniform(-1.5, 1.5), 2),
        }
    return list(towns.values())


def _entry(
    number: int,
    seed: int,
    languages: dict[str, Language],
    subjects: Subjects,
    towns: list[dict[str, Any]],
) -> Entry:
    random = Random(f"{seed}/{number}")  # noqa: S311
    language = languages[_value(random, "language")]
    about = subjects.some(random)
    title, summary, english, body = random.choice(shape()["shapes"])
    slug = f"{MARK}{seed}-{number}"
    # Few towns have many practices, as in life.
    town = towns[int(random.random() ** 2 * len(towns))]
    start = int(_value(random, "start"))
    status = _value(random, "status")
    return Entry(
        slug=slug,
        language=language.code,
        title=language.title(random, title, about),
        summary=language.text(random, summary, about)[:600],
        summary_en=""
        if language.code == "en"
        else languages["en"].text(random, english or summary, about)[:600],
        body=[_section(random, language, about, part, slug) for part in body],
        results="",
        lessons="",
        themes=_some(random, "theme", _length(random, "themes")),
        target_groups=_some(random, "target_group", _length(random, "target_groups")),
        lead=f"{name(random)} {town['city']}",
        partners=[f"{name(random)} {name(random)}" for _ in range(_length(random, "partners"))],
        tags=language.tags(random, _length(random, "tags"), about),
        sources=[
            ("", f"https://example.org/{slug}/{n}") for n in range(_length(random, "sources"))
        ],
        start=str(start),
        end=str(start + random.randint(1, 5)) if status == "ended" else "",
        status=status,
        evidence=_value(random, "evidence"),
        cost_band=_value(random, "cost_band"),
        more=_more(random),
        **town,
    )


def _more(random: Random) -> dict[str, Any]:
    moment = datetime(FIRST_DAY.year, 1, 1, 9, tzinfo=UTC)
    published = moment + timedelta(days=random.randrange(DAYS), minutes=random.randrange(600))
    return {
        "level": _value(random, "level"),
        "lead_type": _value(random, "lead_type"),
        "made_for": _value(random, "made_for"),
        "staff_band": _value(random, "staff_band"),
        "checked_on": published.date() if random.random() < 0.5 else None,
        "first_published_at": published,
    }


def _section(
    random: Random, language: Language, about: Sequence[str], part: list[Any], slug: str
) -> Block:
    kind, length, *steps = part
    html = rich_text(language.text(random, length, about)) if length else ""
    if kind != "how_it_works":
        return kind, html or points([language.text(random, 8)])
    rows = []
    for number, (title, text) in enumerate(steps[0]):
        value = {
            "when": "",
            "title": language.text(random, min(title, 6))[:160],
            "text": language.text(random, text, about) if text else "",
        }
        block = str(uuid.uuid5(_STEPS, f"{slug}/{number}"))
        rows.append({"type": "item", "value": value, "id": block})
    return kind, {"text": html, "steps": rows}


def _value(random: Random, kind: str) -> str:
    values, weights = _weighted(kind)
    return random.choices(values, cum_weights=weights)[0]


def _some(random: Random, kind: str, count: int) -> list[str]:
    return list(dict.fromkeys(_value(random, kind) for _ in range(count)))


def _length(random: Random, kind: str) -> int:
    return int(random.choice(shape()["counts"][kind]))


@cache
def _weighted(kind: str) -> tuple[list[str], list[int]]:
    values = shape()["values"][kind]
    total, weights = 0, []
    for weight in values.values():
        total += weight
        weights.append(total)
    return list(values), weights
