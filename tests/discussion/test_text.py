"""From typed text to harmless HTML, quickly whatever comes; and in which language it is."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussion.text import TAGS, cleaned, language_of, to_html

KB8 = 8192


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("**a** *b* `c*d*`", "<p><strong>a</strong> <em>b</em> <code>c*d*</code></p>"),
        ("_a_ b", "<p><em>a</em> b</p>"),
        ("**bold with _more_ in it**", "<p><strong>bold with <em>more</em> in it</strong></p>"),
        ("snake_case_name 2*3*4 * 5", "<p>snake_case_name 2<em>3</em>4 * 5</p>"),
        ("> quoted\n> more\nnot", "<blockquote><p>quoted<br>more</p></blockquote><p>not</p>"),
        ("- a\n- b\n1. c", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"),
        ("```\n<b> *x*\n```", "<pre><code>&lt;b&gt; *x*</code></pre>"),
        (r"\*not\*", "<p>*not*</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)  # fmt: skip
def test_a_small_part_of_markdown(typed, shown):
    assert to_html(typed) == shown


def test_links_open_nothing_and_recommend_nothing():
    made = to_html("See [the page](https://a.example/x?y=1&z=2) or https://b.example/p_q.")

    assert '<a href="https://a.example/x?y=1&amp;z=2" rel="nofollow noopener' in made
    assert ">https://b.example/p_q</a>.</p>" in made


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '[x](https://a.example/"onmouseover="alert(1))',
        "[x](data:text/html,<script>alert(1)</script>)",
        "`</code><script>alert(1)</script>`",
        "```\n</code></pre><svg onload=alert(1)>\n```",
    ],
)
def test_nothing_that_runs_comes_through(typed):
    made = to_html(typed)

    for bad in ("<script", "<img", "<svg", '<a href="javascript', '<a href="data', '" onmouse'):
        assert bad not in made


HOSTILE = [
    "[", "[a](", "*", "*a", "**a *b ", "_a_", "`", "``` ", "<", "<b>", ">", "> ", "> - ", "- ",
    "- \n", "1. ", "&", "<http://", "![[", "https://a.b/", "\\", "[]((", "[a][b]", "\n", "\n\n",
    "```\n", ">\n", "*a_ ", "__", "~~", "|", "[a](https://", "**", "a*", "\n> ", "@", "\u0301",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_eight_kilobytes_of_anything_take_less_than_a_tenth_of_a_second(piece):
    text = (piece * KB8)[:KB8]
    began = time.process_time()

    to_html(cleaned(text))

    assert time.process_time() - began < 0.1


@given(st.text(max_size=400))
def test_any_text_becomes_only_what_is_allowed(text):
    """X2."""
    made = to_html(cleaned(text))

    assert {tag.lower() for tag in re.findall(r"</?([a-zA-Z0-9]+)", made)} <= TAGS


def test_characters_that_turn_a_line_around_are_left_out():
    assert cleaned(" a\u202eb\x00c\r\nd ") == "abc\nd"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bij ons begon het met een rooster: elke dienst een vaste ochtend.", "nl"),
        ("La ghișeu, cel mai mult ne-a ajutat o listă comună de contacte.", "ro"),
        ("Χωρίς κοινή γλώσσα δεν υπάρχει και κοινή δουλειά.", "el"),
        ("¿Cómo se mide que una ventanilla única ahorra vueltas a las personas?", "es"),
        ("Kdo odloča, ko se dve službi ne strinjata?", "sl"),
    ],
)
def test_the_language_is_that_of_the_small_words(text, language):
    assert language_of(text, "en") == language


def test_where_no_word_decides_the_language_is_the_likely_one():
    assert language_of("12:30", "ca") == "ca"
    assert language_of("OK", "") == ""
