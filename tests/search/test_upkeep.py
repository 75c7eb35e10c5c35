"""A process gets ready for its first question."""

import gc

from search import upkeep
from search.analysis import LANGUAGES
from search.concepts import Thesaurus, provide
from search.labels import Label
from search.meaning import Reading


def test_a_list_that_is_asked_nothing_waits_for_no_labels():
    terms = Thesaurus((Label("housing", "en", "housing"),))

    assert Reading((), "en", {}, terms).segments == ()
    assert not terms._matchers
    assert Reading(("housing",), "en", {}, terms).segments
    assert terms._matchers


def test_a_new_process_learns_all_languages_in_the_background(settings, monkeypatch, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SEARCH_UPKEEP = True
    monkeypatch.setattr(upkeep, "FIRST_PAGE_SECONDS", 0)
    terms = Thesaurus((Label("housing", "en", "housing"),))
    provide(lambda: terms)

    thread = upkeep.prepare()

    assert thread is not None
    thread.join(30)
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert set(terms._matchers) == set(LANGUAGES)
    assert "_word_set" in vars(terms)
    assert frozen > 0
