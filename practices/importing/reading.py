"""From a JSON file of any size to its items, one at a time, in little memory."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK = 1 << 16
LONGEST_ITEM = 2_000_000
# A literal such as `false`, or a \\u0041, that the end of a chunk has cut in two.
CUT = 12
SPACE = " \t\n\r"
_KINDS = {
    dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number",
    float: "a number", type(None): "null",
}  # fmt: skip


class Unreadable(Exception):  # noqa: N818  reads as a state, and its text is for the person
    """The file cannot be read as a list of practices. The message is a sentence that says why."""


class Doubled(dict):
    """An object in which a key stands twice; JSON readers would keep one without a word."""

    key = ""


def kind_of(value: Any) -> str:
    """Return what a JSON value is, in words: a list, a text, null."""
    return _KINDS.get(type(value), "something else")


def read_items(path: Path) -> Iterator[Any]:
    """Yield the items of the list in the file at `path`; raises Unreadable."""
    try:
        with path.open("rb") as file:
            yield from _Reader(_characters(file)).items()
    except IsADirectoryError as error:
        raise Unreadable(f"{path} is a folder, not a file.") from error
    except FileNotFoundError as error:
        raise Unreadable(f"There is no file {path}.") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _characters(file: Any) -> Iterator[str]:
    """Yield the text of `file` in chunks."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    before = 0
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            where = max(before - (len(error.object) - len(chunk)), 0) + error.start
            raise Unreadable(
                f"The file is not in UTF-8: the byte at position {where + 1} is none of it."
                " Save it as UTF-8 and try again."
            ) from error
        if "\x00" in text:
            raise Unreadable(
                "The file holds NUL bytes: it is damaged, or no text in UTF-8 (UTF-16, perhaps)."
            )
        before += len(chunk)
        if not chunk:
            return
        yield text


class _Reader:
    """Cuts items out of a list whose end is not there yet."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._text = ""
        self._at = 0
        self._lines = 1
        self._columns = 0
        self._ended = False
        self._decode = json.JSONDecoder(object_pairs_hook=_object).raw_decode

    def items(self) -> Iterator[Any]:
        """Yield each item of the list; raises Unreadable."""
        self._open_list()
        if self._next_sign() == "]":
            self._at += 1
        else:
            yield self._item()
            while self._separator():
                yield self._item()
        if self._next_sign():
            raise self._broken("something follows after the end of the list")

    def _open_list(self) -> None:
        sign = self._next_sign()
        if not sign:
            raise Unreadable("The file is empty.")
        if sign != "[":
            found = kind_of(self._item())
            raise Unreadable(f"The file must hold a list of practices, [ … ]; it holds {found}.")
        self._at += 1

    def _separator(self) -> bool:
        """Go past the comma before another item, or past the end of the list."""
        sign = self._next_sign()
        if sign not in (",", "]") or not sign:
            what = "the file ends inside the list" if not sign else "a comma or ] is missing"
            raise self._broken(what)
        self._at += 1
        return sign == ","

    def _next_sign(self) -> str:
        """Go past spaces and return the next character, "" at the end of the file."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in SPACE:
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on and forget what has been used; False at the end of the file."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._lines, self._columns = self._position()
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return True

    def _item(self) -> Any:
        self._next_sign()
        while True:
            try:
                item, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._is_cut(error):
                    self._at = min(error.pos, len(self._text))
                    raise self._broken(_in_words(error)) from error
            except RecursionError as error:
                raise self._broken("lists or objects stand too deep in each other") from error
            except ValueError as error:
                raise self._broken("a number has too many digits") from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return item
            self._grow()

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Tell whether an error may only mean that the rest has not been read yet."""
        unfinished = error.msg.startswith("Unterminated string")
        return not self._ended and (unfinished or error.pos >= len(self._text) - CUT)

    def _grow(self) -> None:
        """Read twice as much, so that a long item is not tried too often."""
        waiting = len(self._text) - self._at
        if waiting > LONGEST_ITEM:
            raise self._broken(f"a practice is longer than {LONGEST_ITEM:,} characters")
        while len(self._text) - self._at < 2 * waiting + 1 and self._more():
            pass

    def _broken(self, what: str) -> Unreadable:
        line, columns = self._position()
        return Unreadable(
            f"The file is not correct JSON: line {line}, column {columns + 1}: {what}."
        )

    def _position(self) -> tuple[int, int]:
        """Return the line, and how many characters of it are behind."""
        breaks = self._text.count("\n", 0, self._at)
        if breaks:
            return self._lines + breaks, self._at - self._text.rfind("\n", 0, self._at) - 1
        return self._lines, self._columns + self._at


def _in_words(error: json.JSONDecodeError) -> str:
    known = {
        "Expecting value": "a value is missing",
        "Expecting ',' delimiter": "a comma is missing",
        "Expecting ':' delimiter": "a colon is missing",
        "Invalid control character at": "a line break or another control character inside a text",
        "Unterminated string starting at": "the closing quotation mark of a text is missing",
    }
    if "property name" in error.msg:
        return "the name of a key in double quotes is missing"
    return known.get(error.msg, error.msg[:1].lower() + error.msg[1:])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    seen: set[str] = set()
    doubled.key = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled
