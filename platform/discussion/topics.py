"""From a channel to what it is about, and from a page to its channels."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.urls import reverse
from wagtail.models import Page

from content.languages import active_language
from content.permissions import public_pages
from content.routing import source_language
from discussion.choices import MessageState
from discussion.models import Channel, Message
from discussion.pages import Discussed, Topic


def reading_page(channel: Channel) -> Page:
    """Return the page of a channel in the reader's language, else in the source's. One query."""
    page = _best([channel.page]).get(channel.page.translation_key, channel.page)
    page.untranslated = page.locale.language_code != active_language()
    return page


def reading_pages(pages: list[Page]) -> dict[Any, Page]:
    """Return the same for the channels of many pages, by translation key, ready for `topic_of`: one
    query for each kind of page, and one for each kind of topic below it."""
    found = _best(pages)
    for model in {type(page) for page in found.values()}:
        parts = model.discussion_parts if issubclass(model, Discussed) else ()
        same = [page for page in found.values() if type(page) is model]
        prefetch_related_objects(same, *parts)
    return found


def _best(pages: list[Page]) -> dict[Any, Page]:
    """Return the public page that a reader is shown for each of `pages`, by translation key."""
    codes = (active_language(), source_language())
    keys = {page.translation_key for page in pages}
    found: dict[Any, Page] = {}
    for model in {page.specific_class or Page for page in pages}:
        rows = public_pages(model.objects.filter(translation_key__in=keys))
        for page in sorted(rows.select_related("locale"), key=lambda page: _rank(page, codes)):
            found.setdefault(page.translation_key, page)
    return found


def _rank(page: Page, codes: tuple[str, ...]) -> int:
    code = page.locale.language_code
    return codes.index(code) if code in codes else len(codes)


def topic_of(channel: Channel, page: Page) -> Topic:
    """Return what a channel is about, as `page` (from `reading_page`) names it."""
    topic = (
        page.discussion_topic(channel.kind, channel.key) if isinstance(page, Discussed) else None
    )
    return topic or Topic(channel.kind, channel.key, page.title, page.locale.language_code)


def beside(channel: Channel) -> list[tuple[Channel, Topic]]:
    """Return the other channels of the page of a channel, each with its topic. One query, and one
    for the page and each kind of topic."""
    rows = Channel.objects.filter(page=channel.page_id).exclude(pk=channel.pk).order_by("pk")
    page = reading_pages([channel.page]).get(channel.page.translation_key, channel.page)
    found = list(rows)
    for one in found:
        one.page = channel.page
    return [(one, topic_of(one, page)) for one in found]


def address_of(page: Page, kind: str, key: str = "") -> str:
    """Return where the discussion beside a page is, whether or not anybody has opened it yet."""
    parts = [kind, page.pk, key] if key else [kind, page.pk]
    return reverse("discussion:of", args=parts)


@dataclass(frozen=True)
class Elsewhere:
    """A discussion that speaks of a practice: where it is, what it is about, beside which page."""

    url: str
    topic: Topic
    page: Page


def elsewhere(page: Page) -> list[Elsewhere]:
    """Return the discussions in which a practice was cited and which everybody may read, each named
    as the reader is shown it. One query, and where there are any, one for each kind of page."""
    channels = _channels_citing(page)
    pages = reading_pages([one.page for one in channels])
    beside = [(one, pages[one.page.translation_key]) for one in channels]
    return [Elsewhere(one.get_absolute_url(), topic_of(one, page), page) for one, page in beside]


def _channels_citing(page: Page) -> list[Channel]:
    citing = Message.objects.filter(
        channel=OuterRef("pk"), cites=page.pk, state=MessageState.VISIBLE
    )
    rows = Channel.objects.filter(Exists(citing), read_by="everyone").select_related("page")
    beside = public_pages(Page.objects.filter(pk=OuterRef("page")))
    return list(rows.filter(Exists(beside)).exclude(page=page.pk).order_by("pk")[:20])
