"""The search page and suggestions: state in the address, everything without scripts."""

from datetime import date

import pytest
from django.utils.translation import override

from search.engines import get_engine
from search.state import LIMIT
from tests.search.conftest import thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, index):
    """Put documents into the index and read a page: `page("?q=tea", thing(1), …)`."""

    def read(query: str = "", *documents, language: str = "en"):
        if documents:
            index(*documents)
        return client.get(f"/{language}/search/{query}")

    return read


def results(response):
    return response.context["results"]


def facet(response, name: str):
    return next(one for one in results(response).facets if one.name == name)


def test_results_come_before_facets_and_the_form_works_without_scripts(page):
    html = page("?q=tea", thing(1, body="tea", facets={"theme": ("work",)})).content.decode()
    assert html.index('<ol class="results">') < html.index('<form class="facets"')
    assert '<input type="hidden" name="q" value="tea">' in html
    assert '<input type="checkbox" name="theme" value="work">' in html
    assert "<fieldset" in html
    assert "<script>" not in html
    assert " style=" not in html


def test_words_are_marked_and_markup_in_texts_and_questions_is_harmless(page):
    attack = '"><script>alert(1)</script>'
    html = page(
        "?q=tea+%22%3E%3Cscript%3Ealert(1)%3C/script%3E&theme=%22%3E%3Cscript%3E",
        thing(1, title=f"tea {attack}", summary=attack, city=attack, body="script alert 1 tea"),
    ).content.decode()
    assert "<mark>tea</mark>" in html
    assert "<script>alert" not in html
    assert '"><script' not in html


def test_a_chosen_facet_is_a_chip_that_takes_it_away_again(page):
    made = [thing(n, body="tea", facets={"theme": ("work", "housing")}) for n in range(3)]
    response = page("?q=tea&theme=work&theme=housing", *made)
    chips = results(response).chips
    assert [(chip.label, chip.url) for chip in chips] == [
        ("Work", "/en/search/?q=tea&theme=housing"),
        ("Housing", "/en/search/?q=tea&theme=work"),
    ]
    assert "checked" in response.content.decode()


def test_values_of_facets_are_named_in_the_readers_language(page):
    response = page("", thing(1, facets={"theme": ("housing",)}), language="it")
    assert facet(response, "theme").values[0].label == "Casa"


def test_a_scale_keeps_its_order_and_other_facets_go_by_count(page):
    levels = ["high", "high", "low"]
    themes = [("work",), ("housing", "work"), ("work",)]
    made = [
        thing(n, facets={"level": (levels[n],), "theme": themes[n]}, city="Roma") for n in range(3)
    ]
    response = page("", *made)
    assert [v.value for v in facet(response, "level").values] == ["low", "high"]
    assert [v.value for v in facet(response, "theme").values] == ["work", "housing"]


def test_unknown_facets_values_orders_and_pages_are_dropped(page):
    made = thing(1, body="tea")
    for query in ("?theme=nonsense", "?nonsense=1", "?sort=nonsense", "?page=-4", "?page=x",
                  "?page=" + "9" * 5000, "?page=٣", "?theme=%00"):  # fmt: skip
        response = page(query, made)
        assert response.status_code == 200
        assert results(response).total == 1
        assert results(response).chips == ()


def test_pages_are_links_that_keep_the_question(page):
    made = [thing(n, body="tea", facets={"theme": ("work",)}) for n in range(LIMIT * 3)]
    response = page("?q=tea&theme=work&sort=newest&page=2", *made)
    pages = results(response).pages
    assert pages["previous"] == "/en/search/?q=tea&theme=work&sort=newest"
    assert pages["next"] == "/en/search/?q=tea&theme=work&sort=newest&page=3"
    assert [item.get("number") for item in pages["numbers"]] == [1, 2, 3]
    assert len(results(response).rows) == LIMIT


def test_orders_are_links(page):
    response = page("?q=tea", thing(1, body="tea", checked=date(2024, 1, 1)))
    assert [(s["url"], s["current"]) for s in results(response).sorts] == [
        ("/en/search/?q=tea&sort=relevance", True),
        ("/en/search/?q=tea&sort=newest", False),
        ("/en/search/?q=tea&sort=checked", False),
    ]
    assert next(s["url"] for s in results(page("")).sorts) == "/en/search/?sort=newest"


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_no_query_for_its_rows(
    client, index, django_assert_max_num_queries, count
):
    index(*(thing(n, body="tea", facets={"theme": ("work",)}) for n in range(count)))
    client.get("/en/search/?q=warm")
    with django_assert_max_num_queries(2):
        client.get("/en/search/?q=tea&theme=work")


def test_nothing_found_says_what_to_do(page):
    html = page("?q=lantern&theme=work", thing(1, body="tea", facets={"theme": ("work",)}))
    text = html.content.decode()
    assert "Nothing found for “lantern”" in text
    assert 'href="/en/search/?q=lantern"' in text
    assert 'href="/en/search/"' in text


def test_what_was_cut_or_ignored_is_said(page):
    made = thing(1, body="tea")
    assert "left out" in page(f"?q={'tea+' * 15}", made).content.decode()
    assert "longer than 200 characters" in page(f"?q={'t' * 300}").content.decode()
    assert "Too common" in page("?q=the+tea").content.decode()
    assert "Atlantis" in page("?q=city:Atlantis").content.decode()
    assert "no word in your question" in page("?q=%F0%9F%8F%A0").content.decode()


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, '"' * 999, "🏠🏠", "OR OR OR", "-" * 500, "東京", "%00", "a:b:c", "'; --"],
)
def test_any_text_in_the_box_is_answered(client, index, text):
    index(thing(1, body="tea"))
    assert client.get("/en/search/", {"q": text}).status_code == 200
    assert client.get("/en/search/suggest/", {"q": text}).status_code == 200


def test_without_an_index_the_page_says_so(client, things):
    response = client.get("/en/search/?q=tea")
    assert response.status_code == 503
    assert "try again" in response.content.decode()
    assert client.get("/en/search/suggest/?q=tea").json() == {"results": []}


def test_a_result_leads_to_the_page_in_the_readers_language(page):
    row = {"urls": {"it": "cose/uno/"}}
    made = thing(1, title="Tea", row=row)
    assert 'href="/en/things/1/"' in page("", made).content.decode()
    assert 'href="/it/cose/uno/"' in page("", language="it").content.decode()


def test_foreign_titles_and_summaries_carry_their_language(page):
    html = page("", thing(1, language="el", title="Στέγαση", summary="Σπίτια")).content.decode()
    assert '<h3 lang="el">' in html
    assert '<p class="result__summary" lang="el">' in html


def test_suggestions_offer_places_concepts_and_titles(client, index):
    index(
        thing(1, title="Casa comune", city="Cascais", facets={"theme": ("housing",)}),
        thing(2, title="La mia casa"),
        thing(3, title="Orto"),
    )
    found = client.get("/it/search/suggest/?q=cas").json()["results"]
    assert [(one["text"], one["url"]) for one in found] == [
        ("Casa", "/it/search/?theme=housing"),
        ("Cascais", "/it/search/?city=Cascais"),
        ("Casa comune", "/it/things/1/"),
        ("La mia casa", "/it/things/2/"),
    ]


def test_suggestions_know_names_of_values_in_other_languages(client, index):
    index(thing(1, facets={"theme": ("housing",)}))
    found = client.get("/en/search/suggest/?q=CAS").json()["results"]
    assert [(one["text"], one["found"], one["found_language"]) for one in found] == [
        ("Housing", "Casa", "Italian")
    ]


def test_suggestions_never_name_what_is_hidden(client, index):
    index(thing(1, title="Open"), thing(2, title="Secret plan", city="Secretville", public=False))
    get_engine().put([thing(1, title="Secret too", public=False)])
    assert client.get("/en/search/suggest/?q=secret").json() == {"results": []}


def test_suggestions_are_plain_links_on_the_page(page):
    html = page("?q=cascai", thing(1, title="Tea", city="Cascais")).content.decode()
    assert "Straight to:" in html
    assert 'href="/en/search/?city=Cascais"' in html


def test_labels_of_other_threads_languages_do_not_leak(page):
    page("", thing(1, facets={"theme": ("housing",)}), language="it")
    with override("en"):
        assert facet(page(""), "theme").values[0].label == "Housing"
