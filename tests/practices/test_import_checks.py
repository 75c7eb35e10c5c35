"""Items that are not right: everything that is wrong with them is told, by position and id."""

import pytest

from home.actions import make_house
from network.models import Place
from practices.importing.actions import MOST_SHOWN, ImportRefused, import_practices
from practices.importing.form import Form
from practices.models import PracticePage
from tests.practices.import_files import item
from vocabulary.actions import load_vocabulary

# A term may have a former name, which the database knows.
pytestmark = pytest.mark.django_db

THEMES = [
    "housing",
    "language",
    "work",
    "education",
    "health",
    "participation",
    "reception",
    "governance",
]
GROUPS = ["refugees", "women", "pupils"]


@pytest.fixture
def library(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_vocabulary()
    return make_house().library


def refused(*items) -> list[str]:
    with pytest.raises(ImportRefused) as error:
        import_practices(items)
    assert not PracticePage.objects.exists()
    assert not Place.objects.exists()
    return error.value.problems


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ...}, "«title» is missing."),
        ({"title": None}, "«title» must be text, not null."),
        ({"title": "  "}, "«title» is empty."),
        ({"title": 12}, "«title» must be text, not a number."),
        ({"title": ["One"]}, "«title» must be text, not a list."),
        ({"title": "x" * 256}, "«title» has 256 characters, 255 are allowed."),
        ({"summary": "x" * 601}, "«summary» has 601 characters, 600 are allowed."),
        ({"title": "a\x00b"}, "«title» holds a character that cannot be shown (U+0000)."),
        ({"title": "half \ud83d"}, "«title» holds a character that cannot be shown (U+D83D)."),
        ({"titel": "One"}, "«titel» is not a key of this format; did you mean «title»?"),
        ({"id": "Tilburg Desk"}, "may hold only small letters a to z"),
        ({"id": "../admin"}, "may hold only small letters a to z"),
        (
            {"language": "pt"},
            "«language» «pt» is not known; allowed: en it ro nl fr es el sl de ca.",
        ),
        ({"country": "UK"}, "two capital letters such as RO; did you mean GB?"),
        ({"country": "Netherlands"}, "is not the ISO 3166-1 code"),
        ({"country": "nl"}, "did you mean NL?"),
        ({"themes": []}, "«themes» must have at least 1 of: housing language"),
        ({"themes": "work"}, "«themes» must be a list, not a text."),
        ({"themes": ["work", "sport"]}, "«themes» «sport» is not known; allowed: housing"),
        ({"themes": ["employment"]}, "allowed: housing language work education"),
        ({"themes": [["work"]]}, "«themes» must be text, not a list."),
        ({"target_groups": ["cats", "dogs"]}, "«cats», «dogs» are not known; allowed: refugees"),
        ({"status": "running"}, "allowed: planned pilot ongoing ended unknown."),
        ({"start": 2019}, "«start» must be text, not a number."),
        ({"start": "2019-13"}, "«2019-13» is no date: write 2020, 2020-01 or 2020-01-31."),
        ({"start": "2019-02-30"}, "is no date"),
        ({"start": "19"}, "is no date"),
        ({"start": "0020"}, "is not between 1900 and 2100"),
        ({"start": ...}, "«start» is missing."),
        ({"end": "2018"}, "«end» 2018 is before «start» 2019-05."),
        ({"lat": 200, "lon": 5}, "«lat» must be between -90 and 90."),
        ({"lat": "51.5", "lon": 5}, "«lat» must be a number, not a text."),
        ({"lat": True, "lon": 5}, "«lat» must be a number, not true or false."),
        ({"lat": float("nan"), "lon": 5}, "«lat» must be between"),
        ({"lat": 51.5}, "«lat» and «lon» must come together."),
        ({"body": "text"}, "«body» must be a list, not a text."),
        ({"body": ["text"]}, "section 1 must be an object with heading and text, not a text."),
        ({"body": [{"heading": "A"}]}, "«body» section 1: «text» is missing."),
        ({"body": [{"heading": "A", "text": "B", "n": 1}]}, "section 1: «n» is not known"),
        ({"body": [{"heading": "A" * 161, "text": "B"}]}, "has 161 characters, 160 are allowed."),
        ({"tags": [1]}, "«tags» must be text, not a number."),
        ({"tags": {"a": 1}}, "«tags» must be text or a list of texts, not an object."),
        ({"tags": ["x" * 101]}, "«tags» has 101 characters, 100 are allowed."),
        ({"lead": ["City"]}, "«lead» must be text, not a list."),
        ({"cost_band": "cheap"}, "allowed: under-10k 10k-50k 50k-250k 250k-1m over-1m."),
        ({"evidence": ["monitored", "evaluated"]}, "«evidence» must hold only one of"),
        ({"funding": ["x" * 200, "y" * 200]}, "«funding» has 402 characters, 300 are allowed."),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(values, sentence):
    entry, found = Form(THEMES, GROUPS).read(item(**values))

    assert entry is None
    assert len(found) == 1
    assert sentence in found[0]


@pytest.mark.django_db
def test_position_and_id_name_the_item(library):
    found = refused(item(id="first"), item(id="second", status="x"), "text", {"id": 5})

    assert found[0].startswith("Practice 2 (second): «status»")
    assert found[1] == "Practice 3: It must be an object, not a text."
    assert any(line.startswith("Practice 4: «id» must be text") for line in found)


def test_all_that_is_wrong_with_an_item_is_told_at_once():
    wrong = item(title=..., country="XX", themes=["sport"], colour="red")

    _entry, found = Form(THEMES, GROUPS).read(wrong)

    assert [line.split("«")[1].split("»")[0] for line in found] == [
        "colour", "title", "country", "themes",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_id_may_stand_only_once_in_a_file(library):
    found = refused(item(), item(id="other"), item())

    assert found == ["Practice 3 (tilburg-desk): «id» is also that of practice 1."]


@pytest.mark.django_db
def test_only_the_first_problems_are_shown_and_the_others_counted(library):
    with pytest.raises(ImportRefused) as error:
        import_practices(item(id=f"p-{number}", status="x") for number in range(MOST_SHOWN + 30))

    assert len(error.value.problems) == MOST_SHOWN
    assert error.value.left_out == 30


@pytest.mark.django_db
def test_one_wrong_item_keeps_all_the_others_out(library):
    assert len(refused(item(id="one"), item(id="two", lead=...), item(id="three"))) == 1


@pytest.mark.django_db
def test_a_mistake_in_reading_leaves_nothing_behind(library):
    def items():
        yield item()
        raise RuntimeError("the line broke")

    with pytest.raises(RuntimeError):
        import_practices(items())

    assert not PracticePage.objects.exists()
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_a_site_without_a_library_is_explained(library):
    library.delete()

    with pytest.raises(ImportRefused, match="has no library yet"):
        import_practices([item()])
