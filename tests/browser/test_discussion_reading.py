"""Reading on, quoting, and what a moderator deleted, by two people in two browsers."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.talking import BACK, in_shell, meeting, message, rested, send, stays


def test_an_answer_far_above_is_counted_and_led_to_when_one_comes_back(come, server):
    """AX: nothing is said to be read that was out of sight."""
    room = meeting(server)
    rested(server)
    ada, ben = come("contributor", room), come("moderator", room)
    first = send(ada, f"An old matter {uuid4().hex}")
    expect(message(ben, first)).to_be_visible(timeout=BACK)
    last = uuid4().hex
    for mark in (*"abc", last):
        send(ada, f"{mark}\n\n" + "\n\n".join(["A long text."] * 8))
    expect(message(ben, last)).to_be_visible(timeout=BACK)
    rested(server)
    ben.get_by_role("button", name="I have read everything").click()
    expect(ben.get_by_role("status")).to_have_text("Done.")
    ben.close()
    answer = f"An answer to it {uuid4().hex}"
    message(ada, first).get_by_role("link", name="Reply").click()
    send(ada, answer)

    ben = come("moderator", room)

    button = ben.get_by_role("button", name="1 new message")
    expect(button).to_be_visible(timeout=BACK)
    expect(message(ben, answer)).not_to_be_in_viewport()
    expect(ben.get_by_role("link", name="Go on where you stopped reading")).to_be_visible()
    button.click()
    expect(message(ben, answer)).to_be_in_viewport()
    expect(message(ben, answer)).to_be_focused()
    expect(button).to_be_hidden()
    assert stays(ben)


def test_a_quote_of_what_is_selected_stands_in_the_field_and_arrives(come, server):
    room = meeting(server)
    rested(server)
    ada, ben = come("contributor", room), come("moderator", room)
    mark = uuid4().hex
    said = send(ada, f"The rota hangs on the wall {mark}\n\nNobody reads it.")
    one = ben.locator("article[data-id]").filter(has_text=mark)
    expect(one).to_be_visible(timeout=BACK)
    field = ben.get_by_label("Your message, in any language")
    field.fill("Before")

    one.get_by_role("link", name="Quote").click()

    assert said.startswith("The rota")
    expect(field).to_be_focused()
    expect(field).to_have_value(
        f"Before\n\n> The rota hangs on the wall {mark}\n>\n> Nobody reads it.\n\n"
    )
    field.fill("")
    one.locator("[data-part=body] p").last.select_text()
    one.get_by_role("link", name="Quote").click()
    expect(field).to_have_value("> Nobody reads it.\n\n")
    field.press_sequentially(f"We do {mark}")
    ben.get_by_role("button", name="Send", exact=True).click()
    quote = ada.locator("article[data-id]").filter(has_text=f"We do {mark}").locator("blockquote")
    expect(quote).to_have_text("Nobody reads it.", timeout=BACK)


def test_what_a_moderator_deletes_goes_at_once_and_its_author_learns_why(come, server):
    """DS-03."""
    room = meeting(server)
    rested(server)
    ada, ben, cara = (come(role, room) for role in ("contributor", "moderator", "reader"))
    text = send(ada, f"Her number is 0123 {uuid4().hex}")
    one = message(ben, text)
    expect(one).to_be_visible(timeout=BACK)
    expect(message(cara, text)).to_be_visible(timeout=BACK)
    place = one.get_attribute("id")
    address = one.get_by_role("link", name="Moderate").get_attribute("href")
    form = ben.context.new_page()
    form.goto(ben.evaluate("location.origin") + address)
    form.get_by_label("Delete it", exact=True).check()
    form.get_by_label("Rule").select_option("private")
    form.get_by_label("Why").fill("The number of somebody else")
    form.get_by_role("button", name="Do it").click()

    for page in (ada, ben, cara):
        expect(page.locator(f"#{place}")).to_contain_text("Deleted by a moderator.", timeout=BACK)
        expect(page.get_by_text(text)).to_have_count(0)
        assert stays(page)
    expect(cara.locator(f"#{place}").get_by_role("link")).to_have_count(0)
    ada.locator(f"#{place}").get_by_role("link", name="Why").click()
    expect(ada.get_by_text("The number of somebody else")).to_be_visible()
    expect(ada.get_by_text(text)).to_be_visible()
    in_shell(
        server,
        "from discussion.models import Message; "
        f"Message.objects.filter(pk={int(re.sub('[^0-9]', '', place))}).delete()",
    )


def test_what_was_sent_refused_or_closed_is_said_and_nothing_typed_is_lost(come, server):
    """AX: in the status line, which a screen reader reads; B: what is too long stays whole."""
    room = meeting(server)
    rested(server)
    ada, ben = come("contributor", room), come("moderator", f"{room}policy/")
    status = ada.get_by_role("status")
    expect(ada.locator("[data-part=connection]")).to_have_attribute(
        "data-state", "live", timeout=BACK
    )
    send(ada, f"Short {uuid4().hex}")
    expect(status).to_have_text("Sent.", timeout=BACK)
    long = "much " * 820
    send(ada, long)
    expect(status).to_contain_text("4000 are possible", timeout=BACK)
    ada.get_by_role("button", name="Back into the field").click()
    field = ada.get_by_label("Your message, in any language")
    expect(field).to_have_value(long)
    field.fill("I was about to")

    for policy, words in (
        ("locked", "Only moderators write here"),
        ("open", "You can write here."),
    ):
        ben.goto(f"{server.url}{room}policy/")
        ben.locator(f"input[value={policy}]").check()
        ben.get_by_label("Why").fill("A pause")
        ben.get_by_role("button", name="Save").click()
        expect(status).to_contain_text(words, timeout=BACK)
        if policy == "locked":
            expect(ada.locator("#composer")).to_be_focused()
    expect(field).to_have_value("I was about to")
    assert stays(ada)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_day_on_its_first_message_is_in_view(scripts, come, server):
    room = meeting(server)
    page = come("reader", room)
    if not scripts:
        page = page.context.browser.new_context(java_script_enabled=False).new_page()

    page.goto(f"{server.url}{room}?at=2023-03-28#talk")

    first = page.locator("article[data-id]").first
    assert page.url.endswith(f"#{first.get_attribute('id')}")
    expect(first).to_be_in_viewport()
    page.context.close()
