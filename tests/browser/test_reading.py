"""Reading in other ways: nothing jumps, on paper, in forced colours."""

import re

import pytest

from tests.browser.pages import PUBLIC

PRACTICE = "/it/library/cluj-one-stop-shop/"
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("path", ["/it/", "/el/library/", PRACTICE, "/ro/workshops/rw4-cluj-2023/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_while_the_page_loads(path, width, visitor):
    page = visitor(viewport={"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", late)
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(200)
    assert page.evaluate("shifted") < 0.02


def late(route) -> None:
    """Hand a font over late, as on a slow line."""
    route.request.frame.page.wait_for_timeout(250)
    route.continue_()


@pytest.mark.parametrize("path", [PRACTICE, "/el/library/crete-hospital-mediation/"])
def test_a_practice_prints_on_three_sheets_without_navigation(path, visitor):
    page = visitor()
    page.goto(path)
    page.emulate_media(media="print")
    for hidden in (".skip", ".site-nav", ".language-switch", ".site-header__tools"):
        for one in page.locator(hidden).all():
            assert not one.is_visible(), hidden
    assert page.locator("main h1").is_visible()
    assert sheets(page.pdf(format="A4")) <= 3


def sheets(pdf: bytes) -> int:
    """Return the number of pages of a PDF that Chromium made."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_forced_colours_keep_what_was_said_by_colour(kind, open_type):
    page = open_type(kind, "en", forced_colors="active", viewport={"width": 1280, "height": 800})
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.locator("main h1").count() == 1
    unseen = page.evaluate("""() => [...document.querySelectorAll("main .button, main input")]
      .filter((one) => one.checkVisibility() && one.type !== "hidden")
      // Boxes to tick are drawn by the system, in its own colours.
      .filter((one) => !["checkbox", "radio"].includes(one.type))
      .filter((one) => {
        const edges = [one, one.parentElement].map((part) => getComputedStyle(part));
        return !edges.some((edge) => parseFloat(edge.borderTopWidth));
      }).map((one) => one.outerHTML.slice(0, 90))""")
    assert not unseen, "\n".join(unseen)
