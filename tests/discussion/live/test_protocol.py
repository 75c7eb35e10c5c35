"""What clients may send, and whether the page that describes it tells the truth."""

import json
import re
import time

import pytest
from django.conf import settings

from discussion.live import protocol
from discussion.live.origins import parsed
from discussion.live.protocol import BadFrame, Close, Cursor, TooBig, parse

DOCUMENT = settings.PROJECT / "docs" / "live-protocol.md"


def _table(title: str) -> set[str]:
    """Return the first column of the first table below a heading."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"### {title}", 1)[1]
    lines = text.split("\n### ", 1)[0].split("\n## ", 1)[0].splitlines()
    return {found[1] for line in lines if (found := re.match(r"\| `?(\w+)`? \|", line))}


def test_the_page_on_the_protocol_lists_every_frame_and_every_close_code():
    assert _table("From the client") - {"type"} == set(protocol.FROM_CLIENT)
    assert _table("From the server") - {"type"} == set(protocol.FROM_SERVER)
    # 1006 is the browser's own, no server can send it.
    codes = {str(code.value) for code in Close} | {"1006"}
    assert _table("Close codes") - {"code"} == codes
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"| {code.value} | `{code.name}` |" in text for code in Close)


def test_every_example_of_a_clients_frame_is_understood():
    text = DOCUMENT.read_text(encoding="utf-8").split("### From the client")[1].split("###")[0]
    examples = re.findall(r"`(\{.+?\})` \|", text)
    assert {parse(one).type for one in examples} == set(protocol.FROM_CLIENT)


def test_every_frame_of_the_server_has_a_type_that_is_listed():
    made = [
        protocol.welcome(None, 22),
        protocol.events(1, "e", ['{"seq":1}', '{"seq":2}']),
        protocol.own(1, [7], []),
        protocol.heads({1: 2}),
        protocol.reset(1, "e", "epoch"),
        protocol.resync(1),
        protocol.denied(1),
        protocol.presence(1, 2, ["Gent"]),
        protocol.typing(1, 2),
        protocol.error("bad_frame", "No"),
        protocol.pong(),
    ]
    assert [json.loads(one)["type"] for one in made] == list(protocol.FROM_SERVER)
    assert json.loads(made[1])["events"] == [{"seq": 1}, {"seq": 2}]


def test_a_hello_names_channels_and_cursors():
    heard = parse('{"type": "hello", "channels": {"12": {"epoch": "e", "after": 34}}, "new": 1}')
    assert heard.channels == {12: Cursor(34, "e")}


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "garbage",
        "[]",
        "null",
        '{"type": "event"}',
        '{"type": {"type": "hello"}}',
        '{"type": "hello"}',
        '{"type": "hello", "channels": []}',
        '{"type": "hello", "channels": {"12": 34}}',
        '{"type": "hello", "channels": {"-1": {"after": 3}}}',
        '{"type": "hello", "channels": {"٣": {"after": 3}}}',
        '{"type": "hello", "channels": {"12": {"after": -1}}}',
        '{"type": "hello", "channels": {"12": {"after": true}}}',
        '{"type": "hello", "channels": {"12": {"after": 1e3}}}',
        '{"type": "hello", "channels": {"12": {"after": 9007199254740993}}}',
        '{"type": "hello", "channels": {"12": {"after": 1, "epoch": 5}}}',
        '{"type": "leave", "channels": ["12"]}',
        '{"type": "typing", "channel": NaN}',
        '{"type": "typing", "channel": ' + "9" * 5000 + "}",
        '{"type": "hello", "channels": {' + '"1": {"after": 1},' * 70 + '"2": {"after": 1}}}',
        "[" * 30_000,
        '{"a":' * 12_000,
    ],
)
def test_what_is_no_frame_is_refused(text):
    """W1: garbage, binary, wrong shapes, deep nesting."""
    began = time.monotonic()
    with pytest.raises(BadFrame):
        parse(text)
    assert time.monotonic() - began < 0.1


def test_a_frame_that_is_too_long_is_not_even_parsed():
    """W1: 1 MB."""
    began = time.monotonic()
    with pytest.raises(TooBig):
        parse('{"type": "ping", "more": "' + "x" * 1_000_000 + '"}')
    assert time.monotonic() - began < 0.05


@pytest.mark.parametrize(
    "address",
    ["", "null", "ftp://a.eu", "http://", "http://a.eu/", "http://a.eu:x", "http://u@a.eu"],
)
def test_what_is_no_origin_is_nobodys(address):
    assert parsed(address) is None


def test_an_origin_is_scheme_host_and_port():
    assert parsed("https://A.eu") == ("https", "a.eu", 443) == parsed("https://a.eu:443")
    assert parsed("http://[::1]:8000") == ("http", "::1", 8000)
