"""PR: the name of an organisation whose page is hidden from readers stands nowhere."""

import json

import pytest

from practices.models import PracticePage, PracticePartner
from practices.search import document_for
from search.actions import rebuild
from search.queries import read, search
from search.query import Query
from tests.factories.network import hide, make_partner
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def practice_of_hidden(name: str = "") -> PracticePage:
    """Return a practice led, and joined, by organisations whose pages are hidden."""
    lead = make_partner("hidden-lead", title="Zufluchtswerk")
    fellow = make_partner("hidden-fellow", title="Stillverein")
    practice = make_practice(lead=lead, lead_name=name)
    PracticePartner.objects.create(practice=practice, partner=fellow, name="")
    hide(lead)
    hide(fellow)
    return practice


def everywhere(client, practice: PracticePage) -> str:
    """Return all that an anonymous reader gets of a practice."""
    rebuild()
    address = practice.get_url()
    pages = [address, f"{address}cite.bib", "/en/library/", f"/api/v1/practices/{practice.slug}"]
    texts = []
    for one in pages:
        response = client.get(one)
        assert response.status_code == 200, one
        texts.append(b"".join(response) if response.streaming else response.content)
    document = document_for(PracticePage.objects.get(pk=practice.pk).pk)
    known = [text.text for text in document.all_texts()] + [json.dumps(dict(document.row))]
    return "\n".join([text.decode() for text in texts] + known)


def test_hidden_organisations_are_named_nowhere(client):
    shown = everywhere(client, practice_of_hidden())

    assert "Zufluchtswerk" not in shown
    assert "Stillverein" not in shown


def test_what_was_typed_instead_is_shown(client):
    assert "Ein Verein in Graz" in everywhere(client, practice_of_hidden("Ein Verein in Graz"))


def test_an_open_organisation_is_named_and_linked(client):
    lead = make_partner("open-lead", title="Offenes Haus")
    practice = make_practice(lead=lead)

    page = client.get(practice.get_url()).content.decode()

    assert "Offenes Haus" in page
    assert lead.get_url() in page


def test_hiding_an_organisation_takes_its_name_out_of_the_index(django_capture_on_commit_callbacks):
    lead = make_partner("lead", title="Zufluchtswerk")
    make_practice(lead=lead)
    rebuild()
    query = Query(text=read("Zufluchtswerk"), language="en", types=("practice",))
    assert search(query).total == 1

    with django_capture_on_commit_callbacks(execute=True):
        hide(lead)

    assert search(query).total == 0
