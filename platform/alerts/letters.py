"""The letters about saved searches: words, and the entries that may be told while writing."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override
from wagtail.models import Page

from alerts import links
from alerts.choices import Kind, Rhythm
from alerts.criteria import described, hits, list_path
from alerts.models import Letter, SavedSearch
from alerts.writing import address_of, compose
from content.languages import language_name
from content.permissions import public_pages
from search import registry
from search.documents import Document, in_language

# Entries told by name in one letter; the others are counted, with the way to the list.
NAMED = 50
# Of a search that its reader has not confirmed yet.
MOST_WORDS = 100
LINKING = re.compile(r"[^\w\s“”·:,'’()-]|:(?=\S)")


@dataclass(frozen=True)
class Entry:
    """One thing that is new. `language` is a word, where the title is not in the reader's; `code`
    and `summary_code` are the languages of title and summary."""

    kind: str
    title: str
    summary: str
    url: str
    language: str
    code: str
    summary_code: str


def write(letter: Letter) -> EmailMultiAlternatives | None:
    """Return the mail, in the subscriber's language; None if there is nothing or nobody to tell.

    Entries that are hidden, or not found any more, are left out, and count as never told.
    Raises IndexUnavailable.
    """
    search = letter.search
    if not _may_be_told(letter):
        return None
    context = _context(search)
    if letter.kind != Kind.DIGEST:
        context["words"] = harmless(context["words"])
    if letter.kind == Kind.DIGEST:
        entries = _still_there(letter)
        if not entries:
            return None
        named = [_entry(one, context["language"]) for one in entries[:NAMED]]
        context |= {"entries": named, "count": len(entries), "more": len(entries) - len(named)}
    return compose(
        letter,
        to=search.subscriber.address,
        stem=f"alerts/email/{letter.kind}",
        context=context,
        stop_url=context["stop_url"] if letter.kind == Kind.DIGEST else "",
    )


def _may_be_told(letter: Letter) -> bool:
    """Tell whether there is somebody who wants this letter: active, with a confirmed address."""
    search, user = letter.search, letter.search.subscriber.user
    if letter.kind == Kind.CONFIRM:
        return not search.confirmed_at
    if user is None:
        return bool(search.confirmed_at)
    return bool(address_of(user))


def harmless(words: str) -> str:
    """Return words that somebody else may have chosen so that they make no link and no letter of
    their own: short, without the signs of an address."""
    return " ".join(LINKING.sub(" ", words)[:MOST_WORDS].split())


def _context(search: SavedSearch) -> dict[str, Any]:
    user = search.subscriber.user
    language = (user.interface_language if user else "") or search.language
    with override(language):
        rhythm = str(Rhythm(search.rhythm).label)
    return {
        "language": language,
        "words": described(search.query, language),
        "rhythm": rhythm,
        "list_url": links.absolute(list_path(search.query, language)),
        "confirm_url": links.url(links.CONFIRM, search.pk, language),
        "stop_url": links.url(links.STOP, search.pk, language),
        "manage_url": links.url(links.MANAGE, search.subscriber_id, language),
    }


def _still_there(letter: Letter) -> list[Document]:
    """Return what may be told now, and forget of the rest that it was to be told."""
    search = letter.search
    told = set(letter.told.values_list("key", flat=True))
    found = [one for one in hits(search.query, search.language) if one.key in told]
    seen = public(found)
    letter.told.exclude(key__in=[one.key for one in seen]).delete()
    return seen


def public(documents: list[Document]) -> list[Document]:
    """Return those that anybody may read by the database, whatever the index still holds."""
    rows = {row for one in documents for row in one.row_ids()}
    open_ = set(public_pages(Page.objects.filter(pk__in=rows)).values_list("pk", flat=True))

    def is_public(one: Document) -> bool:
        kind = registry.document_type(one.type)
        if kind is None:
            return False
        if all(issubclass(apps.get_model(label), Page) for label in kind.models):
            return open_.issuperset(one.row_ids())
        return kind.document_for(one.id) is not None

    return [one for one in documents if is_public(one)]


def _entry(document: Document, language: str) -> Entry:
    title, code = in_language(document, "title", language)
    summary, summary_code = in_language(document, "summary", language)
    path = (document.row.get("urls") or {}).get(language) or document.url
    kind = registry.document_type(document.type)
    with override(language):
        return Entry(
            kind=kind.label_of_one() if kind else "",
            title=title,
            summary=summary,
            url=links.absolute(f"/{language}/{path.lstrip('/')}"),
            language="" if code == language else language_name(code, language),
            code=code,
            summary_code=summary_code,
        )
