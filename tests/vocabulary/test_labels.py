"""The schemes, their labels, and how long they are remembered."""

import pytest
from django.core.management import call_command
from django.utils import translation

from content import generation
from content.drawing import THEMES as DRAWN
from content.languages import LANGUAGES
from tests.factories.vocabulary import ConceptFactory
from vocabulary import queries
from vocabulary.actions import load_vocabulary
from vocabulary.models import TARGET_GROUPS, THEMES, Concept, ConceptLabel
from vocabulary.queries import concepts_by_notation, label, labels, uses

pytestmark = pytest.mark.django_db

GROUPS = [
    *("refugees", "asylum-seekers", "third-country-nationals", "unaccompanied-minors"),
    *("young-adults", "women", "families", "host-community", "pupils", "professionals"),
    *("minorities", "eu-citizens"),
]


def test_every_database_has_both_schemes_in_order():
    assert tuple(labels(THEMES)) == DRAWN
    assert list(labels(TARGET_GROUPS)) == GROUPS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_a_label_in_every_language(language):
    with translation.override("en"):
        for scheme in (THEMES, TARGET_GROUPS):
            texts = list(labels(scheme, language).values())
            assert len(set(texts)) == len(texts), "two concepts bear one name"
    missing = Concept.objects.exclude(
        labels__language=language, labels__kind=ConceptLabel.Kind.PREFERRED
    )
    assert not missing.exists()


def test_every_concept_says_what_it_means_and_has_other_words():
    assert not Concept.objects.filter(scope_note="").exists()
    others = ConceptLabel.objects.filter(kind=ConceptLabel.Kind.ALTERNATIVE)
    assert set(others.values_list("language", flat=True)) == set(LANGUAGES)


def test_labels_follow_the_reader_then_english_then_the_code():
    concept = ConceptFactory(notation="bridges", words={"en": "Bridges", "it": "Ponti"})
    slug = concept.scheme.slug
    with translation.override("it"):
        assert concept.label() == "Ponti"
        assert str(concept) == "Ponti"
    assert label(slug, "bridges", "el") == "Bridges"
    assert label(slug, "tunnels", "el") == "tunnels"


def test_loading_again_changes_nothing(django_assert_num_queries):
    before = set(ConceptLabel.objects.values_list("pk", "text"))
    with django_assert_num_queries(6):
        done = load_vocabulary()
    assert (done.added, done.reset, done.kept) == (0, 0, 20)
    assert set(ConceptLabel.objects.values_list("pk", "text")) == before


def test_an_editors_word_survives_loading_but_not_a_reset(capsys):
    word = ConceptLabel.objects.get(
        concept__notation="housing", language="it", kind=ConceptLabel.Kind.PREFERRED
    )
    word.text = "Abitare"
    word.save()
    call_command("load_vocabulary")
    assert label(THEMES, "housing", "it") == "Abitare"
    call_command("load_vocabulary", "--reset")
    assert label(THEMES, "housing", "it") == "Casa"
    assert "20 reset" in capsys.readouterr().out


def test_an_emptied_database_gets_its_schemes_back():
    Concept.objects.all().delete()
    call_command("load_vocabulary")
    assert Concept.objects.count() == 20


def test_labels_cost_one_query_however_many_are_asked(django_assert_num_queries):
    with django_assert_num_queries(1):
        labels(THEMES, "en")
    with django_assert_num_queries(0):
        for language in LANGUAGES:
            labels(THEMES, language)
            labels(TARGET_GROUPS, language)


def test_a_changed_label_shows_at_once():
    assert label(THEMES, "work", "it") == "Lavoro"
    ConceptLabel.objects.get(
        concept__notation="work", language="it", kind=ConceptLabel.Kind.PREFERRED
    ).delete()
    assert label(THEMES, "work", "it") == "Work"


def _change_behind_our_back(text: str) -> None:
    # `update` sends no signal, as a change in another process sends none here.
    ConceptLabel.objects.filter(
        concept__notation="work", language="it", kind=ConceptLabel.Kind.PREFERRED
    ).update(text=text)


def test_a_change_in_another_process_shows_with_the_next_request(client):
    assert label(THEMES, "work", "it") == "Lavoro"
    _change_behind_our_back("Mestiere")
    generation.advance(queries.PART)
    assert label(THEMES, "work", "it") == "Lavoro", "within a request words do not change"
    client.get("/healthz")
    assert label(THEMES, "work", "it") == "Mestiere"


def test_a_change_in_another_process_shows_without_requests_after_a_while(monkeypatch):
    assert label(THEMES, "work", "it") == "Lavoro"
    _change_behind_our_back("Mestiere")
    generation.advance(queries.PART)
    monkeypatch.setattr(queries, "LOOK_SECONDS", 0.0)
    assert label(THEMES, "work", "it") == "Mestiere"


def test_what_else_is_published_leaves_the_labels_in_memory(client, django_assert_num_queries):
    labels(THEMES)
    generation.advance()
    client.get("/healthz")
    with django_assert_num_queries(0):
        labels(THEMES)


def test_concepts_come_in_one_query(django_assert_num_queries):
    labels(THEMES)
    with django_assert_num_queries(1):
        found = concepts_by_notation(THEMES)
        words = [found[notation].label("ro") for notation in DRAWN]
    assert words == list(labels(THEMES, "ro").values())


def test_uses_name_narrower_concepts():
    above = ConceptFactory()
    assert uses(above) == []
    ConceptFactory(scheme=above.scheme, broader=above)
    assert uses(above) == [("concepts", 1)]
