"""A list of results as an Atom feed (RFC 4287), newest first."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from search.documents import Document, in_language
from search.exports.columns import Names, address

ENTRIES = 50
# Part of every identifier, for ever: since when the site speaks in its host's name (RFC 4151).
SINCE = "2026"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str) -> str:
    """Return the lasting identifier of what is called `name` on this site."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname or 'localhost'},{SINCE}:{name}"


class ResultsFeed(Atom1Feed):
    """An Atom feed whose texts say their language, and whose date is that of its entries."""

    def latest_post_date(self) -> datetime:
        """Return when the feed changed last; a date long past where it has no entries."""
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one entry."""
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("title", item["title"], {"xml:lang": item["title_language"]})
        handler.addQuickElement("link", "", {"rel": "alternate", "href": item["link"]})
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        if item["author_name"]:
            handler.startElement("author", {})  # type: ignore[arg-type]
            handler.addQuickElement("name", item["author_name"])
            handler.endElement("author")
        if item["description"]:
            handler.addQuickElement(
                "summary", item["description"], {"xml:lang": item["summary_language"]}
            )
        for term, words in item["themes"]:
            handler.addQuickElement("category", "", {"term": term, "label": words})
        if item["item_copyright"]:
            handler.addQuickElement("rights", item["item_copyright"])


def make_feed(
    documents: Iterable[Document], language: str, title: str, page: str, own: str
) -> ResultsFeed:
    """Return a feed of `documents`; `page` is the path of the list, `own` that of the feed."""
    feed = ResultsFeed(
        title=_plain(title),
        link=settings.SITE_URL + page,
        description="",
        language=language,
        author_name="Crocevia",
        feed_url=settings.SITE_URL + own,
        feed_guid=tag(own.lstrip("/")),
    )
    names = Names(language)
    for document in documents:
        _add(feed, document, language, names)
    return feed


def _add(feed: ResultsFeed, document: Document, language: str, names: Names) -> None:
    title, title_language = in_language(document, "title", language)
    summary, summary_language = in_language(document, "summary", language, otherwise="en")
    published, changed = _dates(document)
    feed.add_item(
        title=_plain(title),
        link=address(document, language),
        description=_plain(summary),
        unique_id=tag(document.key),
        pubdate=published,
        updateddate=changed,
        author_name=_plain(document.row.get("lead") or ""),
        item_copyright=document.row.get("licence") or "",
        title_language=title_language,
        summary_language=summary_language,
        themes=[(one, names.name("theme", one)) for one in document.facets.get("theme", ())],
    )


def _dates(document: Document) -> tuple[datetime, datetime]:
    """Return when the document was published and changed, as well as it is known."""
    first = _moment(document.row.get("published")) or _midnight(document.newest) or NEVER
    return first, max(first, _moment(document.row.get("changed")) or first)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def _plain(text: str) -> str:
    """Return `text` on one line, without characters that XML cannot hold."""
    return NOT_XML.sub("", " ".join(text.split()))
