"""What several answers hold: coded values, concepts, places, links."""

from pydantic import BaseModel, Field


class Value(BaseModel):
    """A coded value. `value` is lasting, `label` is for people, in the language asked for."""

    value: str
    label: str


class Concept(BaseModel):
    """A concept of the thesaurus."""

    uri: str
    label: str


class Term(Concept):
    """A concept that can be filtered by: `value` is its notation."""

    value: str


class Place(BaseModel):
    """Where it is. `city` is the place's own name, as the filter `city` takes it."""

    city: str = ""
    country: str = Field("", description="ISO 3166-1 alpha-2")
    lat: float | None = None
    lon: float | None = None


class WholePlace(Place):
    """A city or region with its names."""

    id: str
    kind: str = Field(description="city or region")
    label: str = Field(description="Its name in the language asked for")
    country_label: str
    region: str = ""
    nuts: str = ""
    url: str


class Link(BaseModel):
    """An entry of this site. `lang` is the language of its title."""

    id: str
    title: str
    lang: str
    url: str


class Organisation(BaseModel):
    """An organisation. Without an `id` it has no page in the directory."""

    id: str | None = None
    name: str
    url: str | None = None


class Section(BaseModel):
    """A part of a text, without markup. `heading` is in the language asked for, or, where authors
    chose it, in that of the text."""

    type: str
    heading: str
    text: str


class Source(BaseModel):
    """Where something can be checked or read."""

    title: str = ""
    url: str = ""


class File(BaseModel):
    """A document to download."""

    title: str
    url: str
    lang: str = ""
    licence: str = ""
