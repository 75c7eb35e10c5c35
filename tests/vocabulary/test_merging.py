"""One term goes into another: nothing that carried it is lost, and its name still leads there."""

import re

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from rdflib import Graph
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.permissions import CONTRIBUTOR, EDITOR, MODERATOR
from events.models import WorkshopPage
from home.actions import make_house
from network.models import PartnerPage
from practices.importing.actions import import_practices
from practices.models import PracticePage
from search.actions import rebuild
from search.engines import CONCEPT
from search.queries import search
from search.query import Query
from tests.factories.accounts import UserFactory
from tests.factories.events import make_workshop
from tests.factories.network import make_partner
from tests.factories.practices import make_practice
from tests.factories.vocabulary import ConceptFactory
from tests.practices.import_files import item
from vocabulary.actions import CannotMerge, load_vocabulary, merge
from vocabulary.merging import above, merged
from vocabulary.models import SCHEME, Concept, ConceptScheme, FormerNotation
from vocabulary.queries import companions, entries, label, tree_order, uses
from vocabulary.skos import Entry, read_files


def entry(notation: str, broader: str = "", related: tuple = (), **labels: tuple) -> Entry:
    return Entry(notation, broader, related, labels=labels or {"en": (notation, (), ())})


def scheme(*entries: Entry) -> dict[str, Entry]:
    return {one.notation: one for one in entries}


def test_labels_become_alternative_ones_and_none_is_there_twice():
    kept = entry("kept", en=("Homes", ("dwellings", "Houses"), ("howses", "flat")))
    old = entry("old", en=("houses", ("flat", "homes"), ("howses",)), it=("Case", ("alloggi",), ()))

    found = merged(scheme(kept, old), "old", "kept")

    assert list(found) == ["kept"]
    assert found["kept"].labels == {
        "en": ("Homes", ("dwellings", "Houses", "flat"), ("howses",)),
        "it": ("Case", ("alloggi",), ()),
    }


def test_narrower_and_related_terms_follow():
    found = merged(
        scheme(entry("kept"), entry("old", related=("far",)), entry("below", broader="old"),
               entry("far", related=("old",))),
        "old", "kept",
    )  # fmt: skip

    assert found["below"].broader == "kept"
    assert found["kept"].related == ("far",)
    assert found["far"].related == ("kept",)


def test_a_term_that_takes_over_the_one_above_makes_no_circle():
    tree = scheme(
        entry("top"), entry("old", broader="top"), entry("between", broader="old"),
        entry("kept", broader="between"), entry("aside", broader="old"),
    )  # fmt: skip

    found = merged(tree, "old", "kept")

    assert {name: one.broader for name, one in found.items()} == {
        "top": "", "kept": "top", "between": "kept", "aside": "kept"
    }  # fmt: skip


def test_what_is_related_stands_neither_above_nor_below():
    tree = scheme(
        entry("top", related=("old",)), entry("kept", broader="top", related=("low",)),
        entry("old", related=("top",)), entry("low", broader="old", related=("kept",)),
    )  # fmt: skip

    found = merged(tree, "old", "kept")

    for name, one in found.items():
        assert not set(one.related) & {name, *above(found, name)}
        assert all(name in found[other].related for other in one.related)


def concept(notation: str) -> Concept:
    return Concept.objects.get(notation=notation)


def new_concept(notation: str, **values) -> Concept:
    return ConceptFactory(
        scheme=ConceptScheme.objects.get(slug=SCHEME), notation=notation, **values
    )


@pytest.mark.django_db
def test_all_that_carried_the_old_term_carries_the_kept_one_once():
    house = make_house()
    both = make_practice("both", house=house, themes=["housing", "work"])
    one = make_practice("one", house=house, themes=["housing"])
    partner = make_partner(house=house, themes=["housing", "work"])
    workshop = make_workshop(themes=["housing", "work"])
    below = new_concept("below-housing", broader=concept("housing"))

    merge(concept("housing"), concept("work"))

    for pk in (both.pk, one.pk):
        practice = PracticePage.objects.get(pk=pk)
        assert practice.main_theme.notation == "work"
        assert [theme.notation for theme in practice.themes.all()] == ["work"]
        assert practice.facets["themes"] == ["work"]
    assert PartnerPage.objects.get(pk=partner.pk).facets["themes"] == ["work"]
    workshop = WorkshopPage.objects.get(pk=workshop.pk)
    assert [row.concept.notation for row in workshop.themes.all()] == ["work"]
    assert workshop.facets["themes"] == ["work"]
    below.refresh_from_db()
    assert below.broader.notation == "work"
    assert not Concept.objects.filter(notation="housing").exists()
    assert "Housing" in concept("work").labels.get(language="en").others()
    named = ReferenceIndex.get_references_to(concept("work")).values_list("object_id", flat=True)
    assert {str(both.pk), str(one.pk)} <= set(named)


@pytest.mark.django_db
def test_what_was_added_or_refused_moves_too_and_people_who_added_win():
    old, kept = new_concept("old"), new_concept("kept")
    added, refused, torn = (make_practice(name) for name in ("added", "refused", "torn"))
    for practice, field, one in (
        (added, "added_concepts", old),
        (refused, "refused_concepts", old),
        (torn, "added_concepts", old),
        (torn, "refused_concepts", kept),
    ):
        setattr(practice, field, [one])
        practice.save()

    merge(old, kept)

    facets = {page.slug: page.facets for page in PracticePage.objects.all()}
    assert facets["added"]["added"] == ["kept"]
    assert facets["refused"]["refused"] == ["kept"]
    assert (facets["torn"]["added"], facets["torn"]["refused"]) == (["kept"], [])
    assert PracticePage.objects.get(slug="torn").refused_concepts.count() == 0


@pytest.mark.django_db
def test_a_refusal_alone_does_not_keep_a_term_from_being_deleted():
    practice, concept_ = make_practice(), new_concept("doubtful")
    practice.refused_concepts = [concept_]
    practice.save()
    assert uses(concept_) == []
    concept_.delete()

    practice.added_concepts = [new_concept("certain")]
    practice.save()
    with pytest.raises(ProtectedError):
        concept("certain").delete()


@pytest.mark.django_db
def test_drafts_and_older_versions_can_still_be_opened(client):
    practice = make_practice(themes=["work"])
    make_workshop(themes=["housing", "work"])
    practice.main_theme = concept("housing")
    practice.themes = [concept("housing"), concept("work")]
    practice.added_concepts = [concept("housing")]
    practice.save_revision()
    client.force_login(UserFactory(roles=[EDITOR]))

    merge(concept("housing"), concept("work"))

    draft = PracticePage.objects.get(pk=practice.pk).get_latest_revision_as_object()
    assert draft.main_theme.notation == "work"
    assert [one.notation for one in draft.themes.all()] == ["work"]
    assert [one.notation for one in draft.added_concepts.all()] == ["work"]
    assert client.get(reverse("wagtailadmin_pages:edit", args=[practice.pk])).status_code == 200
    for revision in Revision.objects.all():
        themes = getattr(revision.as_object(), "themes", None)
        assert themes is None or themes.count() <= 1


@pytest.mark.django_db
def test_newer_files_do_not_bring_the_old_term_back_and_still_renew_the_kept_one():
    count = Concept.objects.count()
    merge(concept("emergency-shelter"), concept("homelessness"))

    for reset in (False, True):
        ConceptScheme.objects.update(loaded="")
        done = load_vocabulary(reset=reset)
        assert (done.added, done.renewed) == (0, 0)
        assert Concept.objects.count() == count - 1
    shelter = next(one for one in read_files() if one.notation == "emergency-shelter")
    row = concept("homelessness").labels.get(language="it")
    assert shelter.labels["it"][0] in row.others()
    digests = {one.notation: one.digest() for one in entries()}
    assert concept("homelessness").loaded == digests["homelessness"]


@pytest.mark.django_db
def test_an_editors_words_that_came_with_the_old_term_survive_newer_files():
    old = concept("emergency-shelter")
    old.labels.filter(language="it").update(preferred="Ricovero notturno")
    merge(old, concept("homelessness"))

    ConceptScheme.objects.update(loaded="")
    load_vocabulary()

    assert "Ricovero notturno" in concept("homelessness").labels.get(language="it").others()


@pytest.mark.django_db
def test_words_with_a_second_meaning_keep_their_rule():
    language, text, notation = next(key for key in companions() if key[2] != "work")
    words = companions()[language, text, notation]
    old = concept(notation)
    Concept.objects.filter(pk=old.pk).update(facet="")
    old.refresh_from_db()

    merge(old, new_concept("kept"))

    assert companions()[language, text, "kept"] == words


@pytest.mark.django_db
def test_old_addresses_lead_to_the_kept_term_for_good(client):
    merge(new_concept("older"), new_concept("old"))
    merge(concept("old"), new_concept("kept"))

    for code in ("old", "older"):
        answer = client.get(f"/en/concepts/{code}/")
        assert (answer.status_code, answer["Location"]) == (301, "/en/concepts/kept/")
        answer = client.get(f"/concepts/{code}")
        assert (answer.status_code, answer["Location"]) == (301, "/concepts/kept")
        answer = client.get(f"/concepts/{code}.ttl")
        assert (answer.status_code, answer["Location"]) == (301, "/concepts/kept.ttl")
    assert client.get("/en/concepts/never-was/").status_code == 404
    assert Graph().parse(data=client.get("/concepts/kept.ttl").content, format="turtle")


@pytest.mark.django_db
def test_files_that_name_the_old_term_are_understood():
    make_house()
    merge(concept("housing"), concept("work"))

    assert import_practices([item(themes=["housing", "work"])]).new == 1
    assert import_practices([item(themes=["housing"])]).unchanged == 1

    practice = PracticePage.objects.get()
    assert practice.facets["themes"] == ["work"]


@pytest.mark.django_db
def test_the_code_of_a_merged_term_is_not_given_again():
    merge(new_concept("old"), new_concept("kept"))
    fresh = Concept(scheme=ConceptScheme.objects.get(slug=SCHEME), notation="old")
    with pytest.raises(Exception, match="part of another"):
        fresh.full_clean()


def found(**facets) -> list[str]:
    return [hit.document.key for hit in search(Query(facets=facets)).hits]


@pytest.mark.django_db(transaction=True)
def test_what_only_names_the_old_term_is_found_under_the_kept_one(settings, tmp_path, client):
    settings.DATA_DIR = tmp_path
    load_vocabulary()
    named = make_practice("named", title="Adăpost de noapte", language="ro")
    rows = concept("emergency-shelter").labels.get(language="ro")
    named.title = rows.preferred
    named.save_revision().publish()
    rebuild()
    assert found(**{CONCEPT: ("emergency-shelter",)}) == ["practice:named"]

    merge(concept("emergency-shelter"), new_concept("kept"))

    assert found(**{CONCEPT: ("kept",)}) == ["practice:named"]
    assert found(**{CONCEPT: ("emergency-shelter",)}) == []
    page = client.get("/en/search/", {CONCEPT: "emergency-shelter"}).content.decode()
    assert named.title in page


@pytest.mark.django_db(transaction=True)
def test_saved_addresses_with_the_old_theme_find_the_same(settings, tmp_path, client):
    settings.DATA_DIR = tmp_path
    make_practice("one", title="Acasă", themes=["housing"])
    make_practice("two", title="Sănătate", themes=["health"])
    rebuild()

    merge(concept("housing"), concept("work"))

    page = client.get("/en/search/", {"theme": "housing"}).content.decode()
    assert "Acasă" in page
    assert "Sănătate" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "kept", "words"),
    [("housing", "homelessness", "is a theme"), ("housing", "housing", "than the one itself")],
)
def test_what_does_not_fit_is_refused(old, kept, words):
    with pytest.raises(CannotMerge, match=words):
        merge(concept(old), concept(kept))
    assert FormerNotation.objects.count() == 0


def url(name: str, *args) -> str:
    return reverse(f"wagtailsnippets_vocabulary_concept:{name}", args=args)


@pytest.mark.django_db
def test_an_editor_sees_what_will_move_then_merges_and_history_tells(client):
    editor = UserFactory(roles=[EDITOR])
    client.force_login(editor)
    make_practice("one", themes=["housing"])
    old, kept = concept("housing"), concept("work")
    assert url("merge", old.pk) in client.get(url("edit", old.pk)).content.decode()
    assert url("merge", old.pk) in client.get(url("list")).content.decode()

    choice = client.get(url("merge", old.pk)).content.decode()
    assert f'value="{kept.pk}"' in choice
    assert f'value="{concept("homelessness").pk}"' not in choice
    page = client.get(url("merge", old.pk), {"into": kept.pk}).content.decode()
    assert "Practices: main theme: 1" in page
    assert "Terms below it" in page
    assert Concept.objects.filter(notation="housing").exists(), "looking changes nothing"

    answer = client.post(url("merge", old.pk), {"into": kept.pk}, follow=True)

    assert "is part of “Work” now" in answer.content.decode()
    line = ModelLogEntry.objects.get(action="vocabulary.merge")
    assert line.user == editor
    assert "(housing) was merged into it; pages changed: 1" in line.message
    assert client.post(url("merge", old.pk), {"into": kept.pk}, follow=True).status_code == 404
    assert label("housing") == "housing"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [CONTRIBUTOR, MODERATOR])
def test_others_cannot_merge(client, role):
    make_house()
    client.force_login(UserFactory(roles=[role]))
    old = concept("housing")

    answer = client.post(url("merge", old.pk), {"into": concept("work").pk})

    assert answer.status_code in (302, 403)
    assert Concept.objects.filter(notation="housing").exists()


@pytest.mark.django_db
def test_the_form_of_a_term_shows_where_it_is_used(client):
    client.force_login(UserFactory(roles=[EDITOR]))
    practice = make_practice("one", title="Acasă", themes=["housing"])
    make_workshop(themes=["housing"], title="In Cluj")

    page = client.get(url("edit", concept("housing").pk)).content.decode()

    assert "Practices: all themes (1)" in page
    edit = reverse("wagtailadmin_pages:edit", args=[practice.pk])
    assert f'<a href="{edit}">Acasă</a>' in page
    assert ">In Cluj</a>" in page
    assert "Terms below it" in page


@pytest.mark.django_db
def test_the_list_is_a_tree(client):
    client.force_login(UserFactory(roles=[EDITOR]))
    order = tree_order()
    assert order[0] == "housing"
    known = {one.notation: one.broader for one in read_files()}
    for at, name in enumerate(order):
        assert not known[name] or order.index(known[name]) < at

    page = client.get(url("list")).content.decode()

    numbers = dict(Concept.objects.values_list("notation", "pk"))
    shown = re.findall(r'id="snippet_(\d+)_title"', page)
    assert shown == [str(numbers[name]) for name in order[:50]]
    assert "Housing › Homelessness" in page
