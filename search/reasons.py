"""Why a result is here, in sentences for the reader.

A sentence says where something stands; what stands there, and what it has to do with the
question, is a phrase of its own: “The title has” + “*begunci* (Slovenian), which means
**refugees**”.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.languages import language_name
from search.analysis import analyser, fold
from search.documents import BODY, PLACE, SUMMARY, TAGS, TITLE
from search.marking import Why
from vocabulary.queries import label


def sentences(
    reasons: Iterable[Why], language: str, *, titled: bool = True
) -> tuple[SafeString, ...]:
    """Return the reasons as sentences in the reader's language, safe to print, in the order of
    the question; words that stand as they were typed share one for each field. Where the title is
    the beginning of the text (not `titled`), it is told as text."""
    plain: dict[str, list[str]] = {}
    others: list[Why] = []
    for why in reasons if titled else map(_without_title, reasons):
        if _is_plain(why, language):
            plain.setdefault(why.field, []).append(why.typed)
        else:
            others.append(why)
    return (
        *(_in_field(field, _bold(words)) for field, words in plain.items()),
        *(_in_field(why.field, _meaning(why, language)) for why in others if why.found),
        *(_listed(why, language) for why in others if not why.found),
    )


def _without_title(why: Why) -> Why:
    return replace(why, field=BODY) if why.field == TITLE else why


def _is_plain(why: Why, language: str) -> bool:
    """Tell whether the typed word itself was found, or one that needs no translation."""
    if why.narrower or why.related or not why.found:
        return False
    if why.language not in ("", language):
        return fold(why.found) == fold(why.typed)
    tokens = analyser(language).tokens
    return not why.concept or tokens(why.found) == tokens(why.typed)


def _in_field(field: str, what: SafeString) -> SafeString:
    return format_html(
        {
            TITLE: _("The title has {what}."),
            SUMMARY: _("The summary has {what}."),
            TAGS: _("The tags and names have {what}."),
            PLACE: _("The place is {what}."),
        }.get(field, _("The text has {what}.")),
        what=what,
    )


def _bold(words: Iterable[str]) -> SafeString:
    return format_html_join(", ", "<b>{}</b>", ((word,) for word in words))


def _meaning(why: Why, language: str) -> SafeString:
    """Say what a word of the text has to do with the question."""
    is_foreign = why.language not in ("", language)
    found = format_html('<dfn lang="{}">{}</dfn>', why.language or language, why.found)
    if is_foreign:
        name = language_name(why.language, language)
        found = format_html(_("{word} ({language})"), word=found, language=name)
    name = label(why.concept, language) if why.concept else ""
    if not (why.narrower or why.related):
        phrase = _("{found}, which means {typed}")
    elif is_foreign or fold(name) not in (fold(why.found), ""):
        phrase = (
            _("{found}, that is {topic}, which is narrower than {typed}")
            if why.narrower
            else _("{found}, that is {topic}, which is close to {typed}")
        )
    else:
        phrase = (
            _("{found}, which is narrower than {typed}")
            if why.narrower
            else _("{found}, which is close to {typed}")
        )
    return format_html(phrase, found=found, topic=_quoted(name), typed=_bold([why.typed]))


def _listed(why: Why, language: str) -> SafeString:
    """Say under which term people listed the entry."""
    name = label(why.concept, language)
    if why.narrower:
        sentence = _("It is listed under {topic}, which is narrower than {typed}.")
    elif why.related:
        sentence = _("It is listed under {topic}, which is close to {typed}.")
    elif fold(name) == fold(why.typed):
        sentence = _("It is listed under {typed}.")
    else:
        sentence = _("It is listed under {topic}, which means {typed}.")
    return format_html(sentence, topic=_quoted(name), typed=_bold([why.typed]))


def _quoted(name: str) -> SafeString:
    return format_html(_("“{name}”"), name=name)
