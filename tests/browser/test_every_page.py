"""What holds for every page type: valid HTML, small, in its language, help in the same place.

AX-04 (languages), AX-10 (sign-in), AX-11 (consistent help), AX-12 (map as list), AX-20 (statement).
"""

import json
import re
import subprocess

import pytest
from bs4 import BeautifulSoup

from content.languages import LANGUAGES
from tests import services
from tests.browser.pages import ALL, ANONYMOUS, PUBLIC, PageType

MOST_BYTES = 60 * 1024


@pytest.mark.services("html checker")
def test_the_html_checker_finds_no_error(site, member, tmp_path):
    for kind in ALL:
        for language in ("it", "el"):
            html = source(kind, language, site, member)
            (tmp_path / f"{kind}-{language}.html").write_text(html, encoding="utf-8")
    found = check_html(sorted(str(path) for path in tmp_path.iterdir()))
    assert not found, "\n".join(found)


def source(kind: PageType, language: str, site, member) -> str:
    """Return the HTML of a page as the server sends it."""
    if not kind.role:
        return site.get(kind.address(language)).text
    return member(kind.role).context.request.get(kind.address(language)).text()


def check_html(paths: list[str]) -> list[str]:
    """Return what the checker says of the files: errors and warnings, a line each."""
    jar = services.address("html checker")
    command = ["java", "-Xss2m", "-jar", jar, "--stdout", "--format", "json", *paths]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120)
    messages = json.loads(answer.stdout)["messages"]
    return [
        f"{one['url'].rpartition('/')[2]}: {one['message']} {one.get('extract', '')!r}"
        for one in messages
        if one["type"] == "error"
    ]


@pytest.mark.parametrize("kind", ANONYMOUS, ids=str)
def test_html_weighs_at_most_sixty_kilobytes(kind, site):
    answers = {code: site.get(kind.address(code)) for code in ("en", "el")}
    assert {answer.status for answer in answers.values()} == {kind.status}
    sizes = {code: len(answer.bytes) for code, answer in answers.items()}
    assert max(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("kind", ANONYMOUS, ids=str)
def test_styles_and_scripts_weigh_at_most_sixty_kilobytes(kind, site):
    page = BeautifulSoup(site.get(kind.address("en")).text, "html.parser")
    files = [link["href"] for link in page.select("link[rel~=stylesheet], link[rel=modulepreload]")]
    files += [script["src"] for script in page.select("script[src]")]
    assert files
    answers = [site.get(path, **{"Accept-Encoding": "gzip"}) for path in files]
    assert {answer.headers.get("content-encoding") for answer in answers} == {"gzip"}
    assert sum(len(answer.bytes) for answer in answers) <= MOST_BYTES
    # A file that brings another in would bring weight that is not counted here.
    texts = [site.get(path).text for path in files]
    assert not [text for text in texts if re.search(r"@import|^import ", text, re.MULTILINE)]


@pytest.mark.parametrize("kind", ANONYMOUS, ids=str)
def test_pages_answer_in_every_language(kind, site):
    for code in LANGUAGES:
        answer = site.get(kind.address(code))
        assert answer.status == kind.status, code
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.html["lang"] == code
        assert len(page.select("h1")) == 1, code
        assert page.title.string.strip().endswith("Crocevia"), code


@pytest.mark.parametrize("kind", ANONYMOUS, ids=str)
def test_help_is_in_the_same_place_on_all_pages(kind, site):
    page = BeautifulSoup(site.get(kind.address("it")).text, "html.parser")
    links = [link.get("href") for link in page.select("footer a")]
    wanted = ["/it/about/", "/it/contact/", "/it/accessibility/", "/it/privacy/", "/it/terms/"]
    places = [links.index(address, links.index("/it/contact/") - 1) for address in wanted]
    assert places == sorted(places)


def test_the_accessibility_statement_stands_in_every_language(site):
    for code in LANGUAGES:
        assert site.get(f"/{code}/accessibility/").status == 200


def test_results_say_which_language_they_are_in(site):
    page = BeautifulSoup(site.get("/it/library/?sort=title").text, "html.parser")
    results = page.select(".results > li")
    assert results
    for result in results:
        link = result.select_one("h3 a")
        said = (
            result.select_one("h3")["lang"] if result.select_one("h3[lang]") else link.get("lang")
        )
        entry = BeautifulSoup(site.get(link["href"]).text, "html.parser")
        assert (said or "it") == entry.h1["lang"], link["href"]


def test_names_of_languages_are_marked_as_theirs(site):
    page = BeautifulSoup(site.get("/it/").text, "html.parser")
    switch = page.select("header a[hreflang]")
    assert [link["lang"] for link in switch] == list(LANGUAGES)


@pytest.mark.parametrize("path", ["/en/", "/en/partners/", "/en/library/"])
def test_what_the_map_shows_stands_in_a_list_too(path, site):
    page = BeautifulSoup(site.get(path).text, "html.parser")
    shown = {link["href"] for link in page.select("svg[viewbox] a[href], svg[viewBox] a[href]")}
    assert shown or path == "/en/"
    said = {link["href"] for link in page.select("main a[href]") if not link.find_parent("svg")}
    assert shown <= said


def test_signing_in_helps_password_managers(site):
    page = BeautifulSoup(site.get("/en/accounts/login/").text, "html.parser")
    assert page.select_one("input[name=login]")["autocomplete"] in ("email", "username")
    assert page.select_one("input[name=password]")["autocomplete"] == "current-password"


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_public_pages_have_no_inline_code_and_no_foreign_parts(kind, site):
    answer = site.get(kind.address("en"))
    page = BeautifulSoup(answer.text, "html.parser")
    assert not page.select("[style], style")
    inline = [one for one in page.select("script:not([src])") if "json" not in one.get("type", "")]
    assert not inline
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    # What only names something is never fetched.
    named = "[rel=canonical], [rel=alternate], [rel=license], [rel^='schema.']"
    parts = [
        one.get("src") or one.get("href") for one in page.select(f"[src], link:not({named})[href]")
    ]
    assert not [path for path in parts if not path.startswith(("/", "data:", site.url))]
    assert "default-src 'self'" in answer.headers["content-security-policy"]
