"""Two people in two browsers discuss; the server is killed and comes back; nothing is lost."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.talking import (
    BACK,
    QUICK,
    TALL,
    door,
    message,
    rested,
    send,
    stays,
    thread,
)
from tests.browser.test_axe import NARROW, WIDE, violations

MARKUP = r"""() => [
  ...document.querySelectorAll('[data-part=thread] > :not(.thread__new)'),
].map(one => {
  const copy = one.cloneNode(true);
  for (const token of copy.querySelectorAll('[name=csrfmiddlewaretoken]')) token.remove();
  return copy.outerHTML.replace(/\s+/g, ' ').replaceAll('> ', '>').replaceAll(' <', '<');
})"""


def test_two_people_discuss_while_the_server_is_killed_and_comes_back(come, server):
    rested(server)
    ada, ben = come("contributor"), come("moderator")
    first = send(ada, f"Who pays for the desk? {uuid4().hex}")
    expect(message(ben, first)).to_be_visible(timeout=QUICK)
    message(ben, first).get_by_role("link", name="Reply").click()
    reply = send(ben, f"The city does. {uuid4().hex}")
    expect(message(ada, reply)).to_be_visible(timeout=QUICK)
    expect(message(ada, reply)).to_have_class(re.compile("message--reply"))

    server.kill()
    kept = send(ada, f"Typed while nobody answered {uuid4().hex}")
    expect(ada.locator("article[data-state=queued]", has_text=kept)).to_contain_text(
        "No connection. Kept on this device, sent when you are back online."
    )
    expect(ada.locator("[data-part=connection]")).to_contain_text("No connection", timeout=BACK)
    server.start()

    expect(message(ben, kept)).to_be_visible(timeout=BACK)
    expect(message(ada, kept)).to_have_count(1)
    last = send(ben, f"Here we are again {uuid4().hex}")
    expect(message(ada, last)).to_be_visible(timeout=BACK)
    assert thread(ada) == thread(ben)
    assert [text for _id, text in thread(ada)].count(kept) == 1
    assert stays(ada)
    assert stays(ben)
    for page in (ada, ben):
        drawn = page.evaluate(MARKUP)
        page.reload()
        served = page.evaluate(MARKUP)
        assert drawn[-3:] == served[-3:], "what the script draws is what the server serves"


@pytest.mark.parametrize("way", ["stream", "asking"])
def test_without_a_socket_everything_comes_by_a_stream_or_by_asking(way, come, server):
    rested(server)
    ada, ben = come("contributor"), come("moderator")
    asked: list[str] = []
    ben.on("request", lambda request: asked.append(request.url))
    ben.add_init_script("delete window.WebSocket")
    if way == "asking":
        # As a proxy that lets no stream through.
        ben.route("**/stream?*", lambda route: route.abort())
    ben.reload()
    ben.evaluate("window.stays = true")
    first = send(ada, f"Does this arrive? {uuid4().hex}")
    expect(message(ben, first)).to_be_visible(timeout=2 * QUICK)
    assert any("/stream?" in url for url in asked)
    assert any("wait=" in url for url in asked) == (way == "asking")

    server.kill()
    expect(ben.locator("[data-part=connection]")).to_contain_text("No connection", timeout=BACK)
    server.start()
    second = send(ada, f"And this, after a restart? {uuid4().hex}")
    expect(message(ben, second)).to_be_visible(timeout=2 * BACK)
    expect(message(ben, second)).to_have_count(1)
    assert thread(ada) == thread(ben)
    assert stays(ben)


def test_what_waits_survives_a_reload_and_arrives_once(come, server):
    rested(server)
    ada = come("reader")
    ada.context.route("**/discussion/*/", unsent)
    kept = send(ada, f"Not sent before the reload {uuid4().hex}")
    expect(ada.locator("article[data-state=queued]", has_text=kept)).to_be_visible()
    ada.get_by_label("Your message, in any language").fill("A draft")
    ada.reload()
    expect(ada.locator(".message--echo", has_text=kept)).to_be_visible()
    ada.context.unroute_all(behavior="ignoreErrors")
    ada.context.route("**/discussion/*/", answer_lost)

    expect(message(ada, kept)).to_have_count(1, timeout=BACK)
    expect(ada.locator(".message--echo")).to_have_count(0)
    expect(ada.get_by_label("Your message, in any language")).to_have_value("A draft")
    ada.context.unroute_all(behavior="ignoreErrors")


def unsent(route) -> None:
    """Let no message reach the server."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def answer_lost(route) -> None:
    """Let a message reach the server, and its answer nobody."""
    if route.request.method == "POST":
        route.fetch()
    unsent(route)


def test_changes_removals_and_reactions_are_seen_by_others(come, server):
    rested(server)
    ada, ben = come("contributor"), come("moderator")
    text = send(ada, f"A first wording {uuid4().hex}")
    one = message(ben, text)
    one.get_by_role("button", name="I agree").click(timeout=QUICK)
    expect(message(ada, text).get_by_role("button", name="I agree 1")).to_be_visible(timeout=QUICK)
    expect(one.get_by_role("button", name="I agree 1")).to_be_focused()
    place = ada.locator(f"#{message(ada, text).get_attribute('id')}")
    other = ada.context.new_page()
    other.goto(
        server.url + message(ada, text).get_by_role("link", name="Change").get_attribute("href")
    )
    other.get_by_label("Your message").fill("<b>Better</b> words")
    other.get_by_role("button", name="Save").click()

    shown = ben.locator(f"#{place.get_attribute('id')}")
    expect(shown).to_contain_text("<b>Better</b> words", timeout=QUICK + 1000)
    expect(shown.get_by_role("link", name="changed")).to_be_visible()
    expect(shown.get_by_role("button", name="I agree")).to_have_attribute("aria-pressed", "true")
    other.goto(server.url + place.get_by_role("link", name="Delete").get_attribute("href"))
    other.get_by_role("button", name="Delete it").click()
    expect(shown).to_contain_text("Deleted by its author.", timeout=QUICK + 1000)
    assert stays(ada)
    assert stays(ben)


def test_a_refusal_is_said_in_words_and_the_text_comes_back(come, server):
    rested(server)
    page = come("editor")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Write something first.")
    expect(page.get_by_label("Your message, in any language")).to_be_focused()
    page.get_by_label("Your message, in any language").evaluate(
        "field => { field.value = 'x'.repeat(4001) }"
    )
    page.get_by_role("button", name="Send", exact=True).click()
    failed = page.locator("article[data-state=failed]")
    expect(failed).to_contain_text("4001 characters")
    failed.get_by_role("button", name="Back into the field").click()
    expect(page.get_by_label("Your message, in any language")).to_have_value("x" * 4001)
    expect(failed).to_have_count(0)
    texts = [send(page, f"Number {at} {uuid4().hex}") for at in range(7)]
    expect(failed.first).to_contain_text("Too many in a short time")
    rested(server)
    while failed.count():
        failed.first.get_by_role("button", name="Send it again").click()
        page.wait_for_timeout(300)
    for text in texts:
        expect(message(page, text)).to_have_count(1)


def test_news_are_counted_not_scrolled_to_and_said_once_politely(come, server):
    rested(server)
    ada, ben = come("contributor", viewport=TALL), come("administrator", viewport=TALL)
    long = [send(ben, f"Number {at} is long {uuid4().hex} " * 12) for at in range(5)]
    expect(message(ada, long[-1].strip())).to_be_visible(timeout=BACK)
    box = ada.locator(".thread-scroll")
    box.evaluate("box => { box.scrollTop = -box.scrollHeight }")
    ada.wait_for_timeout(5_500)
    rested(server)
    top = ada.locator("[data-part=thread] > *").first.bounding_box()
    new = [send(ben, f"{word} new one {uuid4().hex}") for word in ("First", "Second")]
    expect(ada.get_by_role("button", name="2 new messages")).to_be_visible(timeout=BACK)
    now = ada.locator("[data-part=thread] > *").first.bounding_box()
    assert now["y"] == pytest.approx(top["y"], abs=2), "nothing moved"
    expect(ada.locator("[data-part=aloud]")).to_have_text(re.compile("^[12] new messages?$"))
    expect(message(ada, new[0])).not_to_be_in_viewport()
    ada.get_by_role("button", name="2 new messages").press("Enter")
    expect(message(ada, new[0])).to_be_focused()
    expect(message(ada, new[1])).to_be_in_viewport()
    expect(ada.locator("[data-part=more]")).to_be_hidden()
    expect(ada.locator(".thread__new")).to_have_text("2 new messages")
    button = ada.get_by_role("button", name="Announcements")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_beginning_anew_keeps_page_place_and_draft(come, server):
    rested(server)
    page = come("reader")
    text = send(page, f"There before {uuid4().hex}")
    expect(message(page, text)).to_have_count(1)
    page.get_by_label("Your message, in any language").fill("A draft")
    channel = page.locator("live-discussion").get_attribute("data-channel")
    page.evaluate("[...document.querySelectorAll('[data-part=thread] article')].at(-1).remove()")
    server.site.manage(
        "shell",
        "-v0",
        "-c",
        "from uuid import uuid4; from discussion.models import Channel; "
        f"Channel.objects.filter(pk={channel}).update(epoch=uuid4())",
    )
    server.kill()
    server.start()

    expect(message(page, text)).to_have_count(1, timeout=BACK)
    expect(page.get_by_label("Your message, in any language")).to_have_value("A draft")
    assert stays(page)


def test_the_form_works_without_a_script(member, server):
    rested(server)
    page = member("administrator", java_script_enabled=False)
    page.goto(server.url + door(server))
    expect(page.get_by_role("button", name="Announcements")).to_be_hidden()
    expect(page.locator("[data-part=connection], [data-part=more]").first).to_be_hidden()
    text = send(page, f"By form alone {uuid4().hex}")
    expect(message(page, text)).to_have_count(1)
    message(page, text).get_by_role("link", name="Reply").click()
    expect(page.locator(".composer__answers")).to_be_visible()
    reply = send(page, f"And a reply {uuid4().hex}")
    expect(message(page, reply)).to_have_class(re.compile("message--reply"))
    page.get_by_role("button", name="I have read everything").click()
    expect(page.locator(".thread__new")).to_have_count(0)


@pytest.mark.parametrize("role", ["", "contributor"])
def test_axe_finds_nothing_in_a_discussion(role, member, visitor, server):
    options = {"viewport": WIDE, "reduced_motion": "reduce"}
    page = member(role, **options) if role else visitor(**options)
    page.goto(server.url + door(server))
    expect(page.locator("[data-part=connection]")).to_contain_text("Connected", timeout=BACK)
    found = []
    for size, scheme in ((WIDE, "light"), (NARROW, "light"), (WIDE, "dark"), (NARROW, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{size['width']} px, {scheme}: {one}" for one in violations(page)]
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"]
    assert not found, "\n".join(found)


def in_module(page: Page, body: str) -> object:
    """Run the body of a function that has `Log` and `made(seq)`, a frame."""
    return page.evaluate(
        """async body => {
          const { Log } = await import('/static/js/discussion/log.js');
          const made = (seq, id = seq) => ({
            kind: 'created', seq, message: { id, seq: id, thread: id, rev: seq } });
          return new Function('Log', 'made', body)(Log, made);
        }""",
        body,
    )


@pytest.fixture
def modules(chromium, site):
    """Return a page that may import the modules; without the rule against making code of text."""
    with chromium.new_context(base_url=site.url, bypass_csp=True) as context:
        page = context.new_page()
        page.goto("/healthz")
        yield page


def test_each_number_is_applied_once_and_in_order(modules):
    applied = in_module(
        modules,
        """
        const seen = [], log = new Log({ epoch: 'e', last: 0 }, (one) => seen.push(one.message.id));
        const results = [2, 1, 1, 5, 3, 4, 2, 6].map((seq) => log.take(made(seq)));
        return [results, seen, log.last, log.isBehind, log.held.size];
        """,
    )
    results = ["held", "applied", "old", "held", "applied", "applied", "old", "applied"]
    assert applied == [results, [1, 2, 3, 4, 5, 6], 6, False, 0]


def test_whatever_comes_in_whatever_order_ends_in_the_same_view(modules):
    assert (
        in_module(
            modules,
            """
        let seed = 7;
        const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
        const all = Array.from({ length: 60 }, (_, at) => made(at + 1, 1 + (at % 23)));
        const whole = new Log({ epoch: 'e', last: 0 });
        for (const one of all) whole.take(one);
        for (let run = 0; run < 200; run++) {
          const log = new Log({ epoch: 'e', last: 0 });
          const lossy = [...all, ...all].filter(() => random() < 0.6);
          lossy.sort(() => random() - 0.5);
          for (const one of lossy) log.take(one);
          while (log.hear(60)) {
            const events = all.slice(log.last, log.last + 7);
            log.replay({ epoch: 'e', last_seq: 60, events });
          }
          if (JSON.stringify(log.ordered()) !== JSON.stringify(whole.ordered())) return run;
        }
        return 'same';
        """,
        )
        == "same"
    )


def test_a_lost_last_number_skips_and_new_epochs_are_noticed(modules):
    assert in_module(
        modules,
        """
        const changes = [], start = { epoch: 'e', last: 3, floor: 2 };
        const log = new Log(start, (one) => changes.push(one));
        log.take({ kind: 'skip', seq: 4 });
        log.take({ kind: 'created', seq: 5, message: { id: 9, seq: 1, thread: 1, rev: 5 } });
        const quiet = changes.length;
        const behind = log.hear(6);
        log.take({ kind: 'removed', seq: 6, message_id: 9 });
        return [quiet, behind, log.isBehind, log.replay({ epoch: 'f', last_seq: 9, events: [] }),
          log.replay({ epoch: 'e', last_seq: 6, events: [], reset: true }),
          log.replay({ epoch: 'e', last_seq: 8, events: [made(7)] })];
        """,
    ) == [0, True, False, "reset", "reset", "more"]
