"""That somebody writes is said until what they wrote is there."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.talking import BACK, QUICK, meeting, message, rested, send

NOTED = """
window.told = null;
const typing = document.querySelector("[data-part=typing]");
new MutationObserver(() => {
  if (!typing.textContent) window.told ??= performance.now();
}).observe(typing, { childList: true, characterData: true, subtree: true });
const thread = document.querySelector("[data-part=thread]");
new MutationObserver(() => {
  if (thread.textContent.includes(TEXT)) window.arrived ??= performance.now();
}).observe(thread, { childList: true, subtree: true });
"""


@pytest.fixture
def room(server):
    """Return the address of a discussion in which everybody may write at once."""
    rested(server)
    return meeting(server)


def test_nobody_is_said_to_write_whose_message_has_come(come, room):
    ada, ben = come("contributor", room), come("moderator", room)
    field = ada.get_by_label("Your message, in any language")
    expect(ben.locator("[data-part=connection]")).to_have_attribute(
        "data-state", "live", timeout=BACK
    )
    text = f"Who pays the mediators? {uuid4()}"
    field.press_sequentially("Who pays")
    typing = ben.locator("[data-part=typing]")
    expect(typing).to_have_text("Somebody is writing …", timeout=BACK)
    ben.evaluate(NOTED.replace("TEXT", f'"{text}"'))

    send(ada, text)

    expect(message(ben, text)).to_be_visible(timeout=QUICK + 1000)
    expect(typing).to_have_text("", timeout=BACK)
    assert ben.evaluate("window.told - window.arrived") < 500


def test_who_has_sent_a_message_sees_at_once_that_another_still_writes(come, room):
    ada, ben = come("contributor", room), come("moderator", room)
    for one in (ada, ben):
        expect(one.locator("[data-part=connection]")).to_have_attribute(
            "data-state", "live", timeout=BACK
        )
    typing = ada.locator("[data-part=typing]")
    ada.get_by_label("Your message, in any language").press_sequentially("I pay")
    ben.get_by_label("Your message, in any language").press_sequentially("Who pays")
    expect(typing).to_have_text("Somebody is writing …", timeout=BACK)

    text = send(ada, f"I pay the mediators {uuid4()}")

    expect(message(ben, text)).to_be_visible(timeout=QUICK + 1000)
    ada.wait_for_timeout(300)
    assert typing.text_content() == "Somebody is writing …"
    ben.get_by_label("Your message, in any language").fill("")
    expect(typing).to_have_text("", timeout=BACK)
