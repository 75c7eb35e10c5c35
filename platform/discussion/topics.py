"""From a channel to what it is about, and from a page to its channels."""

from django.db.models import Exists, OuterRef
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
    model = channel.page.specific_class or Page
    codes = (active_language(), source_language())
    rows = public_pages(model.objects.filter(translation_key=channel.page.translation_key))
    found = list(rows.select_related("locale"))
    found.sort(
        key=lambda page: (
            codes.index(page.locale.language_code) if page.locale.language_code in codes else 9
        )
    )
    page = found[0] if found else channel.page
    page.untranslated = page.locale.language_code != active_language()
    return page


def topic_of(channel: Channel, page: Page) -> Topic:
    """Return what a channel is about, as `page` (from `reading_page`) names it."""
    topic = (
        page.discussion_topic(channel.kind, channel.key) if isinstance(page, Discussed) else None
    )
    return topic or Topic(channel.kind, channel.key, page.title, page.locale.language_code)


def address_of(page: Page, kind: str, key: str = "") -> str:
    """Return where the discussion beside a page is, whether or not anybody has opened it yet."""
    parts = [kind, page.pk, key] if key else [kind, page.pk]
    return reverse("discussion:of", args=parts)


def channels_citing(page: Page) -> list[Channel]:
    """Return the channels in which a practice was cited and which everybody may read. One query."""
    citing = Message.objects.filter(
        channel=OuterRef("pk"), cites=page.pk, state=MessageState.VISIBLE
    )
    rows = Channel.objects.filter(Exists(citing), read_by="everyone").select_related("page")
    beside = public_pages(Page.objects.filter(pk=OuterRef("page")))
    return list(rows.filter(Exists(beside)).exclude(page=page.pk).order_by("pk")[:20])
