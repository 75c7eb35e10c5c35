"""Frames that are made once for all sockets are what the standard says, at every length."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from config.frames import framed


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_client_reads_what_was_framed(size):
    text = "é" * (size // 2) + "x" * (size % 2)
    client = ClientProtocol(parse_uri("ws://example.org/"), state=State.OPEN)

    client.receive_data(framed(text))

    (frame,) = client.events_received()
    assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
    assert bytes(frame.data).decode() == text
    assert len(text.encode()) == size
