"""A new name of a term is found in texts that were there before it."""

from datetime import timedelta

import pytest

from practices.search import document_for
from search import changes, receivers, upkeep
from search.actions import rebuild
from search.models import Change
from search.queries import read, search
from search.query import Query
from tests.factories.practices import make_practice
from vocabulary.models import ConceptLabels

pytestmark = pytest.mark.django_db


def found() -> int:
    return search(Query(text=read("housing"), language="en", types=("practice",))).total


def add_name(text: str) -> None:
    """Give the term "housing" one more Dutch name, as an editor does."""
    labels = ConceptLabels.objects.get(concept__notation="housing", language="nl")
    labels.alternative += f"\n{text}"
    labels.save()


@pytest.fixture
def text(monkeypatch):
    """A Dutch text about housing, in a word that nobody has told the thesaurus yet."""
    monkeypatch.setattr(receivers._Noted, "at", 0.0)
    page = make_practice(
        title="Kwibuslo", summary="Een kwibuslo.", language="nl", themes=("health",)
    )
    rebuild()
    Change.objects.all().delete()
    assert document_for(page.pk) is not None
    return page


def test_texts_are_read_again_when_the_names_have_been_left_alone(
    text, django_capture_on_commit_callbacks
):
    assert found() == 0
    with django_capture_on_commit_callbacks(execute=True):
        add_name("kwibuslo")

    upkeep.look_after()
    assert found() == 0  # An editor may be typing still.

    Change.objects.update(noted_at=changes.timezone.now() - changes.QUIET - timedelta(seconds=1))
    upkeep.look_after()

    assert found() == 1
    assert not Change.objects.exists()


def test_meanwhile_the_index_is_not_behind(text, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add_name("kwibuslo")
    Change.objects.update(noted_at=changes.timezone.now() - timedelta(hours=1))

    assert not changes._is_behind()
    assert changes.waiting("embedded").changes == 0


def test_many_changes_at_once_are_noted_once(text, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            add_name(f"kwibuslo {number}")

    assert Change.objects.filter(store="embedded", model=changes.LABELS).count() == 1
