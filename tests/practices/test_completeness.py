"""How complete an entry is, told to its author and to the reader."""

import datetime

import pytest

from practices import completeness
from practices.models import PracticePage
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def test_an_entry_with_only_a_summary_tells_none_of_the_ten_things():
    assert make_practice().completeness == 0


def test_each_thing_that_is_filled_in_counts_once():
    practice = make_practice(
        body=[
            {"type": "challenge", "value": "<p>Why</p>"},
            {"type": "context", "value": "<p>Where</p>"},
            {"type": "did_not_work", "value": "<p>Not</p>"},
        ],
        start="2020",
        checked_on=datetime.date(2026, 1, 1),
    )

    assert practice.completeness == 4
    assert [check.code for check in completeness.missing(practice)] == [
        "how", "who", "takes", "money", "results", "lessons"
    ]  # fmt: skip


def test_what_is_missing_is_told_to_the_reader(client):
    make_practice()

    page = client.get("/en/library/one-desk/").content.decode()

    assert "This entry does not tell yet:" in page
    assert "what did not work" in page


def test_derived_values_follow_every_save():
    practice = make_practice(
        themes=("work", "health"), groups=("women", "refugees"), tags=("b", "a")
    )

    assert PracticePage.objects.get(pk=practice.pk).facets == {
        "themes": ["work", "health"],
        "target_groups": ["refugees", "women"],
        "tags": ["a", "b"],
        "added": [],
        "refused": [],
    }
