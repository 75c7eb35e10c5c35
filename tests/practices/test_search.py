"""What the index holds of a practice."""

import pytest
from wagtail.models import PageViewRestriction

from home.actions import make_house
from practices.search import all_documents, document_for
from search.actions import rebuild
from search.queries import read, search
from search.query import Query
from tests.factories.network import make_partner
from tests.factories.practices import make_practice, make_translation

pytestmark = pytest.mark.django_db


def test_a_practice_and_its_translations_are_one_document():
    practice = make_practice(title="Un ghișeu", summary_en="One desk")
    translation = make_translation(practice, "es", title="Una ventanilla")

    documents = list(all_documents())

    assert [one.key for one in documents] == ["practice:one-desk"]
    texts = {(text.language, text.text) for text in documents[0].all_texts()}
    assert {("ro", "Un ghișeu"), ("es", "Una ventanilla"), ("en", "One desk")} <= texts
    assert document_for(translation.pk) == documents[0]


def test_the_body_is_searched_without_its_markup():
    practice = make_practice(body=[{"type": "challenge", "value": "<p>Multe <b>ghișee</b></p>"}])

    texts = [text.text for text in document_for(practice.pk).texts if text.field == "body"]

    assert any("Multe ghișee" in text for text in texts)
    assert not any("<p>" in text for text in texts)


def test_facets_hold_only_what_is_known():
    practice = make_practice(start="2018", end="2021", status="ended", evidence="evaluated")

    facets = document_for(practice.pk).facets

    assert facets["status"] == ("ended",)
    assert facets["period"] == ("2015-2019", "2020-2024")
    assert facets["cost_band"] == ()


def test_drafts_and_private_practices_have_no_document():
    draft = make_practice("draft", live=False)
    secret = make_practice("secret")
    PageViewRestriction.objects.create(page=secret.get_parent(), restriction_type="login")

    assert document_for(draft.pk) is None
    assert document_for(secret.pk) is None
    assert list(all_documents()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_documents_are_read_in_a_fixed_number_of_queries(count, django_assert_num_queries):
    for number in range(count):
        make_practice(f"practice-{number}")
    list(all_documents())

    with django_assert_num_queries(3):
        list(all_documents())


@pytest.mark.django_db(transaction=True)
def test_a_renamed_partner_renames_its_practices_in_the_index(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    house = make_house()
    partner = make_partner(house=house, title="Old house")
    make_practice(house=house, lead=partner)
    rebuild()

    partner.title = "Zenobia"
    partner.save_revision().publish()

    found = search(Query(text=read("zenobia"), types=("practice",)))
    assert [hit.document.key for hit in found.hits] == ["practice:one-desk"]
