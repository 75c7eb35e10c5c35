"""Made-up libraries: the same for the same seed, marked, refused in production, removable."""

from random import Random

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, ReferenceIndex

from content.languages import LANGUAGES
from home.actions import make_house
from network.models import Place
from practices.generation.actions import generate_library, remove_generated
from practices.generation.language import all_languages
from practices.generation.practice import entries
from practices.models import PracticePage
from search.queries import read, search
from search.query import Query
from tests.factories.practices import make_practice, make_translation
from vocabulary.actions import load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_vocabulary()
    return make_house()


def titles() -> list[str]:
    return list(PracticePage.objects.order_by("path").values_list("title", flat=True))


def test_a_library_is_filled_with_published_practices_in_ten_languages(house):
    report = generate_library(150)

    assert report.new == PracticePage.objects.live().count() == 150
    assert set(PracticePage.objects.values_list("language", flat=True)) == set(LANGUAGES)
    assert Page.find_problems() == ([], [], [], [], [])
    house.library.refresh_from_db()
    assert house.library.numchild == 150


def test_the_same_seed_makes_the_same_practices_and_only_once():
    first = [entry.plain() for entry in entries(20, seed=7)]

    assert first == [entry.plain() for entry in entries(30, seed=7)][:20]
    assert first != [entry.plain() for entry in entries(20, seed=8)]
    assert str(generate_library(20, seed=7)) == "20 new, 0 changed, 0 unchanged"
    assert str(generate_library(25, seed=7)) == "5 new, 0 changed, 20 unchanged"


def test_a_library_of_more_than_a_thousand_can_be_made_larger(monkeypatch):
    """SQLite takes no condition with more than a thousand alternatives, one for each page."""
    generate_library(1_001)
    monkeypatch.setattr("practices.generation.actions.REBUILD_FROM", 10**9)
    assert str(generate_library(1_002)) == "1 new, 0 changed, 1001 unchanged"


def test_every_page_says_that_a_program_made_it_up(client):
    generate_library(3)

    for page in PracticePage.objects.all():
        html = client.get(page.in_language("en")).content.decode()
        assert "made up by a program" in html


def test_nothing_is_made_up_about_a_real_town():
    generate_library(40)

    assert set(Place.objects.values_list("region", flat=True)) == {"made-up place"}


def test_frequent_words_come_often_and_all_are_of_their_language():
    languages = all_languages()

    for code, common in {"en": "the", "it": "di", "el": "και", "sl": "je", "ca": "de"}.items():
        words = languages[code].text(Random(1), 4000).lower().replace(".", "").split()
        assert 0.01 < words.count(common) / len(words) < 0.15


def test_made_up_practices_are_found(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        generate_library(5)

    page = PracticePage.objects.exclude(language="sl").first()
    word = max(page.title.replace(":", "").split(), key=len)
    keys = [hit.document.key for hit in search(Query(text=read(word), language="en")).hits]
    assert f"practice:{page.slug}" in keys


def test_removing_takes_out_the_made_up_ones_and_nothing_else(house):
    real = make_practice("real", house=house, tags=("kept",))
    generate_library(30)
    made_up = PracticePage.objects.filter(origin="generated").first()
    make_translation(made_up, "es")

    assert remove_generated() == 30
    assert list(PracticePage.objects.all()) == [real]
    assert list(Place.objects.all()) == [real.place]
    there = {str(pk) for pk in Page.objects.values_list("pk", flat=True)}
    page_type = ReferenceIndex._get_base_content_type(PracticePage)
    references = ReferenceIndex.objects.filter(base_content_type=page_type)
    assert set(references.values_list("object_id", flat=True)) <= there
    assert Page.find_problems() == ([], [], [], [], [])
    assert list(PracticePage.objects.get().tags.names()) == ["kept"]


def test_production_refuses_made_up_practices(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="refused in production"):
        call_command("generate_library", "5")
    with pytest.raises(CommandError, match="refused in production"):
        generate_library(5)
    assert titles() == []


def test_the_command_makes_and_removes(capsys):
    call_command("generate_library", "4", "--seed", "3")
    call_command("generate_library", remove=True)

    assert capsys.readouterr().out.splitlines() == [
        "4 new, 0 changed, 0 unchanged.",
        "4 made-up practices removed.",
    ]


@pytest.mark.parametrize("words", [[], ["0"], ["-1"], ["5", "--remove"]])
def test_a_wrong_count_is_explained(words):
    with pytest.raises((CommandError, SystemExit)):
        call_command("generate_library", *words)
