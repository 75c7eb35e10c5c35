"""A practice cited: as a file of each form, in the page's head, and never when it is hidden."""

import json
import re
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from wagtail.models import PageViewRestriction

from practices.citations import FORMS, bibtex, citation_of, ris
from practices.models import PracticePage
from tests.factories.practices import make_practice, make_translation

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/one-desk/"
HOSTILE = "A {lone} brace } & 100 % of #1_$ ~^\\\r\nER  - \r\nTY  - BOOK"


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "https://crocevia.example"


def published(**values) -> PracticePage:
    """Make a practice that was published and changed on known days."""
    values = {"title": "Un ghișeu unic", "lead_name": "Primăria Cluj-Napoca"} | values
    practice = make_practice(**values)
    PracticePage.objects.update(
        first_published_at=datetime(2025, 3, 4, tzinfo=UTC),
        last_published_at=datetime(2026, 11, 5, tzinfo=UTC),
    )
    return PracticePage.objects.get(pk=practice.pk)


def file(client, form: str, language: str = "en") -> str:
    response = client.get(f"/{language}/library/one-desk/cite.{form}")
    assert response.status_code == 200
    return response.content.decode()


def head(client, address: str = ADDRESS) -> str:
    html = client.get(address).content.decode()
    return html[: html.index("</head>")]


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_form_is_a_file_with_its_type_and_name(client, form, media):
    published()
    response = client.get(f"{ADDRESS}cite.{form}")
    assert response["Content-Type"] == media
    assert response["Content-Disposition"] == f'attachment; filename="crocevia-one-desk.{form}"'


def test_bibtex(client):
    published(tags=("desk",))
    assert file(client, "bib") == (
        "@misc{crocevia-one-desk,\n"
        "  author = {{Primăria Cluj-Napoca}},\n"
        "  title = {{Un ghișeu unic}},\n"
        "  howpublished = {Crocevia},\n"
        "  year = {2026},\n"
        "  date = {2026-11-05},\n"
        "  url = {https://crocevia.example/en/library/one-desk/},\n"
        "  language = {ro},\n"
        "  note = {entry one-desk, CC BY 4.0},\n"
        "  keywords = {Housing, Refugees, desk},\n"
        "  abstract = {A desk where all questions are answered.},\n"
        "  month = nov,\n"
        "}\n"
    )


def test_ris(client):
    published()
    lines = client.get(f"{ADDRESS}cite.ris").content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert {
        "AU  - Primăria Cluj-Napoca", "TI  - Un ghișeu unic", "PY  - 2026", "DA  - 2026/11/05",
        "LA  - ro", "UR  - https://crocevia.example/en/library/one-desk/",
    } <= set(lines)  # fmt: skip
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


def test_csl_json(client):
    published()
    item = json.loads(file(client, "json"))[0]
    assert (item["id"], item["type"], item["language"]) == ("crocevia-one-desk", "webpage", "ro")
    assert item["author"] == [{"literal": "Primăria Cluj-Napoca"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 5]]}
    assert item["URL"] == "https://crocevia.example/en/library/one-desk/"


def test_plain_text_is_what_the_page_shows_with_its_address(client):
    published()
    shown = client.get("/it/library/one-desk/").context["citation"]
    assert file(client, "txt", "it") == f"{shown} https://crocevia.example/it/library/one-desk/\n"
    assert shown.startswith("Primăria Cluj-Napoca, «Un ghișeu unic», Crocevia, ")


def test_the_page_offers_the_files_beside_the_citation(client):
    published()
    html = client.get(ADDRESS).content.decode()
    box = re.search(r'<section class="cite".*?</section>', html, re.DOTALL)
    for form in FORMS:
        assert f'href="{ADDRESS}cite.{form}"' in box.group()


def test_no_text_can_add_fields_or_records(client):
    published(title=HOSTILE, summary=HOSTILE, lead_name=HOSTILE[:200], tags=("a}b",))
    entry = file(client, "bib")
    depths = list(accumulate((one == "{") - (one == "}") for one in entry))
    assert depths[-1] == 0
    assert min(depths[entry.index("{") : entry.rindex("}")]) == 1
    record = client.get(f"{ADDRESS}cite.ris").content.decode().split("\r\n")
    assert [line[:2] for line in record if line[:2] in ("TY", "ER")] == ["TY", "ER"]
    assert len(json.loads(file(client, "json"))) == 1


def test_an_organisation_with_a_comma_is_no_person(client):
    cited = citation_of(published(lead_name="City of Graz, Office of Integration"), "https://x/")
    assert "AU  - City of Graz – Office of Integration\r\n" in ris(cited)
    assert "author = {{City of Graz, Office of Integration}}" in bibtex(cited)


def test_a_practice_that_says_little_can_be_cited(client):
    make_practice()
    PracticePage.objects.update(first_published_at=None, last_published_at=None, licence="")
    for form in FORMS:
        assert "Cluj-Napoca" in file(client, form)
    assert 'name="citation_title"' in head(client)


def test_reference_managers_read_the_head(client):
    practice = published(title='One "desk" <b>&')
    make_translation(practice, "es", title="Una ventanilla")
    found = head(client)
    for tag in (
        '<meta name="citation_title" lang="ro" content="One &quot;desk&quot; &lt;b&gt;&amp;">',
        '<meta name="citation_author" content="Primăria Cluj-Napoca">',
        '<meta name="citation_publication_date" content="2025/03/04">',
        '<meta name="citation_language" content="ro">',
        '<meta name="DC.title" lang="ro" content="One &quot;desk&quot; &lt;b&gt;&amp;">',
        '<meta name="DCTERMS.alternative" lang="es" content="Una ventanilla">',
        '<meta name="DC.language" content="ro">',
        '<meta name="DC.identifier" content="https://crocevia.example/en/library/one-desk/">',
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
    ):
        assert tag in found
    links = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', found)
    assert links == [
        ("application/vnd.citationstyles.csl+json", f"{ADDRESS}cite.json"),
        ("application/x-research-info-systems", f"{ADDRESS}cite.ris"),
        ("application/x-bibtex", f"{ADDRESS}cite.bib"),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_hidden_cannot_be_cited(client, form):
    practice = published(title="Secret title")
    PageViewRestriction.objects.create(page=practice.get_parent(), restriction_type="login")
    response = client.get(f"{ADDRESS}cite.{form}")
    assert response.status_code == 302
    assert b"Secret" not in response.content
    PageViewRestriction.objects.all().delete()
    practice.unpublish()
    assert client.get(f"{ADDRESS}cite.{form}").status_code == 404


def test_a_hidden_translation_is_not_named_in_the_head(client):
    practice = published()
    translation = make_translation(practice, "es", title="Secreto")
    PageViewRestriction.objects.create(page=translation, restriction_type="login")
    assert "Secreto" not in head(client)


def test_unknown_forms_are_not_found(client):
    published()
    for path in ("cite.pdf", "cite.bibx", "cite.bib/more", "cite."):
        assert client.get(ADDRESS + path).status_code == 404
    assert client.get("/en/library/cite.bib").status_code == 404
    assert client.get("/en/library/nothing/cite.bib").status_code == 404
