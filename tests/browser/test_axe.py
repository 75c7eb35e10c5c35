"""Axe finds nothing on any page type: AX-01 (axe), AX-07 (reflow)."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import ALL

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
LANGUAGES = ("it", "el", "de")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
# 1280 CSS pixels at 400 %: what is left is 320 wide and a quarter of the height.
ZOOMED = {"width": 320, "height": 200}


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_axe_finds_nothing(kind, open_type):
    language = LANGUAGES[ALL.index(kind) % len(LANGUAGES)]
    # Without transitions, so that no colour is measured half way to another.
    page = open_type(kind, language, viewport=WIDE, reduced_motion="reduce")
    found = [f"1280 px, light: {one}" for one in violations(page)]
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    found += [f"320 px, dark: {one}" for one in violations(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_nothing_scrolls_sideways_on_a_narrow_screen(kind, open_type):
    page = open_type(kind, "de", viewport=NARROW)
    for size in (NARROW, ZOOMED, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"], size
    # 1.4.12: the reader spaces letters, words and lines out.
    page.set_viewport_size(NARROW)
    page.evaluate(SPACED)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, "with text spacing"


SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


def violations(page) -> list[str]:
    """Return a line for each part of the page in which axe finds something."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("options => axe.run(options)", OPTIONS)
    return [
        f"{one['id']} ({one['help']}): {node['html'][:160]}"
        for one in answer["violations"]
        for node in one["nodes"]
    ]
