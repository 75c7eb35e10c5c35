"""What an import makes of right items: pages as if an editor had published them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, PageLogEntry, PageViewRestriction, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from home.actions import make_house
from network.models import PartnerPage, Place
from practices.importing import actions
from practices.importing.actions import import_practices
from practices.models import PracticePage
from search.actions import rebuild
from search.models import Change
from search.queries import read, search
from search.query import Query
from tests.factories.network import make_partner
from tests.factories.practices import make_place
from tests.practices.import_files import file_of, item
from vocabulary.actions import load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_vocabulary()
    return make_house()


def imported(**values) -> PracticePage:
    import_practices([item(**values)])
    return PracticePage.objects.get(slug=values.get("id", "tilburg-desk"))


def section(page: PracticePage, kind: str) -> str:
    return next(str(block.value) for block in page.body if block.block_type == kind)


def test_a_practice_is_a_published_page_under_the_library(house, client):
    page = imported()

    assert page.get_parent().pk == house.library.pk
    assert (page.title, page.language, page.status) == ("Eén loket", "nl", "ongoing")
    assert (page.start, page.end, page.origin) == ("2019-05", "", "imported")
    assert (page.main_theme.notation, page.facets["themes"]) == ("work", ["work", "housing"])
    assert [one.notation for one in page.target_groups.all()] == ["refugees"]
    assert (page.lead, page.lead_name) == (None, "Gemeente Tilburg")
    assert (
        "Zoeken naar het goede kantoor" in client.get("/it/library/tilburg-desk/").content.decode()
    )


def test_the_tree_is_as_treebeard_would_have_made_it(house):
    import_practices([item(id=f"p-{number}") for number in range(3)])

    assert Page.find_problems() == ([], [], [], [], [])
    house.library.refresh_from_db()
    assert house.library.numchild == 3
    added = house.library.add_child(instance=_copy("one-more"))
    assert added.path > PracticePage.objects.get(slug="p-2").path


def _copy(slug: str) -> PracticePage:
    page = PracticePage.objects.get(slug="p-0")
    page.pk = page.id = page.page_ptr_id = None
    page.slug, page.translation_key, page._state.adding = slug, None, True
    page.live_revision = page.latest_revision = None
    page.translation_key = "8a2cde4f-3a0b-4f0e-9f53-0c3c2d3b1a77"
    return page


def test_what_wagtail_keeps_beside_a_page_is_what_a_save_would_have_kept():
    make_partner("gemeente-tilburg", title="Gemeente Tilburg")
    page = imported(partners=["Gemeente Tilburg", "De Wijk"], tags=["loket", "digitaal"])
    references = _references(page)

    page.save()

    assert references == _references(page)
    assert {path.split(".")[0] for path, _to in references} >= {"place", "lead", "partners"}


def _references(page: PracticePage) -> set[tuple[str, str]]:
    rows = ReferenceIndex.get_references_for_object(page)
    return {(row.content_path, row.to_object_id) for row in rows}


def test_an_editor_finds_a_revision_and_a_line_in_the_history(admin_client):
    page = imported()

    revision = Revision.objects.get(object_id=str(page.pk))
    assert page.latest_revision == page.live_revision == revision
    assert revision.as_object().title == "Eén loket"
    assert not page.has_unpublished_changes
    assert PageLogEntry.objects.get(page=page).revision == revision
    edit = admin_client.get(f"/admin/pages/{page.pk}/edit/")
    history = admin_client.get(f"/admin/pages/{page.pk}/history/")
    assert edit.status_code == history.status_code == 200
    assert "Imported from a file" in history.content.decode()


def test_the_admin_search_finds_it_by_its_title():
    page = imported()

    assert page in PracticePage.objects.search("loket")


def test_an_import_leaves_one_line_on_the_library(house):
    import_practices([item(id="one"), item(id="two")])

    entry = PageLogEntry.objects.get(page=house.library, action="practices.import")
    assert entry.data == {"new": 2, "changed": 0, "unchanged": 0}


# ---------------------------------------------------------------- once more


def test_the_same_file_again_changes_nothing(django_capture_on_commit_callbacks):
    rich = item(
        partners=["De Wijk"], tags=["Loket", "digitaal"], sources=["https://example.org/a", "K"],
        results=["Een", "Twee"], lessons="Begin klein", funding=["AMIF", "stad"], lat=51.5, lon=5.1,
        region="Brabant", evidence=["monitored", "Een rapport."], cost_band="10k-50k",
    )  # fmt: skip
    import_practices([rich, item(id="plain")])
    before = list(Page.objects.order_by("pk").values())

    report = import_practices([rich, item(id="plain")])

    assert str(report) == "0 new, 0 changed, 2 unchanged"
    assert list(Page.objects.order_by("pk").values()) == before
    assert Revision.objects.filter(object_str="Eén loket").count() == 2


def test_an_unchanged_text_stays_even_if_an_editor_saved_it():
    page = imported()
    page.body = [
        ("other", {"heading": block["value"]["heading"],
                   "text": block["value"]["text"].replace("<p>", '<p data-block-key="abc12">')})
        for block in page.body.raw_data
    ]  # fmt: skip
    page.save()

    assert import_practices([item()]).unchanged == 1


def test_a_changed_item_updates_and_publishes_its_practice():
    first = imported(tags=["loket"], partners=["De Wijk"])
    report = import_practices([item(title="Twee loketten", tags=["balie"], partners=[])])
    page = PracticePage.objects.get(pk=first.pk)

    assert str(report) == "0 new, 1 changed, 0 unchanged"
    assert (page.title, page.draft_title, page.slug) == ("Twee loketten",) * 2 + ("tilburg-desk",)
    assert (page.facets["tags"], list(page.partners.all())) == (["balie"], [])
    assert page.last_published_at > first.last_published_at
    assert page.first_published_at == first.first_published_at
    assert page.path == first.path
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 2
    assert page.latest_revision.as_object().title == "Twee loketten"


def test_what_the_file_does_not_speak_of_stays():
    page = imported(funding="AMIF", results="Goed", tags=["loket"])
    page.staff_band, page.unknown = "1-3", "Alles"
    page.contacts = [
        ("contact", {"name": "A", "role": "", "email": "", "languages": "", "agreed": True})
    ]
    page.save_revision().publish()

    import_practices([item(summary="Anders.")])
    page = PracticePage.objects.get(pk=page.pk)

    assert page.summary == "Anders."
    assert (page.funding, page.staff_band, page.unknown) == ("AMIF", "1-3", "Alles")
    assert section(page, "results") == "<p>Goed</p>"
    assert (page.facets["tags"], page.contacts[0].value["name"]) == (["loket"], "A")


def test_a_practice_that_was_taken_down_is_published_again():
    imported().unpublish()

    assert str(import_practices([item()])) == "0 new, 1 changed, 0 unchanged"
    assert PracticePage.objects.get().live


def test_a_draft_in_the_drawer_gives_way_to_the_file():
    page = imported()
    page.title = "Ontwerp"
    page.save_revision()

    import_practices([item(title="Uit het bestand")])

    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Uit het bestand"
    assert not page.has_unpublished_changes


def test_a_dry_run_counts_and_writes_nothing(house):
    imported()
    before = list(Page.objects.order_by("pk").values())

    report = import_practices([item(), item(id="new", city="Breda", tags=["nieuw"])], dry_run=True)

    assert str(report) == "Dry run, nothing written: 1 new, 0 changed, 1 unchanged"
    assert list(Page.objects.order_by("pk").values()) == before
    assert not Place.objects.filter(name="Breda").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_practices(count, django_assert_num_queries):
    import_practices([item(id="before", tags=["loket"])])
    items = [item(id=f"p-{number}", tags=["loket"], title="A") for number in range(count)]

    # On SQLite Wagtail's own index for the editors' room asks once more before it writes.
    with django_assert_num_queries(31 if connection.vendor == "sqlite" else 30):
        import_practices(items)
    with django_assert_num_queries(20):
        import_practices(items)


# ---------------------------------------------------------------- what values become


def test_the_lead_and_the_partners_are_linked_to_pages_of_their_name():
    city = make_partner("gemeente-tilburg", title="Gemeente Tilburg")
    page = imported(lead="GEMEENTE tilburg", partners=["Gemeente Tilburg", "De Wijk"])

    assert (page.lead.pk, page.lead_name) == (city.pk, "")
    assert [(one.partner_id, one.name) for one in page.partners.all()] == [
        (city.pk, ""), (None, "De Wijk"),
    ]  # fmt: skip
    assert PartnerPage.objects.count() == 1


def test_a_known_place_is_used_under_any_of_its_names():
    place = make_place("Wien", "AT")
    place.names.create(language="en", name="Vienna")
    place.save()

    assert imported(city="vienna", country="AT").place_id == place.pk
    assert imported(id="two", city="Wien", country="AT").place_id == place.pk
    assert Place.objects.count() == 1


def test_a_new_place_is_made_once_for_all_that_lie_in_it():
    import_practices(
        item(id=f"p-{number}", city="Breda", lat=51.6, lon=4.8, region="Brabant")
        for number in range(3)
    )

    place = Place.objects.get()
    assert (place.name, place.country, place.lat, place.region) == ("Breda", "NL", 51.6, "Brabant")
    assert place.practices.count() == 3


def test_a_place_made_by_an_import_is_like_one_that_was_saved():
    place = imported(city="Škofja Loka", country="SI").place
    before = (place.slug, place.labels, place.spellings)

    place.save()

    assert before == (place.slug, place.labels, place.spellings)
    assert before[0] == "si-skofja-loka"
    assert place in get_search_backend().autocomplete("skofja", Place)


def test_text_becomes_paragraphs_and_lists():
    page = imported(body=[{"heading": "Hoe", "text": "Eerst.\nDan.\n\n- een\n- twee\n\nKlaar."}])

    value = page.body[0].value
    assert (page.body[0].block_type, value["heading"]) == ("other", "Hoe")
    assert str(value["text"].source) == (
        "<p>Eerst.<br/>Dan.</p><ul><li>een</li><li>twee</li></ul><p>Klaar.</p>"
    )


def test_hostile_text_is_shown_and_not_run(client):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    imported(
        title=evil, summary=evil, body=[{"heading": evil, "text": evil}], tags=[evil[:90]],
        lead=evil, results=[evil, evil], lessons=evil, funding=evil, partners=[evil],
        sources=[evil, "javascript:alert(3)", "https://example.org/\"onmouseover=alert(4)"],
    )  # fmt: skip

    html = client.get("/en/library/tilburg-desk/").content.decode()

    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert '"onmouseover' not in html


def test_results_lessons_and_words_about_evidence_become_sections():
    page = imported(results=["40 mensen", "Minder wachten"], lessons="Begin klein",
                    evidence=["evaluated", "Een universiteit keek mee."])  # fmt: skip

    assert page.evidence == "evaluated"
    assert section(page, "results") == (
        "<ul><li>40 mensen</li><li>Minder wachten</li></ul><p>Een universiteit keek mee.</p>"
    )
    assert section(page, "lessons") == "<p>Begin klein</p>"


def test_sources_are_addresses_words_or_both():
    page = imported(
        sources=["https://example.org/a.", "Krant, 3 mei: https://example.org/b", "Boek"]
    )

    assert [(one.value["title"], one.value["url"]) for one in page.sources] == [
        ("", "https://example.org/a"), ("Krant, 3 mei", "https://example.org/b"), ("Boek", ""),
    ]  # fmt: skip


def test_tags_count_once_whatever_their_capitals():
    imported(tags="Loket, loket, één-loket")
    page = imported(id="two", tags=["LOKET", "!!!"])

    assert page.facets["tags"] == ["!!!", "Loket"]
    assert PracticePage.objects.get(slug="tilburg-desk").facets["tags"] == ["Loket", "één-loket"]


# ---------------------------------------------------------------- afterwards


def found(words: str) -> list[str]:
    results = search(Query(text=read(words), language="en"))
    return [hit.document.key for hit in results.hits]


def test_it_is_found_by_a_word_of_its_body_once_all_is_committed(
    django_capture_on_commit_callbacks,
):
    rebuild()
    with django_capture_on_commit_callbacks(execute=True):
        imported()
        assert found("kantoor") == []

    assert found("kantoor") == ["practice:tilburg-desk"]


def test_of_very_many_the_index_is_made_anew_and_forgets_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(actions, "MANY", 2)
    imported(id="old", title="Sovrapporsi")
    rebuild()
    told = []
    with django_capture_on_commit_callbacks(execute=True):
        report = import_practices(
            [item(id=f"one-{number}", title=f"Quillwright {number}") for number in range(6)],
            progress=lambda *step: told.append(step),
        )

    assert report.index_problem == ""
    assert len(found("Quillwright")) == 6
    assert found("Sovrapporsi") == ["practice:old"]
    assert told[-1][0] == actions.INDEXING and told[-1][1] == told[-1][2]
    assert not Change.objects.filter(store="embedded").exists()


def test_a_changed_practice_is_found_by_its_new_words_only(django_capture_on_commit_callbacks):
    for word in ("kantoor", "fietsenstalling"):
        with django_capture_on_commit_callbacks(execute=True):
            imported(body=[{"heading": "Waar", "text": word}])

    assert found("fietsenstalling") == ["practice:tilburg-desk"]
    assert found("kantoor") == []


def test_in_a_restricted_library_nothing_is_found(house, django_capture_on_commit_callbacks):
    rebuild()
    PageViewRestriction.objects.create(page=house.library, restriction_type="login")
    with django_capture_on_commit_callbacks(execute=True):
        imported()

    assert found("kantoor") == []


def test_the_command_says_what_it_did(tmp_path, capsys):
    path = str(file_of(tmp_path, item(), item(id="two")))

    call_command("import_practices", path, dry_run=True)
    call_command("import_practices", path)
    call_command("import_practices", path)

    assert capsys.readouterr().out.splitlines() == [
        "Dry run, nothing written: 2 new, 0 changed, 0 unchanged.",
        "2 new, 0 changed, 0 unchanged.",
        "0 new, 0 changed, 2 unchanged.",
    ]


def test_the_command_tells_all_problems_and_imports_nothing(tmp_path):
    path = file_of(tmp_path, item(), item(id="two", status="x", colour="red"))

    with pytest.raises(CommandError) as error:
        call_command("import_practices", str(path), verbosity=0)

    lines = str(error.value).splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["Practice 2 (two)"] * 2
    assert lines[-1] == "Nothing was imported."
    assert not PracticePage.objects.exists()


def test_more_items_than_a_batch_are_all_written():
    report = import_practices(item(id=f"p-{number}") for number in range(250))

    assert report.new == 250
    assert PracticePage.objects.live().count() == 250
    assert Page.find_problems() == ([], [], [], [], [])
