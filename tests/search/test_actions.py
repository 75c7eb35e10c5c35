"""What editors do reaches the index after commit, and only what anybody may read."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageViewRestriction

from search import actions, upkeep
from search.engines import get_engine
from search.queries import index_ready, read, search
from search.query import Query
from search.suggestions import suggest
from tests.factories.events import make_houses, make_workshop
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(engine_name, django_capture_on_commit_callbacks):
    """An index of the site as it is; work inside `with committed():` is committed at its end."""
    actions.rebuild()
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(text: str = "") -> set[str]:
    query = Query(text=read(text), wanted_facets=("theme", "city"))
    results = search(query)
    assert (results.engine, results.reduced) == (get_engine().name, False)
    return {hit.document.key for hit in results.hits}


def files():
    """Return the files of the embedded index, which every engine has."""
    return get_engine().stores()[0].files


def test_a_published_practice_is_found_by_a_word_of_its_body_and_a_draft_is_not(committed):
    body = [{"type": "challenge", "value": "<p>O felinar pe deal</p>"}]
    with committed():
        page = make_practice("one", live=False, body=body)
    assert found("felinar") == set()
    with committed():
        page.save_revision().publish()
        assert found("felinar") == set()
    assert found("felinar") == {"practice:one"}


def test_a_change_is_found_by_the_new_words_only(committed):
    with committed():
        page = make_practice("one", title="Felinar")
    with committed():
        page.title = "Balcon"
        page.save_revision().publish()
    assert found("felinar") == set()
    assert found("balcon") == {"practice:one"}


def test_an_unpublished_or_deleted_practice_is_gone(committed):
    with committed():
        one, two = make_practice("one"), make_practice("two")
    assert found() == {"practice:one", "practice:two"}
    with committed():
        one.unpublish()
    assert found() == {"practice:two"}
    with committed():
        two.delete()
    assert found() == set()


def test_pages_below_a_deleted_one_are_gone_too(committed):
    with committed():
        make_practice("one")
        page = make_practice("two")
    with committed():
        page.get_parent().specific.delete()
    assert found() == set()


def test_a_page_made_private_leaves_results_counts_and_suggestions_and_comes_back(committed):
    with committed():
        page = make_practice("one", title="Felinar")
    with committed():
        restriction = PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
        )
    results = search(Query(text=read(""), wanted_facets=("theme", "city")))
    assert results.total == 0
    assert not any(results.counts.values())
    assert suggest("felin", "en") == []
    with committed():
        restriction.delete()
    assert found("felinar") == {"practice:one"}


def test_a_new_address_shows_in_results_and_leaves_no_second_one(committed):
    with committed():
        page = make_practice("one")
    with committed():
        page.slug = "uno"
        page.save_revision().publish()
    results = search(Query(text=read("")))
    assert [hit.document.url for hit in results.hits] == ["library/uno/"]


def test_a_change_of_an_address_above_reaches_the_pages_below(committed):
    with committed():
        page = make_practice("one")
    with committed():
        parent = page.get_parent().specific
        parent.slug = "biblioteca"
        parent.save_revision().publish()
    assert [hit.document.url for hit in search(Query()).hits] == ["biblioteca/one/"]


def test_a_workshop_stays_when_one_of_its_languages_goes(committed):
    with committed():
        house = make_houses()
        english = make_workshop(house=house, title="Common ground")
        italian = make_workshop(
            house=house, language="it", translation_of=english, title="Terra comune"
        )
    key = f"workshop:{english.translation_key}"
    assert found("terra") == found("common") == {key}
    with committed():
        italian.delete()
    assert found("terra") == set()
    assert found("common") == {key}


def test_what_is_rolled_back_does_not_reach_the_index(
    committed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False):
        make_practice("one")
    assert found() == set()


def test_the_command_rebuilds_and_says_how_many(committed, capsys):
    make_practice("one")
    call_command("rebuild_search", verbosity=0)
    assert "1 documents indexed" in capsys.readouterr().out
    assert found() == {"practice:one"}
    call_command("rebuild_search", "--if-needed", verbosity=0)
    assert "nothing to do" in capsys.readouterr().out


def test_a_second_rebuild_is_refused_in_words(committed):
    with files().lock(), pytest.raises(CommandError, match="already"):
        call_command("rebuild_search", verbosity=0)


def test_a_missing_index_is_built_at_start_and_a_good_one_is_left(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert not index_ready()
    make_practice("one")
    assert actions.ensure_index() == 1
    assert index_ready()
    assert actions.ensure_index() is None


def test_publishing_works_while_the_index_does_not(committed):
    with committed():
        page = make_practice("one")
    folder = files().folder
    folder.rename(folder.with_name("away"))
    folder.write_text("in the way")
    with committed():
        page.title = "Balcon"
        page.save_revision().publish()
    page.refresh_from_db()
    assert page.title == "Balcon"
    folder.unlink()
    upkeep.look_after()
    assert found("balcon") == {"practice:one"}
