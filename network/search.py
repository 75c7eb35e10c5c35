"""How a partner is found: its document, its facets. Registered by `NetworkConfig.ready()`."""

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext, override

from accounts.choices import SPOKEN
from content.languages import LANGUAGES, country_choices, country_name, language_name
from content.permissions import public_pages
from network.models import PartnerPage
from network.queries import names_of, place_labels
from search.documents import BODY, PLACE, SUMMARY, TAGS, TITLE, Document, Place, Text, timestamp
from search.registry import DocumentType, FacetSpec, register
from vocabulary.models import THEMES
from vocabulary.queries import labels


def register_partners() -> None:
    """Make partners findable."""
    register(
        DocumentType(
            name="partner",
            label=lambda: gettext("Partners"),
            singular=lambda: gettext("Partner"),
            documents=all_documents,
            document_for=document_for,
            count=lambda: _partners().count(),
            facets=FACETS,
            models=("network.partnerpage",),
        )
    )


def _partners() -> QuerySet[PartnerPage]:
    return public_pages(PartnerPage.objects.select_related("place"))


def all_documents() -> Iterator[Document]:
    """Yield the documents of all public partners."""
    yield from (to_document(partner) for partner in _partners().iterator(chunk_size=500))


def document_for(pk: int) -> Document | None:
    """Return the present document of the partner `pk`; None if readers must not find it."""
    partner = _partners().filter(pk=pk).first()
    return to_document(partner) if partner else None


def to_document(partner: PartnerPage) -> Document:
    """Return what the index holds of `partner`: one document for all its languages."""
    place = partner.place
    published = partner.first_published_at
    return Document(
        key=f"partner:{partner.slug}",
        type="partner",
        id=partner.pk,
        language=partner.name_language("en"),
        title=partner.name_in("en"),
        summary=partner.facets.get("summaries", {}).get("en", ""),
        texts=tuple(_texts(partner)),
        facets={name: tuple(one for one in some if one) for name, some in _facets(partner)},
        newest=published.date() if published else None,
        checked=partner.checked_on,
        place=Place(place.name, place.country, place.lat, place.lon) if place else None,
        url=partner.url_path.split("/", 2)[2],
        row=_row(partner),
        concepts=tuple(partner.facets.get("themes", [])),
    )


def _texts(partner: PartnerPage) -> Iterator[Text]:
    shown = partner.name_in("en")
    for language, name in partner.facets.get("names", {}).items():
        if name != shown:
            yield Text(TITLE, language, name)
    if other := [name for name in names_of(partner) if name != shown]:
        yield Text(TAGS, "", " · ".join(other))
    for block in partner.texts:
        language, text = block.value["language"], block.value["text"]
        if language != "en" and text:
            yield Text(SUMMARY, language, partner.facets["summaries"].get(language, ""))
        yield Text(BODY, language, f"{text}\n{block.value['role']}")
    if partner.place:
        spellings = partner.place.spellings.splitlines()
        countries = (partner.place.country_in(code) for code in LANGUAGES)
        yield Text(PLACE, "", " · ".join([*spellings, partner.place.region, *countries]))


def _facets(partner: PartnerPage) -> Iterator[tuple[str, list[str]]]:
    yield "partner_type", [partner.kind]
    yield "theme", partner.facets.get("themes", [])
    yield "language", [*partner.facets.get("summaries", {})]
    yield "working_language", list(partner.languages or ())
    if partner.place:
        yield "country", [partner.place.country]
        yield "city", [partner.place.name]


def _row(partner: PartnerPage) -> dict:
    place = partner.place
    return {
        "slug": partner.slug,
        "kind": partner.kind,
        "published": timestamp(partner.first_published_at),
        "changed": timestamp(partner.last_published_at),
        "themes": partner.facets.get("themes", []),
        "titles": partner.facets.get("names", {}),
        "summaries": partner.facets.get("summaries", {}),
        "place": {"": place.name} | place.labels if place else {},
    }


@lru_cache(maxsize=16)
def _kinds(code: str) -> dict[str, str]:
    with override(code):
        return {value: str(words) for value, words in PartnerPage.Kind.choices}


def _countries(code: str) -> dict[str, str]:
    return {country: country_name(country, code) for country, _english in country_choices()}


def _languages(code: str) -> dict[str, str]:
    return {one: language_name(one, code) for one in LANGUAGES}


def _spoken(code: str) -> dict[str, str]:
    return {one: language_name(one, code) for one in SPOKEN}


FACETS = (
    FacetSpec("theme", lambda: gettext("Theme"), lambda code: labels(THEMES, code), open=True),
    FacetSpec("partner_type", lambda: gettext("What it is"), _kinds, open=True),
    FacetSpec("country", lambda: gettext("Country"), _countries, open=True),
    FacetSpec("language", lambda: gettext("Language of the text"), _languages, open=True),
    FacetSpec("city", lambda: gettext("City or region"), place_labels),
    FacetSpec("working_language", lambda: gettext("Working language"), _spoken),
)
