"""The Atom feed of a search: newest first, lasting identifiers, no more sent than is new."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.cache import caches

from home.actions import make_house
from search.actions import ensure_index
from search.engines import get_engine
from search.exports.feed import ENTRIES
from tests.factories.events import make_workshop
from tests.factories.practices import make_practice, make_translation
from tests.search.conftest import thing

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "https://crocevia.example"


def read(response) -> ElementTree.Element:
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314


def entries(response) -> list[ElementTree.Element]:
    return read(response).findall(f"{ATOM}entry")


def titles(response) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


def test_a_feed_holds_what_the_address_asks_for_newest_first(client, index):
    index(
        thing(1, body="tea", newest=date(2021, 5, 1), facets={"theme": ("work",)}),
        thing(2, body="tea tea", newest=date(2023, 5, 1), facets={"theme": ("work",)}),
        thing(3, body="tea", newest=date(2022, 5, 1), facets={"theme": ("housing",)}),
        thing(4, body="tea", newest=date(2022, 5, 1), facets={"theme": ("work",)}),
    )
    for order in ("", "&sort=checked", "&sort=relevance"):
        response = client.get(f"/en/search/results.atom?q=tea&theme=work{order}")
        assert titles(response) == ["Thing 2", "Thing 4", "Thing 1"]


def test_addresses_are_whole_and_identifiers_last(client, index):
    index(thing(1, newest=date(2021, 5, 1), facets={"theme": ("housing",)}))
    feed = read(client.get("/it/search/results.atom?theme=housing"))
    entry = feed.find(f"{ATOM}entry")
    assert feed.get(LANGUAGE) == "it"
    assert feed.findtext(f"{ATOM}title") == "Crocevia · Casa"
    assert feed.findtext(f"{ATOM}id") == (
        "tag:crocevia.example,2026:it/search/results.atom?theme=housing"
    )
    assert {(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")} == {
        ("alternate", "https://crocevia.example/it/search/?theme=housing"),
        ("self", "https://crocevia.example/it/search/results.atom?theme=housing"),
    }
    assert feed.findtext(f"{ATOM}updated") == "2021-05-01T00:00:00+00:00"
    assert entry.findtext(f"{ATOM}id") == "tag:crocevia.example,2026:thing:1"
    assert entry.find(f"{ATOM}link").get("href") == "https://crocevia.example/it/things/1/"
    assert entry.find(f"{ATOM}category").attrib == {"term": "housing", "label": "Casa"}
    assert entry.find(f"{ATOM}title").get(LANGUAGE) == "en"


def test_an_entry_keeps_its_identifier_in_every_language_and_after_a_rebuild(client, index):
    made = thing(1)
    ids = set()
    for code in ("en", "it", "el"):
        index(made)
        ids.add(entries(client.get(f"/{code}/search/results.atom"))[0].findtext(f"{ATOM}id"))
    assert len(ids) == 1


def test_markup_and_control_characters_in_texts_are_harmless(client, index):
    index(thing(1, title="<b>&amp; ]]>\x01\ufffe</b>", summary="<script>\n\n1</script>"))
    entry = entries(client.get("/en/search/results.atom"))[0]
    assert entry.findtext(f"{ATOM}title") == "<b>&amp; ]]></b>"
    assert entry.findtext(f"{ATOM}summary") == "<script> 1</script>"
    hostile = client.get("/en/search/results.atom?q=%00%01%3Cb%3E%EF%BF%BE&theme=%01")
    assert read(hostile).findtext(f"{ATOM}title") == "Crocevia · “<b>”"


def test_a_feed_ends_somewhere(client, index):
    index(*(thing(n) for n in range(ENTRIES + 5)))
    assert len(entries(client.get("/en/search/results.atom"))) == ENTRIES


def test_a_feed_holds_nothing_that_lacks_a_part_of_the_question(client, index):
    index(thing(1, body="green apples"), thing(2, body="green pears"), thing(3, body="plums"))
    assert client.get("/en/search/?q=pears+plums").context["results"].total == 2
    assert titles(client.get("/en/search/results.atom?q=pears+plums")) == []
    assert titles(client.get("/en/search/results.atom?q=green+apples")) == ["Thing 1"]


def test_an_empty_feed_does_not_change_by_itself(client, index):
    index(thing(1))
    first, second = (client.get("/en/search/results.atom?q=zzzz") for _ in range(2))
    assert first.content == second.content
    assert first.get("Last-Modified") is None


def test_what_a_reader_has_already_is_not_sent_again(client, index):
    index(thing(1, newest=date(2021, 5, 1)))
    address = "/en/search/results.atom"
    first = client.get(address)
    assert first["Last-Modified"] == "Sat, 01 May 2021 00:00:00 GMT"
    for header in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        assert client.get(address, headers=header).status_code == 304
    get_engine().put([thing(2, newest=date(2022, 5, 1))])
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    later = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 200


def test_the_tag_is_the_same_whoever_answers(client, index, settings):
    index(thing(1))
    address = "/en/search/results.atom"
    plain = client.get(address)
    settings.RESPONSE_CACHE_SECONDS = 300
    caches["pages"].clear()
    for _turn in ("made", "kept"):
        answer = client.get(address)
        assert (answer["ETag"], answer["Last-Modified"]) == (plain["ETag"], plain["Last-Modified"])
        assert client.get(address, headers={"If-None-Match": plain["ETag"]}).status_code == 304


def test_lists_name_their_feed_in_the_head(client, index):
    index(thing(1, body="tea", facets={"theme": ("work",)}))
    html = client.get("/en/search/?q=tea&theme=work&sort=checked&page=1").content.decode()
    head = html[: html.index("</head>")]
    assert 'rel="alternate" type="application/atom+xml"' in head
    assert 'href="/en/search/results.atom?q=tea&amp;theme=work&amp;sort=checked"' in head


def test_a_list_without_an_index_names_no_feed(client, things):
    html = client.get("/en/search/?q=tea").content.decode()
    assert "atom+xml" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_entries_cost_no_query(client, index, django_assert_num_queries, count):
    index(*(thing(n, facets={"theme": ("work",)}) for n in range(count)))
    client.get("/en/search/?q=warm")
    with django_assert_num_queries(0):
        client.get("/en/search/results.atom")


@pytest.mark.django_db(transaction=True)
def test_entries_tell_when_they_were_published_and_changed(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    house = make_house()
    ensure_index()
    practice = make_practice(house=house, title="Un ghișeu", lead_name="City")
    translation = make_translation(practice, "es", title="Una ventanilla")
    translation.refresh_from_db()
    day = date(2040, 5, 1)
    workshop = make_workshop(house=house, title="Much later", start=day, end=day)

    found = {
        entry.findtext(f"{ATOM}title"): entry
        for entry in entries(client.get("/es/search/results.atom"))
    }

    entry = found["Una ventanilla"]
    assert entry.find(f"{ATOM}title").get(LANGUAGE) == "es"
    assert entry.findtext(f"{ATOM}published") == practice.first_published_at.isoformat(
        timespec="seconds"
    )
    assert entry.findtext(f"{ATOM}updated") == translation.last_published_at.isoformat(
        timespec="seconds"
    )
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "City"
    assert entry.findtext(f"{ATOM}rights") == "CC BY 4.0"
    assert found["Much later"].findtext(f"{ATOM}published") == (
        workshop.first_published_at.isoformat(timespec="seconds")
    )
    assert len(found) == 2
