"""Questions and the answer of /search."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, Field, StringConstraints

from api.schemas.shared import Concept, Place, Term
from search.queries import MOST_PAGES
from search.query import MOST_CHARACTERS
from search.state import MOST_VALUES

LIMIT, MOST_LIMIT = 20, 100
YEAR_OR_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

OneValue = Annotated[str, StringConstraints(max_length=300)]
Values = Annotated[list[OneValue], Field(max_length=MOST_VALUES)]
Day = Annotated[str, StringConstraints(pattern=YEAR_OR_DATE)]

Kind = Literal["word", "concept", "narrower", "related", "place"]
TextField = Literal["title", "summary", "place", "tags", "body"]


def _values(description: str) -> list[str]:
    """Return a parameter that may be repeated: any of its values."""
    return Field(default_factory=list, description=description)


class Asked(Schema):
    """What every address takes."""

    ui: str = Field(
        "",
        max_length=20,
        description="Language of labels, in place of the header Accept-Language: "
        "en, it, ro, nl, fr, es, el, sl, de or ca. Others are ignored.",
    )


class SearchAsked(Asked):
    """What /search takes. Values of filters that no entry has are dropped."""

    q: str = Field(
        "",
        max_length=MOST_CHARACTERS,
        description='Words, "phrases", -exclusion, OR, field:value. Only the first twelve words '
        "count. Empty: everything that the filters leave.",
    )
    type: Values = _values("practice, partner, workshop")
    lang: Values = _values("Language of the entry's text, as a code of two letters")
    theme: Values = _values("Theme, by notation: housing")
    target_group: Values = _values("Whom it is for, by notation: refugees")
    country: Values = _values("ISO 3166-1 alpha-2: RO")
    city: Values = _values("City or region, by its own name: Θεσσαλονίκη")
    level: Values = _values("local, regional, national, transnational")
    status: Values = _values("planned, pilot, ongoing, ended, unknown")
    evidence: Values = _values("self-reported, monitored, evaluated, replicated")
    cost_band: Values = _values("under-10k, 10k-50k, 50k-250k, 250k-1m, over-1m")
    from_: Day | None = Field(
        None,
        alias="from",
        description="A year or date: only what ran, or took place, in that year or later. "
        "Entries know their years, so a date counts as its year.",
    )
    to: Day | None = Field(
        None, description="A year or date: only what ran, or took place, in that year or before."
    )
    lead_type: Values = _values("Who leads: municipality, region, national, ngo, university, …")
    tag: Values = _values("Tag, as written")
    concept: Values = _values(
        "Concept of the thesaurus or one below it, by notation, by URI, or by the URI of the same "
        "concept elsewhere (EuroVoc)"
    )
    sort: Literal["relevance", "newest", "checked"] | None = Field(
        None, description="Without it: relevance if there are words, else newest"
    )
    page: int = Field(1, ge=1, le=MOST_PAGES, description="To read on, use /practices")
    limit: int = Field(LIMIT, ge=1, le=MOST_LIMIT, description="Results a page")


class Part(BaseModel):
    """A piece of text. `match`: it is what was asked for."""

    text: str
    match: bool


class Highlight(BaseModel):
    """A text with what was asked for marked. All parts in a row are the text."""

    field: Literal["title", "summary", "body"]
    lang: str
    parts: list[Part]


class Reason(BaseModel):
    """Why an entry was found. `text` is what the entry says, in `lang`; `label` what that is for
    the question: the word asked for, or the concept's name. A concept that people gave to the
    entry has its name as `text`. `kind`: the word itself; a concept that the question names; one
    below it; one near it; the name of the place."""

    kind: Kind
    text: str
    lang: str
    label: str
    field: TextField


class Result(BaseModel):
    """One entry. Title and summary are in the language asked for where people translated them;
    `lang` is the language of the entry itself."""

    id: str
    type: str
    title: str
    lang: str
    summary: str
    url: str
    score: float | None
    place: Place | None
    themes: list[Term]
    highlights: list[Highlight]
    why: list[Reason]


class FacetValue(BaseModel):
    """A value that can be filtered by, with the number of entries that it would leave beside the
    other filters."""

    value: str
    label: str
    count: int
    selected: bool


class QuestionPart(BaseModel):
    """Words of the question, the languages they are likely in, the concepts they name."""

    text: str
    languages: list[str]
    concepts: list[Concept]


class Question(BaseModel):
    """How the question was understood. `did_you_mean`: nothing has what was typed, and this was
    looked up instead."""

    parts: list[QuestionPart]
    did_you_mean: str | None


class Found(BaseModel):
    """A page of results. `reduced`: the larger engine is away, and the embedded one answers."""

    count: int
    engine: Literal["embedded", "elasticsearch"]
    reduced: bool
    query: Question
    results: list[Result]
    facets: dict[str, list[FacetValue]]
    next: str | None
    previous: str | None
