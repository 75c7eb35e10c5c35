"""Whole records: practice, partner, workshop, concept."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.schemas.search import LIMIT, MOST_LIMIT, Asked
from api.schemas.shared import (
    File,
    Link,
    Organisation,
    Section,
    Source,
    Term,
    Value,
    WholePlace,
)


class WalkAsked(Asked):
    """What a list that is walked from end to end takes."""

    cursor: str | None = Field(
        None, pattern=r"^[0-9a-z]{1,12}$", description="Taken from `next`; without it: the start"
    )
    limit: int = Field(LIMIT, ge=1, le=MOST_LIMIT)


class PracticeEntry(BaseModel):
    """A practice in short. `record` is the address of the whole."""

    id: str
    type: str = "practice"
    title: str
    lang: str
    summary: str
    summary_en: str
    url: str
    record: str
    place: WholePlace
    themes: list[Term]
    target_groups: list[Term]
    tags: list[str]
    level: Value | None
    status: Value | None
    evidence: Value | None
    cost_band: Value | None
    lead_type: Value | None
    start: str = Field(description="A year, month or day, as far as it is known")
    end: str
    origin: Value | None = Field(description="Who wrote the entry")
    licence: str
    checked_on: date | None
    published: datetime | None
    changed: datetime | None


class Practices(BaseModel):
    """A stretch of all practices."""

    results: list[PracticeEntry]
    next: str | None


class Measured(BaseModel):
    """One result in figures, as the entry writes them."""

    indicator: str
    before: str
    after: str
    unit: str
    year: str
    source: str


class Contact(BaseModel):
    """Somebody to ask, who agreed to be shown."""

    name: str
    role: str = ""
    email: str = ""
    languages: str = ""


class Translation(BaseModel):
    """A translation made by people. `is_behind`: the original has changed since."""

    lang: str
    title: str
    summary: str
    url: str
    translator: str
    is_behind: bool
    sections: list[Section]


class Stop(BaseModel):
    """A place on a practice's way, with the practice there if it is in the library."""

    name: str
    practice: Link | None


class Transfer(BaseModel):
    """A practice taken over from one place by another."""

    start: Stop
    end: Stop
    how: str
    source: str


class WorkshopLink(Link):
    """A workshop, with its days as far as they are known."""

    start: date | None
    end: date | None


class Practice(PracticeEntry):
    """A practice, whole."""

    made_for: Value | None
    staff_band: Value | None
    time_needed: str
    powers: str
    funding: str
    lead: Organisation | None
    partners: list[Organisation]
    sections: list[Section]
    unknown: list[str] = Field(description="What is not known, in the language of the text")
    results: list[Measured]
    contacts: list[Contact]
    links: list[Source]
    sources: list[Source]
    documents: list[File]
    translations: list[Translation]
    transfers: list[Transfer]
    workshops: list[WorkshopLink]


class PartnerText(BaseModel):
    """What a partner is and does, in one language."""

    lang: str
    role: str
    text: str


class PartnerPractice(Link):
    """A practice that a partner leads or takes part in (`part`: lead, partner)."""

    part: str


class Partner(BaseModel):
    """A partner, whole. `lang` is the language of `title`."""

    id: str
    type: str = "partner"
    title: str
    lang: str
    own_name: str
    names: dict[str, str]
    summary: str
    url: str
    kind: Value | None
    place: WholePlace | None
    themes: list[Term]
    languages: list[Value]
    texts: list[PartnerText]
    website: str
    contacts: list[Contact]
    practices: list[PartnerPractice]
    workshops: list[WorkshopLink]
    sources: list[Source]
    checked_on: date | None
    published: datetime | None
    changed: datetime | None


class WorkshopQuestion(BaseModel):
    """A guiding question, with its lasting address."""

    text: str
    explanation: str
    url: str


class Speaker(BaseModel):
    """Somebody who speaks."""

    name: str
    role: str


class WorkshopSession(BaseModel):
    """A point of the programme. Hours carry the offset of the workshop's time zone."""

    key: str
    day: date
    start: datetime | None
    end: datetime | None
    time_note: str
    kind: Value | None
    title: str
    text: str
    speakers: list[Speaker]
    room: str
    languages: list[str]
    interpretation: list[str]
    captions: list[str]
    stream: str = Field(description="Address of the stream, if it is open to everyone")


class Host(Organisation):
    """Who hosts or organises."""

    role: Value | None


class Workshop(BaseModel):
    """A workshop, whole, in the language asked for if it was translated. `versions`: the
    languages in which it can be read."""

    id: str
    type: str = "workshop"
    title: str
    lang: str
    versions: list[str]
    summary: str
    url: str
    kind: Value | None
    mode: Value | None
    series: Value | None
    ordinal: int | None
    theme: str
    themes: list[Term]
    start: date | None
    end: date | None
    date_precision: str
    date_note: str
    time_zone: str
    place: WholePlace | None
    country: str
    venue: str
    countries: list[Value]
    audience: list[str]
    objectives: list[str]
    sections: list[Section]
    questions: list[WorkshopQuestion]
    programme: list[WorkshopSession]
    organisations: list[Host]
    practices: list[Link]
    documents: list[File]
    sources: list[Source]
    contact_email: str
    project: str
    project_url: str
    published: datetime | None
    changed: datetime | None


class ConceptNames(BaseModel):
    """What a concept is called in one language (SKOS: prefLabel, altLabel)."""

    preferred: str
    alternative: list[str]


class ConceptRecord(BaseModel):
    """A concept of the thesaurus, whole. `search` is the address of all entries that have it."""

    id: str
    type: str = "concept"
    uri: str
    label: str
    labels: dict[str, ConceptNames]
    note: str = Field(description="What it means, in English")
    facet: str = Field(description="themes, target-groups, or nothing")
    broader: list[Term] = Field(description="From the nearest to the top")
    narrower: list[Term]
    related: list[Term]
    matches: list[str] = Field(description="The same concept elsewhere")
    url: str
    search: str
