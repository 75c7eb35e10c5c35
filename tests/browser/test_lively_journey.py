"""What JavaScript adds; nothing on the way complains or asks another host: AX-13, AX-18."""

import re

import pytest

from tests.browser.pages import ALL

PRACTICE = "/en/library/cluj-one-stop-shop/"


@pytest.fixture
def watched(visitor, site):
    """Return what opens a tab, and the list of all that went wrong in any of them."""
    wrong: list[str] = []

    def opened(**options):
        page = visitor(**options)
        watch(page, site, wrong)
        return page

    yield opened, wrong
    assert not wrong, "\n".join(wrong)


def watch(page, site, wrong: list[str]) -> None:
    """Write into `wrong` what the console, the network and the page's own rules complain about."""
    own = (site.url, "data:", "blob:")

    def said(message) -> None:
        # The browser reports the status of the page itself there, which the tests look at anyway.
        if message.type in ("error", "warning") and "the server responded" not in message.text:
            wrong.append(f"{page.url} console: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"{page.url} error: {error}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(own) else wrong.append(request.url),
    )
    page.on("response", lambda answer: answer.status >= 500 and wrong.append(answer.url))


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_pages_are_quiet_and_ask_no_other_host(kind, visitor, member, site):
    page, wrong = member(kind.role) if kind.role else visitor(), []
    watch(page, site, wrong)
    page.goto(kind.address("fr"))
    page.locator("main").wait_for()
    assert not wrong, "\n".join(wrong)


def test_the_whole_journey_is_quiet(watched):
    page, _wrong = watched[0](), watched[1]
    page.goto("/en/")
    page.locator("main input[name=q]").fill("ghișeu")
    page.keyboard.press("Enter")
    page.locator(f".results a[href='{PRACTICE}']").first.click()
    page.locator("main a[href='/en/partners/cluj/']").first.click()
    page.locator("main a[href='/en/workshops/rw4-cluj-2023/']").first.click()
    page.locator("header details.language-switch summary").click()
    page.locator("header a[hreflang=it]").click()
    page.wait_for_url("**/it/workshops/rw4-cluj-2023/")


def test_suggestions_are_chosen_by_keyboard(watched):
    page = watched[0]()
    page.goto("/en/")
    field = page.get_by_role("combobox")
    field.press_sequentially("clu")
    page.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "clu"
    field.press_sequentially("j")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    target = page.locator("[role=option][aria-selected=true]").get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(lambda url: url.endswith(target))
    assert page.locator("main h1").is_visible()


def test_a_word_of_another_language_offers_the_topic_and_keys_work_as_readers_expect(watched):
    page = watched[0](viewport={"width": 320, "height": 640})
    page.goto("/en/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("statushouder")
    page.get_by_role("option", name="Refugees (statushouders, Dutch) Topic").wait_for()
    options = page.get_by_role("option").all()
    assert page.get_by_text(f"Suggestions: {len(options)}. Use the arrow keys.").count() == 1
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    last = len(options) - 1
    for key, place, cursor in (
        ("ArrowUp", last, 12), ("ArrowDown", -1, 12), ("ArrowDown", 0, 12), ("Home", -1, 0),
        ("ArrowDown", 0, 0), ("End", -1, 12), ("ArrowDown", 0, 12), ("ArrowLeft", -1, 11),
    ):  # fmt: skip
        field.press(key)
        chosen = [one.get_attribute("aria-selected") for one in options]
        assert (chosen.index("true") if "true" in chosen else -1) == place, key
        assert bool(field.get_attribute("aria-activedescendant")) is (place >= 0)
        assert field.evaluate("one => one.selectionStart") == cursor, key
    field.press("Tab")
    assert page.get_by_role("listbox").count() == 0, "nothing covers the page any more"
    field.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    field.press("Enter")
    page.wait_for_url("**/en/concepts/refugees/")


def test_times_are_also_told_in_the_visitors_zone(watched):
    page = watched[0](timezone_id="Asia/Kolkata")
    page.goto("/en/workshops/rw4-cluj-2023/")
    words = page.locator("main").inner_text()
    assert re.search(r"17:30.19:15", words), "14:00–15:45 in Brussels is 17:30–19:15 in Kolkata"
    assert "Kolkata" in words or "Calcutta" in words


def test_the_citation_can_be_copied(watched):
    page = watched[0](permissions=["clipboard-read", "clipboard-write"])
    page.goto(PRACTICE)
    page.locator(".cite copy-text button").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == (
        page.locator(".cite blockquote").inner_text()
    )


def test_share_links_are_plain_links(visitor):
    page = visitor(java_script_enabled=False)
    page.goto(PRACTICE)
    links = page.locator("section:has(> h2:text('Share on')) a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) == 4
    assert all(address.startswith(("mailto:", "http")) for address in addresses), addresses


def test_light_and_dark_can_be_chosen_with_and_without_javascript(visitor):
    for lively in (True, False):
        page = visitor(java_script_enabled=lively)
        page.goto("/en/about/")
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        before = page.evaluate(ground)
        page.locator(".theme-switch button[value=dark]").click()
        page.wait_for_load_state()
        assert page.url.endswith("/en/about/")
        assert page.evaluate(ground) != before
        page.goto("/en/library/")
        assert page.locator("html").get_attribute("data-theme") == "dark"


def test_nothing_moves_for_those_who_ask_for_less_motion(visitor):
    page = visitor(reduced_motion="reduce")
    page.goto("/en/")
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one), still = (times) => !/[1-9]/.test(times);
      return !still(style.transitionDuration) || !still(style.animationDuration);
    }).map((one) => one.outerHTML.slice(0, 80))""")
    assert not moving
