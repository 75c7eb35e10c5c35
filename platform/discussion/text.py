"""From what people type to HTML, and in which language it is.

A small part of Markdown: paragraphs, line breaks, **strong**, *emphasis*, `code`, links, quotes,
lists, blocks of code. Our own reading, because every step of it is linear: of the libraries that
read all of Markdown the best-kept one took 185 ms for 8 KB of opening brackets. Whatever it makes
goes through the sanitiser all the same. Length is checked by the caller, before.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

import nh3

from content.languages import LANGUAGES
from search.analysis import fold, stop_words, words

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
DEPTH = 3
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Every repetition has a bound and stops before what begins it, so no text takes long.
INLINE = re.compile(
    r"(?P<escaped>\\[\\`*_\[\]()<>#+.!>-])"
    r"|`(?P<code>[^`\n]{1,500})`"
    r"|\[(?P<label>[^\[\]\n]{1,300})\]\((?P<target>(?:https?://|mailto:)[^\s()<>\"]{1,1500})\)"
    r"|(?P<url>https?://[^\s<>\"*`\[\]]{1,1500})"
    r"|\*\*(?P<strong>[^\s*][^*\n]{0,1000})\*\*"
    r"|\*(?P<star>[^\s*][^*\n]{0,1000})\*"
    r"|(?<![^\W_])_(?P<under>[^\s_][^_\n]{0,1000})_(?![^\W_])"
)
LAST = ".,;:!?'’)»”"
BULLET = re.compile(r" {0,3}[-*+] +(?P<text>.*)")
NUMBER = re.compile(r" {0,3}\d{1,4}[.)] +(?P<text>.*)")
QUOTE = re.compile(r" {0,3}> ?")
FENCE = re.compile(r" {0,3}```")


def cleaned(raw: str) -> str:
    """Return `raw` with plain ends of lines, without control characters and space around it."""
    return CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def quoted(body: str, most: int = 600) -> str:
    """Return a text as a quote to be typed below: no longer than `most` characters, and without
    what it quotes itself."""
    own = "\n".join(line for line in body.split("\n") if not QUOTE.match(line)).strip() or body
    if len(own) > most:
        own = f"{own[:most].rsplit(maxsplit=1)[0]} …"
    return "\n".join(f"> {line}".rstrip() for line in own.split("\n")) + "\n\n"


def to_html(body: str) -> str:
    """Return what somebody typed as HTML that cannot do harm."""
    return nh3.clean(
        "".join(_blocks(body.split("\n"), 0)),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )


def _blocks(lines: list[str], depth: int) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        end, made = next(
            found for read in _READERS if (found := read(lines, at, depth)) is not None
        )
        yield made
        at = end


def _run(lines: list[str], at: int, belongs: Callable[[str], object]) -> int:
    end = at
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _fence(lines: list[str], at: int, _depth: int) -> tuple[int, str] | None:
    if not FENCE.match(lines[at]):
        return None
    end = _run(lines, at + 1, lambda line: not FENCE.match(line))
    return end + 1, f"<pre><code>{escape(chr(10).join(lines[at + 1 : end]))}</code></pre>"


def _quote(lines: list[str], at: int, depth: int) -> tuple[int, str] | None:
    if depth >= DEPTH or not QUOTE.match(lines[at]):
        return None
    end = _run(lines, at, QUOTE.match)
    inner = [QUOTE.sub("", line, count=1) for line in lines[at:end]]
    return end, f"<blockquote>{''.join(_blocks(inner, depth + 1))}</blockquote>"


def _list(lines: list[str], at: int, _depth: int) -> tuple[int, str] | None:
    for tag, pattern in (("ul", BULLET), ("ol", NUMBER)):
        if pattern.match(lines[at]):
            end = _run(lines, at, pattern.match)
            items = [pattern.match(line)["text"] for line in lines[at:end]]  # type: ignore[index]
            rows = "".join(f"<li>{_inline(item)}</li>" for item in items)
            return end, f"<{tag}>{rows}</{tag}>"
    return None


def _paragraph(lines: list[str], at: int, depth: int) -> tuple[int, str]:
    def goes_on(line: str) -> bool:
        starts = (FENCE, BULLET, NUMBER) if depth >= DEPTH else (FENCE, BULLET, NUMBER, QUOTE)
        return bool(line.strip()) and not any(one.match(line) for one in starts)

    end = _run(lines, at + 1, goes_on)
    return end, f"<p>{'<br>'.join(_inline(line.strip()) for line in lines[at:end])}</p>"


_READERS = (_fence, _quote, _list, _paragraph)


def _inline(text: str, depth: int = 0) -> str:
    parts, last = [], 0
    for match in INLINE.finditer(text):
        parts += [escape(text[last : match.start()]), _mark(match, depth)]
        last = match.end()
    return "".join([*parts, escape(text[last:])])


def _mark(match: re.Match[str], depth: int) -> str:
    kind = match.lastgroup or ""
    if kind == "escaped":
        return escape(match[0][1:])
    if kind == "code":
        return f"<code>{escape(match['code'])}</code>"
    if kind == "target":
        return f'<a href="{escape(match["target"])}">{escape(match["label"])}</a>'
    if kind == "url":
        address = match["url"].rstrip(LAST)
        rest = match["url"][len(address) :]
        return f'<a href="{escape(address)}">{escape(address)}</a>{escape(rest)}'
    if match[kind][-1].isspace():
        return escape(match[0])
    tag = "strong" if kind == "strong" else "em"
    inner = _inline(match[kind], depth + 1) if depth < DEPTH else escape(match[kind])
    return f"<{tag}>{inner}</{tag}>"


def language_of(body: str, likely: str = "") -> str:
    """Return the language that most small words of `body` belong to; `likely` where that does not
    decide, and where it is as good as any other."""
    folded = [fold(word) for word in words(body[:1000])]
    scores = {code: sum(word in stop_words(code) for word in folded) for code in LANGUAGES}
    best = max(scores.values())
    if not best or scores.get(likely) == best:
        return likely
    found = [code for code, score in scores.items() if score == best]
    return found[0] if len(found) == 1 else likely or found[0]
