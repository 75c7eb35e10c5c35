"""Terms found in a practice's text, what its editor decides about them, and that it lasts."""

import re

import pytest
from django.urls import reverse

from accounts.permissions import CONTRIBUTOR, EDITOR
from home.actions import make_house
from practices.importing.actions import import_practices
from practices.models import PracticePage
from practices.search import document_for
from practices.topics import named_in
from search import analysis
from search.actions import rebuild
from search.concepts import thesaurus
from search.documents import BODY, TITLE, Document, Text
from search.engines import CONCEPT
from search.engines.embedded_store import with_mentions
from search.queries import search
from search.query import Query
from tests.factories.accounts import UserFactory
from tests.factories.practices import make_practice
from tests.practices.import_files import item
from vocabulary.actions import load_vocabulary
from vocabulary.models import Concept, ConceptScheme

pytestmark = pytest.mark.django_db
STORY = "<p>Voluntarii însoțesc copiii la școală și părinții la locuri de muncă.</p>"


@pytest.fixture
def editor(client):
    """Return a client signed in as an editor."""
    make_house()
    client.force_login(UserFactory(roles=[EDITOR]))
    return client


def number(notation: str) -> int:
    return Concept.objects.get(notation=notation).pk


def edit_url(practice: PracticePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[practice.pk])


def form_data(practice: PracticePage, **values) -> dict:
    """Return what the browser sends for a practice without body; `values` on top."""
    data = {
        "title": practice.title, "slug": practice.slug, "language": practice.language,
        "summary": practice.summary, "status": practice.status, "licence": practice.licence,
        "origin": practice.origin, "place": practice.place_id, "main_theme": practice.main_theme_id,
        "themes": [one.pk for one in practice.themes.all()],
        "target_groups": [one.pk for one in practice.target_groups.all()],
        "tags": "", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    for stream in ("body", "results_table", "contacts", "links", "sources", "documents"):
        data[f"{stream}-count"] = 0
    for rows in ("partners", "transfers"):
        data |= {f"{rows}-TOTAL_FORMS": 0, f"{rows}-INITIAL_FORMS": 0}
    return data | values


def panel(editor, practice: PracticePage) -> dict[str, str]:
    """Return {label: what stands beside it} of the panel in the practice's form."""
    page = editor.get(edit_url(practice)).content.decode()
    part = page.split('<ul class="topics__list">')[1].split("</ul>")[0]
    return {
        re.sub("<[^>]+>", "", row.split("</legend>")[0].split("<legend")[1].split(">")[1]): row
        for row in part.split("<li ")[1:]
    }


def decided(row: str) -> str:
    return re.search(r'value="(\w*)" checked', row)[1]


def test_terms_are_found_as_the_index_finds_them():
    load_vocabulary()
    texts = (Text(BODY, "it", "Corsi di lingua per donne rifugiate, con un mediatore culturale."),)
    document = Document("x:1", "x", 1, "it", "Un corso di lingua", texts=texts)
    indexed = with_mentions(document, analysis.Analysers(), thesaurus()).mentions

    found = named_in((Text(TITLE, "it", "Un corso di lingua"), *texts))

    assert set(found) == {one for name in (TITLE, BODY) for one in indexed[name]}
    assert found["language-courses"] == ("corso di lingua", "Corsi di lingua")
    assert found["cultural-mediation"] == ("mediatore culturale",)


def test_the_form_lists_what_the_draft_names_with_the_words(editor):
    practice = make_practice(
        title="Cursuri de limbă pentru refugiați", body=[{"type": "challenge", "value": STORY}]
    )

    rows = panel(editor, practice)

    assert "Cursuri de limbă" in rows["Language courses"]
    assert decided(rows["Language courses"]) == ""
    assert "chosen above" in rows["Refugees"].split("hidden")[0]


def test_decisions_are_kept_and_the_list_is_fresh_after_saving_a_draft(editor):
    practice = make_practice(live=False, title="Cursuri de limbă")
    data = {
        "title": "Cursuri de limbă și mediere culturală",
        "topics-shown": "1",
        f"topic-{number('language-courses')}": "refuse",
        "named_concepts": "Αστεγία; school-mediation",
    }
    answer = editor.post(edit_url(practice), form_data(practice, **data))

    assert answer.status_code == 302, answer.context["form"].errors
    rows = panel(editor, practice)
    assert decided(rows["Language courses"]) == "refuse"
    assert decided(rows["Homelessness"]) == "keep"
    assert decided(rows["School mediation"]) == "keep"
    assert "mediere culturală" in rows["Cultural mediation"]


def test_a_name_that_no_term_has_or_several_have_is_explained(editor):
    practice = make_practice(live=False)
    data = {"topics-shown": "1", "named_concepts": "zzz"}

    page = editor.post(edit_url(practice), form_data(practice, **data)).content.decode()

    assert "No term is called “zzz”" in page


def test_a_form_without_the_panel_leaves_decisions_alone(editor):
    practice = make_practice(live=False)
    practice.added_concepts = Concept.objects.filter(notation="homelessness")
    practice.save_revision()

    assert editor.post(edit_url(practice), form_data(practice)).status_code == 302

    latest = practice.get_latest_revision_as_object()
    assert [one.notation for one in latest.added_concepts.all()] == ["homelessness"]


def test_the_index_has_what_was_kept_and_not_what_was_refused():
    practice = make_practice(title="Cursuri de limbă")
    practice.added_concepts = Concept.objects.filter(notation="homelessness")
    practice.refused_concepts = Concept.objects.filter(notation="language-courses")
    practice.save_revision().publish()

    document = document_for(practice.pk)

    assert document.concepts == ("housing", "refugees", "homelessness")
    assert document.not_concepts == ("language-courses",)


def test_what_a_practice_is_about_is_not_refused():
    practice = make_practice(themes=["housing", "work"])
    practice.refused_concepts = Concept.objects.filter(notation__in=["work", "homelessness"])
    practice.save_revision().publish()

    practice = PracticePage.objects.get(pk=practice.pk)
    assert practice.facets["refused"] == ["homelessness"]
    assert [one.notation for one in practice.refused_concepts.all()] == ["homelessness"]


def test_an_import_leaves_decisions_alone():
    make_house()
    import_practices([item()])
    practice = PracticePage.objects.get()
    practice.added_concepts = Concept.objects.filter(notation="homelessness")
    practice.refused_concepts = Concept.objects.filter(notation="language-courses")
    practice.save_revision().publish()

    assert import_practices([item()]).unchanged == 1
    assert import_practices([item(title="Twee loketten")]).changed == 1

    practice = PracticePage.objects.get()
    assert [one.notation for one in practice.added_concepts.all()] == ["homelessness"]
    document = document_for(practice.pk)
    assert "homelessness" in document.concepts
    assert document.not_concepts == ("language-courses",)
    latest = practice.get_latest_revision_as_object()
    assert [one.notation for one in latest.refused_concepts.all()] == ["language-courses"]


def found_under(notation: str) -> list[str]:
    hits = search(Query(facets={CONCEPT: (notation,)}, types=("practice",))).hits
    return [hit.document.key for hit in hits]


@pytest.mark.django_db(transaction=True)
def test_decisions_last_over_indexing_anew_and_over_newer_files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    practice = make_practice(title="Cursuri de limbă")
    rebuild()
    assert found_under("language-courses") == ["practice:one-desk"]
    practice.added_concepts = Concept.objects.filter(notation="homelessness")
    practice.refused_concepts = Concept.objects.filter(notation="language-courses")
    practice.save_revision().publish()

    for again in (lambda: None, rebuild, renew, rebuild):
        again()
        assert found_under("homelessness") == ["practice:one-desk"]
        assert found_under("language-courses") == []


def renew() -> None:
    """Load the vocabulary as if its files were newer, over all changes."""
    ConceptScheme.objects.update(loaded="")
    load_vocabulary(reset=True)


def ask(client, **data):
    return client.post(reverse("practice_topics"), data)


def test_the_list_follows_the_writing(editor):
    body = {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "challenge",
        "body-0-id": "", "body-0-value": '{"blocks": [{"key": "a", "text": "mediazione culturale", '
        '"type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], '
        '"entityMap": {}}',
    }  # fmt: skip
    refused = {f"topic-{number('cultural-mediation')}": "refuse"}

    answer = ask(editor, title="Corso di lingua", language="it", named_concepts="Αστεγία",
                 **body, **refused)  # fmt: skip

    topics = {one["label"]: one for one in answer.json()["topics"]}
    assert topics["Language courses"]["words"] == ["Corso di lingua"]
    assert topics["Cultural mediation"]["words"] == ["mediazione culturale"]
    assert topics["Cultural mediation"]["refused"]
    assert topics["Homelessness"]["kept"]


def test_a_draft_that_is_not_one_is_refused_and_a_wrong_name_explained(editor):
    assert ask(editor, **{"body-count": "many"}).status_code == 400
    assert ask(editor, **{"body-count": "2"}).status_code == 400
    assert "zzz" in ask(editor, named_concepts="zzz").json()["problem"]


@pytest.mark.parametrize(
    ("roles", "status"), [([EDITOR], 200), ([CONTRIBUTOR], 200), ([], 302), (None, 302)]
)
def test_only_who_writes_practices_asks_for_topics(client, roles, status):
    make_house()
    if roles is not None:
        client.force_login(UserFactory(roles=roles))

    answer = ask(client, title="Language course", language="en")

    assert answer.status_code == status
    assert b"Language" not in answer.content or status == 200
