"""A process gets ready for its first question."""

import gc
import os
import sys
import threading

import pytest

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


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities on Linux only")
def test_the_thread_that_looks_after_the_indexes_makes_way_alone():
    found = []

    def look() -> None:
        upkeep._make_way()
        upkeep._make_way()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert found == [max(before, upkeep.MAKES_WAY)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
