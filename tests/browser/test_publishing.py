"""What was published is found by a word of its text within two seconds, and not before."""

import json
import secrets
import string
import time

import pytest

SECONDS = 2.0


@pytest.fixture
def found(site):
    """Return what tells whether a word leads to a page, in the library and in the whole site."""

    def look(word: str, slug: str) -> bool:
        places = [site.get(f"/it/{where}/?q={word}") for where in ("library", "search")]
        assert {answer.status for answer in places} == {200}
        hits = {f'href="/it/library/{slug}/"' in answer.text for answer in places}
        assert len(hits) == 1, "library and search disagree"
        return hits.pop()

    return look


def made_up(stem: str) -> str:
    """Return a word that nothing else holds, nor an earlier run on the same site."""
    return stem + "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))


def wait_until_found(found, word: str, slug: str) -> float:
    """Return the seconds until the word leads to the page; at most SECONDS and a bit."""
    began = time.monotonic()
    while not found(word, slug) and time.monotonic() - began < SECONDS + 1:
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_practice_written_by_an_editor_is_found_once_published(member, found):
    word, slug = made_up("quercigliola"), made_up("prova")
    page = member("editor", viewport={"width": 1280, "height": 900})
    page.goto("/admin/pages/search/?q=Library&content_type=practices.practiceindexpage")
    address = page.locator("main a[href$='/edit/']", has_text="Library").get_attribute("href")
    page.goto(address.replace("/edit/", "/add_subpage/"))
    page.locator("#id_title").fill(slug)
    page.locator("#id_language").select_option("it")
    page.locator("#id_summary").fill("Un testo di prova.")
    write_section(page, "Why", f"Qui sta la {word}.")
    choose_place(page, "Cluj")
    page.locator("#id_main_theme").select_option(label="Housing")
    page.get_by_role("button", name="Save draft").first.click()
    page.wait_for_url("**/edit/")
    assert not found(word, slug), "a draft is nobody's business"

    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator(".messages").get_by_text("published").wait_for()
    assert wait_until_found(found, word, slug) < SECONDS


def write_section(page, kind: str, words: str) -> None:
    """Add a section to the story and write into it."""
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type(words)


def choose_place(page, name: str) -> None:
    """Choose a place in the window that Wagtail opens for it."""
    page.locator("#id_place-chooser .unchosen button").click()
    window = page.locator(".modal-body")
    window.locator("input[name=q]").fill(name)
    window.get_by_role("link", name=name).first.click()
    page.locator("#id_place-title", has_text=name).wait_for()


def test_a_practice_imported_from_a_file_is_found_at_once(site, found, tmp_path):
    word, slug = made_up("scarabattolo"), made_up("prova")
    practice = {
        "id": slug,
        "language": "it",
        "title": "Una prova da file",
        "summary": "Un testo di prova.",
        "body": [{"heading": "Il testo", "text": f"Qui sta lo {word}."}],
        "city": "Firenze",
        "country": "IT",
        "themes": ["housing"],
        "target_groups": ["refugees"],
        "lead": "Chi prova",
        "start": "2024",
        "status": "planned",
    }
    path = tmp_path / "practices.json"
    path.write_text(json.dumps([practice]), encoding="utf-8")
    site.manage("import_practices", str(path), "--dry-run")
    assert not found(word, slug), "a dry run changes nothing"
    site.manage("import_practices", str(path))
    assert wait_until_found(found, word, slug) < SECONDS
