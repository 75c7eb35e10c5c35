"""Who is in the room: presence, writing, hands, pins, languages, and the facilitator's view."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.talking import (
    BACK,
    QUICK,
    door,
    in_shell,
    meeting,
    message,
    rested,
    send,
    stays,
    thread,
)
from tests.browser.test_axe import NARROW, WIDE, violations

LATER = 12_000  # seconds after which nobody writes any more, and a pause of the facilitator's view


@pytest.fixture
def room(server):
    """Return the address of a discussion in which no hand is up."""
    in_shell(
        server,
        "from discussion.models import Channel, Hand; Hand.objects.all().delete(); "
        "Channel.objects.update(hands=0)",
    )
    rested(server)
    return meeting(server)


def in_city(server, role):
    """Let the profile of a demo account show a partner, and return its city."""
    email, _password = server.site.account(role)
    return in_shell(
        server,
        "from accounts.models import User; from network.models import Membership, PartnerPage; "
        f"user = User.objects.get(email={email!r}); user.shown = ['name', 'partners']; "
        "user.save(); Membership.objects.filter(user=user).delete(); "
        "partner = PartnerPage.objects.live().filter(place__isnull=False).order_by('pk').first(); "
        "Membership.objects.create(user=user, partner=partner, state='confirmed'); "
        "print(partner.place.name)",
    )


def test_presence_and_writing_are_said_in_words_and_not_announced(come, room, server):
    city = in_city(server, "contributor")
    ada, ben = come("contributor", room), come("moderator", room)
    here = ben.get_by_role("group", name="Who is here")
    expect(here).to_have_text(f"2 people here: {city}", timeout=QUICK + 1000)
    assert ben.locator("[data-part=here], [data-part=typing]").evaluate_all(
        "all => all.every(e => !e.closest('[aria-live], [role=status], [role=log]'))"
    )
    place = ben.get_by_label("Your message, in any language").bounding_box()

    ada.get_by_label("Your message, in any language").press_sequentially("I think")

    typing = ben.locator("[data-part=typing]")
    expect(typing).to_have_text("Somebody is writing …", timeout=QUICK + 1000)
    expect(ada.locator("[data-part=typing]")).to_have_text("")
    assert ben.get_by_label("Your message, in any language").bounding_box() == place
    expect(typing).to_have_text("", timeout=LATER)
    ada.close()
    expect(here).to_have_text("1 person here", timeout=QUICK + 1000)
    server.kill()
    expect(here).to_be_hidden(timeout=BACK)
    expect(typing).to_have_text("")
    server.start()
    expect(here).to_have_text("1 person here", timeout=BACK)


def test_a_hand_is_raised_counted_called_and_its_person_told(come, room, server):
    city = in_city(server, "contributor")
    ada, cara = come("contributor", room), come("reader", room)
    ben = come("moderator", f"{room}facilitate/")
    expect(ben.locator("[data-part=by-itself]")).to_be_visible(timeout=BACK)
    expect(ada.locator("[data-part=connection]")).to_contain_text("Connected", timeout=BACK)
    expect(cara.locator("[data-part=connection]")).to_contain_text("Connected", timeout=BACK)

    ada.get_by_role("button", name="Raise hand").click()

    lower = ada.get_by_role("button", name="Lower hand")
    expect(lower).to_have_attribute("data-up", "true")
    expect(ada.get_by_role("status")).to_have_text("Your hand is up. A moderator sees it.")
    for page in (ada, cara):
        expect(page.get_by_text("1 hand raised")).to_be_visible(timeout=QUICK)
    word = ben.get_by_role("button", name=re.compile(f"Give the word.*{city}"))
    expect(word).to_be_visible(timeout=LATER)
    expect(ben.get_by_text("Perhaps next:")).to_contain_text(city)
    word.focus()
    cara.get_by_role("button", name="Raise hand").click()
    expect(ben.locator(".facilitation__hands li")).to_have_count(2, timeout=LATER)
    expect(word).to_be_focused()
    word.press("Enter")
    expect(ada.get_by_role("button", name="Raise hand")).to_have_attribute(
        "data-up", "false", timeout=LATER
    )
    expect(ada.get_by_role("status")).to_contain_text("A moderator has called you")
    expect(cara.get_by_role("button", name="Lower hand")).to_be_visible()
    for page in (ada, cara):
        expect(page.get_by_text("1 hand raised")).to_be_visible()
        assert stays(page)


def test_beside_a_practice_nobody_raises_a_hand(come, server):
    page = come("contributor", door(server))
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Raise hand")).to_have_count(0)


def test_a_pinned_message_appears_above_the_thread_and_goes_again(come, room):
    ada, ben = come("contributor", room), come("moderator", room)
    text = send(ada, f"The rota is on the wall {uuid4().hex}")
    one = message(ben, text)
    expect(one).to_be_visible(timeout=BACK)
    address = one.get_by_role("link", name="Moderate").get_attribute("href")
    other = ben.context.new_page()
    for verb, is_there in (("Pin it", True), ("Unpin it", False)):
        other.goto(ben.evaluate("location.origin") + address)
        other.get_by_label(verb, exact=True).check()
        other.get_by_label("Why").fill("Everybody asks")
        other.get_by_role("button", name="Do it").click()
        bar = ada.get_by_role("region", name="Pinned messages")
        if is_there:
            pin = bar.get_by_role("link", name=text)
            expect(pin).to_be_visible(timeout=BACK)
            expect(ada.get_by_role("link", name="Unpin")).to_have_count(0)
            expect(ben.get_by_role("link", name="Unpin").first).to_be_visible()
        else:
            expect(ada.get_by_role("link", name=text)).to_have_count(0, timeout=BACK)
    assert stays(ada)


def test_other_languages_are_left_out_and_counted_and_shown_again(come, room):
    ada = come("contributor", f"{room}?lang=ro")
    ben = come("moderator", room)
    others = ada.locator("[data-part=others]")
    before = int((others.locator("[data-part=number]").text_content() or "0").split()[0])

    english = send(ben, f"Who pays for the hours of the morning? {uuid4().hex}")
    expect(others).to_contain_text(f"{before + 1} message", timeout=BACK)
    expect(others).to_be_visible()
    assert message(ada, english).count() == 0
    ben.get_by_text("Language, how you are shown, a practice").click()
    ben.locator("#composer select[name=lang]").select_option("ro")
    romanian = send(ben, f"Cine plateste? {uuid4().hex}")
    expect(message(ada, romanian)).to_be_visible(timeout=BACK)
    own = send(ada, f"My own words are always there {uuid4().hex}")
    expect(message(ada, own)).to_be_visible(timeout=BACK)
    shown = [pk for pk, _text in thread(ada)]
    ada.reload()
    assert [pk for pk, _text in thread(ada)] == shown, "the server leaves out by the same rule"
    expect(others).to_contain_text(f"{before + 1} message")
    others.get_by_role("link", name="Show all languages").click()

    expect(message(ada, english)).to_be_visible()
    expect(others).to_be_hidden()


def test_a_translation_comes_below_its_message_and_goes_again(come, room):
    ada, ben = come("contributor", room), come("moderator", room)
    ben.get_by_text("Language, how you are shown, a practice").click()
    ben.locator("#composer select[name=lang]").select_option("it")
    before = ada.locator("article[data-id]", has_text="Ancora").count()
    send(ben, "Ancora")
    expect(ada.locator("article[data-id]", has_text="Ancora")).to_have_count(
        before + 1, timeout=BACK
    )
    one = ada.locator("article[data-id]", has_text="Ancora").last

    one.get_by_role("button", name="Translate").click()

    made = one.locator(".message__translation")
    expect(made).to_contain_text("Translated by a machine (Small dictionary) from Italian")
    expect(made.locator(".message__body")).to_have_text("Again")
    expect(made.locator(".message__body")).to_have_attribute("lang", "en")
    expect(one.get_by_role("button", name="Translate")).to_be_focused()
    one.get_by_role("button", name="Translate").press("Enter")
    expect(made).to_have_count(0)
    assert stays(ada)


def test_what_one_writes_on_another_device_is_ones_own_here(come, room):
    desk, phone, other = (
        come("contributor", room),
        come("contributor", room),
        come("moderator", room),
    )
    for page in (desk, phone, other):
        expect(page.locator("[data-part=connection]")).to_contain_text("Connected", timeout=BACK)

    text = send(phone, f"From the tram {uuid4().hex}")

    expect(message(desk, text)).to_have_class(re.compile("message--own"), timeout=BACK)
    expect(message(desk, text).get_by_role("link", name="Change")).to_be_visible()
    expect(message(other, text)).to_be_visible(timeout=BACK)
    expect(message(other, text)).not_to_have_class(re.compile("message--own"))
    expect(desk.locator("[data-part=more]")).to_be_hidden()


# Noted once the fonts are there: a heading that gets its own font may break into other lines.
SHIFTS = """
window.shifts = [];
const observer = new PerformanceObserver(list => {
  for (const one of list.getEntries())
    for (const { node, previousRect: was, currentRect: now } of one.sources)
      if (was.width && now.width && was.top !== now.top)
        window.shifts.push(`${node?.id || node?.className} ${was.top} ${now.top}`);
});
addEventListener("load", async () => {
  await document.fonts.ready;
  observer.observe({ type: "layout-shift" });
});
"""


@pytest.mark.parametrize("language", ["en", "it", "el"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_moves_under_a_finger_when_the_connection_stands_and_people_come(
    size, language, member, come, room, server
):
    page = member("moderator", viewport=size)
    page.add_init_script(SHIFTS)
    page.goto(server.url + room.replace("/en/", f"/{language}/"))
    expect(page.locator("[data-part=connection]")).to_have_attribute(
        "data-state", "live", timeout=BACK
    )
    here = page.locator("[data-part=here]")
    expect(here).to_be_visible(timeout=BACK)
    assert page.evaluate("scrollY") == 0
    reply = page.locator("a[data-part=reply]").last
    if size is NARROW:
        reply.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    at = reply.bounding_box()

    other = come("contributor", room)
    other.get_by_label("Your message, in any language").press_sequentially("I think")

    expect(page.locator("[data-part=typing]")).not_to_be_empty(timeout=BACK)
    expect(here).to_contain_text("2 ")
    assert reply.bounding_box() == at
    assert page.evaluate("window.shifts") == []


# Before the page's socket can be open: its module has run, and nothing has come back yet.
WRITES_AT_ONCE = """
addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("textarea[name=body]");
  field.value = "I was quick";
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
"""


def test_who_writes_before_the_connection_stands_is_seen_writing_once_it_does(
    come, member, room, server
):
    waits = come("moderator", room)
    expect(waits.locator("[data-part=connection]")).to_have_attribute(
        "data-state", "live", timeout=BACK
    )
    quick = member("contributor")
    quick.add_init_script(WRITES_AT_ONCE)

    quick.goto(server.url + room)

    expect(waits.locator("[data-part=typing]")).not_to_be_empty(timeout=BACK)


FILL = """
from uuid import uuid4
from accounts.models import User
from discussion import actions
from discussion.models import Channel, Pace, ReadMarker
channel = Channel.objects.get(pk={pk})
names = ("reader", "contributor")
reader, author = (User.objects.get(email=f"{{one}}@demo.crocevia.example") for one in names)
for number in range({count}):
    Pace.objects.all().delete()
    actions.send(channel=channel.pk, author=author, client_id=uuid4(), body=f"Number {{number}}")
channel.refresh_from_db()
if {count}:
    seq = {{"seq": channel.last_seq - {count}}}
    ReadMarker.objects.update_or_create(person=reader, channel=channel, defaults=seq)
print("unread", channel.last_seq - ReadMarker.objects.get(person=reader, channel=channel).seq)
"""


def test_who_only_saw_the_end_has_not_read_what_stands_far_above(come, room, server):
    # Another question's: what others find in the room stays as it is.
    query = f'Channel.objects.filter(kind="question").exclude(pk={room.strip("/").split("/")[-1]})'
    code = f"from discussion.models import Channel; print('room', {query}.first().pk)"
    pk = int(in_shell(server, code).split("room")[-1])

    def unread(count: int = 0) -> int:
        return int(in_shell(server, FILL.format(pk=pk, count=count)).split("unread")[-1])

    def come_and_go() -> None:
        page = come("reader", f"/en/discussion/{pk}/")
        connection = page.locator("[data-part=connection]")
        expect(connection).to_have_attribute("data-state", "live", timeout=BACK)
        page.locator("article[data-id]").last.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.goto("about:blank")
        page.wait_for_timeout(2000)

    assert unread(55) == 55
    come_and_go()
    assert unread() == 55
    # What was in sight is read.
    assert unread(2) == 2
    come_and_go()
    assert unread() == 0


def test_questions_stand_in_their_order_when_the_reader_is_elsewhere(come, room, server):
    ada, ben = come("contributor", room), come("reader", room)
    words = [f"Question {at} {uuid4().hex}" for at in range(2)]
    for text in words:
        if not ada.get_by_label("Your question").is_visible():
            ada.get_by_text("Ask a question").click()
        ada.get_by_label("Your question").fill(text)
        ada.get_by_role("button", name="Propose it").click()
        expect(ada.locator(".questions li", has_text=text)).to_be_visible(timeout=BACK)
    last = ben.locator(".questions li", has_text=words[1])
    expect(last).to_be_visible(timeout=BACK)
    button = ada.locator(".questions li", has_text=words[0]).get_by_role("button")
    ada.mouse.move(1, 1)
    button.focus()
    order = "all => all.map(e => e.querySelector('[data-part=text]').textContent)"

    last.get_by_role("button").first.click()

    counted = ada.locator(".questions li", has_text=words[1]).locator("[data-part=count]").first
    expect(counted).to_have_text("1", timeout=BACK)
    here = [one for one in ada.locator(".questions > li").evaluate_all(order) if one in words]
    assert here == words, "nothing moves while the reader is in the list"
    expect(button).to_be_focused()
    ada.get_by_label("Your message, in any language").focus()
    expect(
        ada.locator(".questions > li", has_text=re.compile("|".join(words))).first
    ).to_contain_text(words[1])


@pytest.mark.parametrize("place", ["", "facilitate/"])
def test_axe_finds_nothing_in_a_room_or_in_the_facilitators_view(place, come, room):
    options = {"viewport": WIDE, "reduced_motion": "reduce"}
    page = come("moderator", room + place, **options)
    if not place:
        page.get_by_text("Messages in all languages").click()
        page.get_by_role("button", name="Raise hand").click()
        expect(page.get_by_role("group", name="Who is here")).to_be_visible(timeout=BACK)
    found = []
    for size, scheme in ((WIDE, "light"), (NARROW, "light"), (WIDE, "dark"), (NARROW, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{size['width']} px, {scheme}: {one}" for one in violations(page)]
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"]
    assert not found, "\n".join(found)


def test_without_a_script_hands_and_languages_work_by_forms(member, room, server):
    page = member("contributor", java_script_enabled=False)
    page.goto(server.url + room)
    expect(page.locator("[data-part=here]")).to_be_hidden()
    page.get_by_role("button", name="Raise hand").click()
    expect(page.get_by_role("button", name="Lower hand")).to_be_visible()
    page.get_by_text("Messages in all languages").click()
    page.get_by_label("Română").check()
    page.get_by_role("button", name="Show only these").click()
    expect(page.get_by_text("Only: Română")).to_be_visible()
    page.get_by_role("link", name="Show all languages").first.click()
    expect(page.get_by_text("Messages in all languages")).to_be_visible()
