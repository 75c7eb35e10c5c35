"""Which terms the text of a practice names, with the words that named them; for its editor."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.forms import BaseForm
from django.http import QueryDict
from taggit.utils import parse_tags

from practices.forms import ADDED, NAMED, REFUSED, all_named
from practices.models import PracticePage
from practices.search import body_text
from search import analysis
from search.concepts import thesaurus
from search.documents import BODY, SUMMARY, TAGS, TITLE, Text
from vocabulary.models import Concept
from vocabulary.queries import label

MOST_WORDS = 4


@dataclass(frozen=True)
class Topic:
    """A term in the editor's list. `words` named it; `chosen`: it stands among themes or groups
    already, so that nothing is to be decided."""

    pk: int
    notation: str
    label: str
    words: tuple[str, ...] = ()
    chosen: bool = False
    kept: bool = False
    refused: bool = False


def texts_of(practice: PracticePage, tags: Iterable[str]) -> Iterator[Text]:
    """Yield what the index reads in the practice itself, which need not be saved."""
    code = practice.language
    yield Text(TITLE, code, practice.title or "")
    yield Text(SUMMARY, code, practice.summary or "")
    yield Text(SUMMARY, "en", practice.summary_en or "")
    yield Text(BODY, code, body_text(practice))
    yield Text(TAGS, code, " ".join(tags))


def named_in(texts: Iterable[Text]) -> dict[str, tuple[str, ...]]:
    """Return {notation: words that named it}, in the order of the texts.

    As the index finds them: same tokens, same matcher.
    """
    found: dict[str, dict[str, str]] = {}
    terms = thesaurus()
    for text in texts:
        if not text.language or not text.text:
            continue
        plain = unicodedata.normalize("NFKC", text.text)
        spans = list(analysis.analyser(text.language).spans(plain))
        tokens = [token for token, _start, _end in spans]
        for match in terms.matcher(text.language).find(tokens, plain):
            words = " ".join(plain[spans[match.start][1] : spans[match.end - 1][2]].split())
            for concept in match.concepts:
                found.setdefault(concept, {}).setdefault(words.casefold(), words)
    return {one: tuple(words.values())[:MOST_WORDS] for one, words in found.items()}


def topics_of_draft(data: QueryDict, user: AbstractBaseUser) -> list[Topic]:
    """Return the terms for what stands in the editor's form just now; `data` is what it would send.

    Fields may be missing, and need not be right, but for the names of terms to add. Raises
    ValidationError for those, and LookupError, ValueError or TypeError for a text that no form of
    ours sends.
    """
    form_class = PracticePage.get_edit_handler().get_form_class()
    practice = PracticePage()
    form = form_class(data, instance=practice, for_user=user)
    for name in ("title", "language", "summary", "summary_en", "unknown"):
        setattr(practice, name, str(data.get(name, "")))
    if "body-count" in data:
        practice.body = form["body"].value()
    named = all_named(data.get(NAMED, ""))
    return topics(practice, parse_tags(data.get("tags", "")), form, named)


def topics(
    practice: PracticePage, tags: Iterable[str], form: BaseForm, named: Iterable[str] = ()
) -> list[Topic]:
    """Return the terms that the practice's text names, then the others that people decided about.

    `form` says what is decided, saved or not; `named` are kept as well. One query.
    """
    words = named_in(texts_of(practice, tags))
    numbers = dict(Concept.objects.values_list("notation", "pk"))
    kept = _numbers(form, ADDED) | {numbers[one] for one in named}
    refused = _numbers(form, REFUSED) - kept
    chosen = _numbers(form, "main_theme", "themes", "target_groups")
    decided = {one for one, pk in numbers.items() if pk in kept | refused}
    rest = sorted(decided - words.keys(), key=label)
    return [
        Topic(
            pk=pk,
            notation=one,
            label=label(one),
            words=words.get(one, ()),
            chosen=pk in chosen,
            kept=pk in kept,
            refused=pk in refused,
        )
        for one in (*words, *rest)
        if (pk := numbers.get(one))
    ]


def _numbers(form: BaseForm, *names: str) -> set[int]:
    """Return the numbers of the concepts that stand in fields of the form."""
    found: list[object] = []
    for name in names:
        value = form[name].value() if name in form.fields else None
        found += value if isinstance(value, list | tuple) else [value]
    return {int(one) for one in map(str, found) if one.isascii() and one.isdigit()}
