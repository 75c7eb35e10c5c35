"""The editor's screen of the vocabulary."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from accounts.permissions import EDITOR
from tests.factories.accounts import UserFactory
from tests.factories.practices import make_practice
from tests.factories.vocabulary import ConceptFactory
from vocabulary.models import SCHEME, THEMES, Concept, ConceptScheme

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"wagtailsnippets_vocabulary_concept:{name}", args=args)


@pytest.fixture
def editor(client):
    """Return a client signed in as an editor."""
    client.force_login(UserFactory(roles=[EDITOR]))
    return client


def form_data(concept: Concept | None = None, rows: tuple = (), **values) -> dict:
    """Return what the browser sends for a concept with `rows` of labels:
    (language, preferred, alternative)."""
    scheme = concept.scheme_id if concept else ConceptScheme.objects.get(slug=SCHEME).pk
    data = {"scheme": scheme, "notation": "bridges", "position": 9, "scope_note": "", "broader": ""}
    data |= {"facet": "", "matches": ""}
    known = list(concept.labels.values_list("pk", flat=True)) if concept else []
    data |= {"labels-TOTAL_FORMS": len(rows), "labels-INITIAL_FORMS": len(known)}
    data |= {"labels-MIN_NUM_FORMS": 1, "labels-MAX_NUM_FORMS": 1000}
    for index, (language, preferred, alternative) in enumerate(rows):
        data |= {
            f"labels-{index}-id": known[index] if index < len(known) else "",
            f"labels-{index}-language": language,
            f"labels-{index}-preferred": preferred,
            f"labels-{index}-alternative": alternative,
            f"labels-{index}-hidden": "",
            f"labels-{index}-DELETE": "",
        }
    return data | values


def test_the_list_costs_the_same_for_few_and_many(editor, django_assert_max_num_queries):
    editor.get(url("list"))
    with django_assert_max_num_queries(12):
        page = editor.get(url("list"))
    assert "Housing" in page.content.decode()


def test_the_list_narrows_to_a_list_and_finds_words_in_any_language(editor):
    page = editor.get(url("list"), {"facet": THEMES}).content.decode()
    assert ">housing<" in page.replace("\n", "").replace(" ", "")
    assert ">hate-crime<" not in page.replace("\n", "").replace(" ", "")
    found = editor.get(url("list"), {"q": "στέγαση"}).content.decode()
    assert "Housing" in found
    found = editor.get(url("list"), {"q": "alloggio"}).content.decode()
    assert "Housing" in found
    assert "/governance" not in found


def test_an_editor_adds_a_concept(editor):
    rows = (("en", "Bridges", "crossings\nviaducts"), ("it", "Ponti", ""))
    answer = editor.post(url("add"), form_data(rows=rows))
    assert answer.status_code == 302
    concept = Concept.objects.get(notation="bridges")
    assert concept.label("it") == "Ponti"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("it", "Ponti", ""),), "Add labels in English"),
        (
            (("en", "Bridges", ""), ("en", "Crossings", "")),
            "duplicate data for concept and language",
        ),
        ((("en", "Bridges", "x" * 121),), "is too long: at most 120 characters"),
        ((("en", "housing", ""),), "is already the preferred label of “Housing” in English"),
    ],
)
def test_labels_that_do_not_fit_together_are_explained(editor, rows, words):
    answer = editor.post(url("add"), form_data(rows=rows))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Concept.objects.filter(notation="bridges").exists()


def test_the_code_of_a_saved_concept_stays(editor):
    concept = ConceptFactory(notation="old-code")
    rows = (("en", "New words", ""),)
    answer = editor.post(url("edit", concept.pk), form_data(concept, rows, notation="new-code"))
    assert answer.status_code == 302
    concept.refresh_from_db()
    assert concept.notation == "old-code"


def test_broader_concepts_make_no_circle():
    top = ConceptFactory()
    below = ConceptFactory(scheme=top.scheme, broader=top)
    top.broader = below
    with pytest.raises(ValidationError, match="already stands above"):
        top.clean()
    top.broader = ConceptFactory()
    with pytest.raises(ValidationError, match="same list"):
        top.clean()


def test_what_is_used_cannot_be_deleted(editor):
    practice = make_practice(themes=["housing", "work"])
    for notation in ("housing", "work"):
        concept = Concept.objects.get(notation=notation)
        answer = editor.post(url("delete", concept.pk), follow=True)
        assert "cannot be deleted" in answer.content.decode()
        with pytest.raises(ProtectedError), transaction.atomic():
            concept.delete()
    assert practice.themes.count() == 2


def test_what_nobody_uses_can_be_deleted(editor):
    concept = ConceptFactory()
    assert editor.post(url("delete", concept.pk)).status_code == 302
    assert not Concept.objects.filter(pk=concept.pk).exists()


def test_readers_do_not_see_the_screen(client):
    client.force_login(UserFactory())
    assert client.get(url("list")).status_code == 302
