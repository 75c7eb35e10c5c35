"""The document of a workshop in the search index."""

import pytest
from wagtail.models import PageViewRestriction

from events.search import all_documents, document_for
from search.documents import in_language
from search.registry import document_type
from tests.factories.events import make_houses, make_partner, make_series, make_workshop
from tests.factories.practices import make_place

pytestmark = pytest.mark.django_db


def test_workshop_in_two_languages_is_one_document():
    house = make_houses()
    source = make_workshop(house=house, title="One desk", questions=("Who pays?",))
    italian = make_workshop(
        house=house,
        language="it",
        translation_of=source,
        title="Uno sportello",
        questions=("Chi paga?",),
    )
    (document,) = all_documents()
    assert document == document_for(source.pk) == document_for(italian.pk)
    assert document.pks == (source.pk, italian.pk)
    assert in_language(document, "title", "it") == ("Uno sportello", "it")
    assert in_language(document, "title", "nl") == ("One desk", "en")
    assert document.url == "workshops/cluj/"
    said = {(text.language, word) for text in document.texts for word in text.text.split()}
    assert {("it", "Chi"), ("en", "Who"), ("it", "sportello")} <= said


def test_document_has_the_facets_of_its_workshop():
    make_workshop(series=make_series(), place=make_place("Cluj-Napoca", "RO"), themes=("work",))
    (document,) = all_documents()
    assert document.facets == {
        "theme": ("work",),
        "country": ("RO",),
        "city": ("Cluj-Napoca",),
        "series": ("regional",),
        "year": ("2023",),
    }
    known = {spec.name for spec in document_type("workshop").facets}
    assert set(document.facets) == known


def test_hidden_workshops_have_no_document():
    house = make_houses()
    draft = make_workshop("draft", house=house, live=False)
    hidden = make_workshop("hidden", house=house)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert list(all_documents()) == []
    assert document_for(draft.pk) is None
    assert document_for(hidden.pk) is None
    assert document_for(0) is None


def test_unpublished_translation_leaves_the_source_to_be_found():
    house = make_houses()
    source = make_workshop(house=house)
    italian = make_workshop(house=house, language="it", translation_of=source, title="Segreto")
    italian.unpublish()
    document = document_for(italian.pk)
    assert document.pks == (source.pk,)
    assert "Segreto" not in str(document)


def test_addresses_of_streams_and_hidden_partners_are_not_in_the_index():
    house = make_houses()
    partner = make_partner(house, "secret", "Secret partner")
    PageViewRestriction.objects.create(page=partner, restriction_type="login")
    row = {"stream_access": "participants", "stream_url": "https://example.org/secret"}
    make_workshop(house=house, sessions=(row,), organisers=(partner,))
    words = str(list(all_documents())).lower()
    assert "secret" not in words
