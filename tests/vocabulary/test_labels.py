"""The schemes, their labels, and how long they are remembered."""

import pytest
from django.core.management import call_command
from django.utils import translation

from content import generation
from content.drawing import THEMES as DRAWN
from content.languages import LANGUAGES
from tests.factories.vocabulary import ConceptFactory
from vocabulary import queries
from vocabulary.actions import FIRST, load_vocabulary
from vocabulary.models import TARGET_GROUPS, THEMES, Concept, ConceptLabels, ConceptScheme
from vocabulary.queries import concepts_by_notation, label, labels, uses

pytestmark = pytest.mark.django_db

GROUPS = [
    *("refugees", "asylum-seekers", "third-country-nationals", "unaccompanied-minors"),
    *("young-adults", "women", "families", "host-community", "pupils", "professionals"),
    *("minorities", "eu-citizens"),
]


def test_every_database_has_both_lists_in_order():
    assert tuple(labels(THEMES)) == DRAWN
    assert list(labels(TARGET_GROUPS)) == GROUPS


def test_labels_follow_the_reader_then_english_then_the_code():
    concept = ConceptFactory(notation="bridges", words={"en": "Bridges", "it": "Ponti"})
    with translation.override("it"):
        assert concept.label() == "Ponti"
        assert str(concept) == "Ponti"
    assert label("bridges", "el") == "Bridges"
    assert label("tunnels", "el") == "tunnels"


def rows():
    return set(ConceptLabels.objects.values_list("pk", "preferred", "alternative"))


def test_loading_again_changes_nothing(django_assert_num_queries):
    before = rows()
    with django_assert_num_queries(5):
        done = load_vocabulary()
    assert (done.added, done.renewed, done.reset, done.kept) == (0, 0, 0, Concept.objects.count())
    assert rows() == before


def italian(notation: str) -> ConceptLabels:
    return ConceptLabels.objects.get(concept__notation=notation, language="it")


def newer_files() -> None:
    """Have the next load read the files, as if they had changed."""
    ConceptScheme.objects.update(loaded="")


def test_an_editors_word_survives_newer_files_but_not_a_reset(capsys):
    row = italian("housing")
    row.preferred = "Abitare"
    row.save()
    newer_files()
    call_command("load_vocabulary")
    assert label("housing", "it") == "Abitare"
    call_command("load_vocabulary", "--reset")
    assert label("housing", "it") == "Casa"
    assert f"{Concept.objects.count()} reset" in capsys.readouterr().out


@pytest.mark.parametrize("loaded", [FIRST, "as the files said before"])
def test_what_nobody_changed_is_renewed_from_newer_files(loaded):
    row = italian("housing")
    row.alternative = "alloggi di una volta"
    row.save()
    if loaded != FIRST:
        loaded = next(one.digest() for one in queries.entries() if one.notation == "housing")
    Concept.objects.filter(notation="housing").update(loaded=loaded)
    newer_files()
    assert load_vocabulary().renewed == 1
    assert "alloggi di una volta" not in italian("housing").alternative


def test_an_emptied_database_gets_its_schemes_back():
    count = Concept.objects.count()
    Concept.objects.update(broader=None)
    Concept.objects.all().delete()
    call_command("load_vocabulary")
    assert Concept.objects.count() == count


def test_labels_cost_one_query_however_many_are_asked(django_assert_num_queries):
    with django_assert_num_queries(1):
        labels(THEMES, "en")
    with django_assert_num_queries(0):
        for language in LANGUAGES:
            labels(THEMES, language)
            labels(TARGET_GROUPS, language)


def test_a_changed_label_shows_at_once():
    assert label("work", "it") == "Lavoro"
    italian("work").delete()
    assert label("work", "it") == "Work"


def _change_behind_our_back(text: str) -> None:
    # `update` sends no signal, as a change in another process sends none here.
    ConceptLabels.objects.filter(concept__notation="work", language="it").update(preferred=text)


def test_a_change_in_another_process_shows_with_the_next_request(client):
    assert label("work", "it") == "Lavoro"
    _change_behind_our_back("Mestiere")
    generation.advance(queries.PART)
    assert label("work", "it") == "Lavoro", "within a request words do not change"
    client.get("/healthz")
    assert label("work", "it") == "Mestiere"


def test_a_change_in_another_process_shows_without_requests_after_a_while(monkeypatch):
    assert label("work", "it") == "Lavoro"
    _change_behind_our_back("Mestiere")
    generation.advance(queries.PART)
    monkeypatch.setattr(queries, "LOOK_SECONDS", 0.0)
    assert label("work", "it") == "Mestiere"


def test_what_else_is_published_leaves_the_labels_in_memory(client, django_assert_num_queries):
    labels(THEMES)
    generation.advance()
    client.get("/healthz")
    with django_assert_num_queries(0):
        labels(THEMES)


def test_concepts_come_in_one_query(django_assert_num_queries):
    concepts_by_notation(THEMES)
    with django_assert_num_queries(1):
        found = concepts_by_notation(THEMES)
        words = [found[notation].label("ro") for notation in DRAWN]
    assert words == list(labels(THEMES, "ro").values())


def test_uses_name_narrower_concepts():
    above = ConceptFactory()
    assert uses(above) == []
    ConceptFactory(scheme=above.scheme, broader=above)
    assert uses(above) == [("terms", 1)]
