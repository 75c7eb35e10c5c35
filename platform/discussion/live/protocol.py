"""What goes over the wire: frames in both directions and close codes. See docs/live-protocol.md.

What a client sends is looked at in this order: its length, its brackets (nothing is parsed that is
nested deeper than a frame can be), its JSON, its shape.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

MOST_BYTES = 64 * 1024
MOST_CHANNELS = 50
# `hello` for all channels has two brackets and one for each channel.
MOST_BRACKETS = MOST_CHANNELS + 10
MOST_NUMBER = 2**53
MOST_EPOCH = 36
MOST_DIGITS = 18
FROM_CLIENT = ("hello", "join", "leave", "typing", "ping")
FROM_SERVER = (
    "welcome",
    "events",
    "own",
    "heads",
    "reset",
    "resync",
    "denied",
    "presence",
    "typing",
    "error",
    "pong",
)


class Close(IntEnum):
    """Why a socket was closed."""

    NORMAL = 1000
    GOING_AWAY = 1001
    FAILED = 1011
    BAD_FRAMES = 4400
    SIGNED_OUT = 4401
    FOREIGN_ORIGIN = 4403
    TOO_SLOW = 4408
    TOO_BIG = 4413
    TOO_FAST = 4429
    TOO_MANY = 4430


class BadFrame(ValueError):  # noqa: N818  (read aloud: raises BadFrame)
    """A client sent something that is no frame."""


class TooBig(BadFrame):
    """A client sent a frame that is too long to be looked at."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a client has of a channel: the number of the last event, in which epoch ("": any)."""

    after: int
    epoch: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame of a client. `channels` for hello and join, `ids` for leave and typing."""

    type: str
    channels: dict[int, Cursor] = field(default_factory=dict)
    ids: tuple[int, ...] = ()


def parse(text: str | None) -> Heard:
    """Return what a client said. Raises TooBig and BadFrame."""
    if text is None:
        raise BadFrame("binary")
    # A character may have four bytes; their number is not worth an encoding.
    if len(text) > MOST_BYTES:
        raise TooBig
    if text.count("{") + text.count("[") > MOST_BRACKETS:
        raise BadFrame("nested")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("no JSON") from error
    kind = data.get("type") if isinstance(data, dict) else None
    if kind in ("hello", "join"):
        return Heard(kind, channels=_cursors(data.get("channels")))
    if kind == "leave":
        return Heard(kind, ids=_channel_numbers(data.get("channels")))
    if kind == "typing":
        return Heard(kind, ids=(_number(data.get("channel")),))
    if kind == "ping":
        return Heard(kind)
    raise BadFrame("type")


def _cursors(raw: Any) -> dict[int, Cursor]:
    if not isinstance(raw, dict) or len(raw) > MOST_CHANNELS:
        raise BadFrame("channels")
    return {_number_of_text(key): _cursor(value) for key, value in raw.items()}


def _cursor(raw: Any) -> Cursor:
    if not isinstance(raw, dict):
        raise BadFrame("cursor")
    epoch = raw.get("epoch", "")
    if not isinstance(epoch, str) or len(epoch) > MOST_EPOCH:
        raise BadFrame("epoch")
    return Cursor(_number(raw.get("after")), epoch)


def _channel_numbers(raw: Any) -> tuple[int, ...]:
    if not isinstance(raw, list) or len(raw) > MOST_CHANNELS:
        raise BadFrame("channels")
    return tuple(_number(one) for one in raw)


def _number(raw: Any) -> int:
    # True is a number to Python, and to nobody else.
    if type(raw) is not int or not 0 <= raw < MOST_NUMBER:
        raise BadFrame("number")
    return raw


def _number_of_text(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= MOST_DIGITS):
        raise BadFrame("number")
    return int(raw)


def cursor_of(after: str, epoch: str) -> Cursor:
    """Return the cursor that the query of an address names; nonsense is an unknown number."""
    is_number = after.isascii() and after.isdecimal() and len(after) <= MOST_DIGITS
    return Cursor(int(after) if is_number else -1, epoch[:MOST_EPOCH])


def dump(data: Any) -> str:
    """Return data as the JSON of a frame."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def welcome(person: int | None, beat: float) -> str:
    """Return the first frame."""
    return dump({"type": "welcome", "person": person, "beat": beat})


def events(channel: int, epoch: str, frames: Iterable[str]) -> str:
    """Return events; `frames` are JSON already, made once for everybody who may read the same."""
    head = f'{{"type":"events","channel":{channel},"epoch":"{epoch}","events":['
    return f"{head}{','.join(frames)}]}}"


def own(channel: int, messages: list[int], questions: list[int]) -> str:
    """Return which messages and questions of the events that follow are the reader's own."""
    return dump({"type": "own", "channel": channel, "messages": messages, "questions": questions})


def heads(numbers: dict[int, int]) -> str:
    """Return the last number of each channel."""
    return dump({"type": "heads", "heads": {str(one): seq for one, seq in numbers.items()}})


def reset(channel: int, epoch: str, reason: str) -> str:
    """Return the wish that the client begin anew."""
    return dump({"type": "reset", "channel": channel, "epoch": epoch, "reason": reason})


def resync(channel: int) -> str:
    """Return that frames were dropped."""
    return dump({"type": "resync", "channel": channel})


def denied(channel: int, reason: str = "unreadable") -> str:
    """Return that the channel is not there for this person."""
    return dump({"type": "denied", "channel": channel, "reason": reason})


def presence(channel: int, people: int, cities: list[str]) -> str:
    """Return how many follow the channel, from where."""
    return dump({"type": "presence", "channel": channel, "people": people, "cities": cities})


def typing(channel: int, people: int) -> str:
    """Return how many are writing."""
    return dump({"type": "typing", "channel": channel, "people": people})


def error(code: str, message: str) -> str:
    """Return what went wrong, with a sentence for the reader."""
    return dump({"type": "error", "code": code, "message": message})


def pong() -> str:
    """Return the answer to a ping."""
    return dump({"type": "pong"})
