"""The main journey without JavaScript, and by keyboard alone: AX-02, AX-03, AX-13, AX-19."""

import pytest

PRACTICE = "/library/cluj-one-stop-shop/"
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const ringed = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  return {
    words: (one.getAttribute("aria-label") || one.textContent || one.name).trim().slice(0, 50),
    // A ring may be drawn around a field and its button together.
    ring: ringed(one) || ringed(one.parentElement),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth,
    where: one.tagName,
  };
}"""


@pytest.fixture
def plain(visitor):
    """Return a tab without JavaScript."""
    return visitor(java_script_enabled=False)


def test_a_visitor_finds_a_practice_who_runs_it_and_where_it_was_shown(plain, site):
    plain.goto("/it/")
    plain.get_by_role("searchbox").fill("ghișeu")
    plain.keyboard.press("Enter")
    plain.locator(f".results a[href='/it{PRACTICE}']").first.click()
    title = plain.get_by_role("heading", level=1)
    assert title.get_attribute("lang") == "ro"
    assert plain.locator("html").get_attribute("lang") == "it"
    plain.locator("main a[href='/it/partners/cluj/']").first.click()
    assert "Cluj" in title.inner_text()
    plain.locator("main a[href='/it/workshops/rw4-cluj-2023/']").first.click()
    assert title.inner_text().startswith('Workshop: "Whole-of-Society approach"')
    address = plain.locator("main a[href$='rw4-cluj-2023/calendar.ics']").first.get_attribute(
        "href"
    )
    calendar = site.get(address)
    assert calendar.status == 200
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in calendar.text


@pytest.mark.parametrize(
    "path", [PRACTICE, "/search/?q=casa&theme=housing", "/workshops/rw4-cluj-2023/", "/about/"]
)
def test_the_language_switch_stays_on_the_page(path, plain):
    plain.goto(f"/en{path}")
    title = plain.locator("main h1").inner_text()
    plain.locator("header details.language-switch:not(.account) summary").click()
    plain.locator("header a[hreflang=it]").click()
    assert plain.url.endswith(f"/it{path}"), plain.url
    assert plain.locator("html").get_attribute("lang") == "it"
    if path == PRACTICE:
        assert plain.locator("main h1").inner_text() == title


def test_facets_narrow_the_list_by_a_button(plain):
    plain.goto("/en/library/")
    choice = plain.locator("label", has=plain.locator("input[name=theme][value=housing]"))
    count = int(choice.locator(".facet__count").inner_text())
    choice.locator("input").check()
    plain.get_by_role("button", name="Apply the filters").click()
    assert "theme=housing" in plain.url
    assert plain.locator("#results").inner_text().startswith(f"{count} ")
    assert plain.locator(".results > li").count() == min(count, 20)
    # A choice does not shrink the counts of its own facet: the other themes can still be added.
    assert choice.locator("input").is_checked()
    assert plain.locator("input[type=checkbox][name=theme]").count() == 8
    plain.locator("ul.chips a[href='/en/library/']").first.click()
    assert "theme=" not in plain.url


def test_pages_of_a_list_follow_each_other(plain):
    plain.goto("/en/library/")
    first = plain.locator(".results h3").all_inner_texts()
    plain.locator("nav.pagination a[rel=next]").click()
    second = plain.locator(".results h3").all_inner_texts()
    assert second
    assert not set(first) & set(second)
    plain.locator("nav.pagination a[rel=prev]").click()
    assert plain.locator(".results h3").all_inner_texts() == first


def test_the_first_tab_is_a_link_to_the_content(plain):
    plain.goto("/it/")
    plain.keyboard.press("Tab")
    focus = plain.evaluate(FOCUS)
    assert focus["words"] == "Vai al contenuto della pagina"
    assert focus["seen"]
    plain.keyboard.press("Enter")
    assert plain.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/it/", "/it/library/", f"/it{PRACTICE}", "/it/accounts/login/"])
def test_the_focus_is_always_seen_on_the_way_through_a_page(path, plain):
    plain.goto(path)
    walked = []
    for _ in range(45):
        plain.keyboard.press("Tab")
        focus = plain.evaluate(FOCUS)
        if focus["where"] == "BODY":
            break
        walked.append(focus)
    assert len(walked) > 12
    assert not [one for one in walked if not one["ring"] or not one["seen"]]


def test_the_journey_goes_by_keyboard_alone(plain):
    plain.goto("/en/")
    go_to(plain, "one.name === 'q'")
    plain.keyboard.type("ghișeu")
    press_enter(plain, "**/search/?q=*")
    go_to(plain, f"one.matches('.results a[href$=\"{PRACTICE}\"]')")
    press_enter(plain, f"**{PRACTICE}")
    go_to(plain, "one.matches('main a[href$=\"/partners/cluj/\"]')")
    press_enter(plain, "**/partners/cluj/")
    go_to(plain, "one.matches('main a[href$=\"/workshops/rw4-cluj-2023/\"]')")
    press_enter(plain, "**/workshops/rw4-cluj-2023/")


def go_to(page, wanted: str) -> None:
    """Press Tab until the focus is on the element for which the JavaScript `wanted` holds."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const one = document.activeElement; return {wanted} }}"):
            return
    raise AssertionError(f"Tab never comes to: {wanted}")


def press_enter(page, address: str) -> None:
    """Press Enter and wait for the page that it leads to."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)
