"""How messages are found: a document each, of channels that everybody may read. They are found by
who searches discussions, and stand in no list of practices. Registered by `DiscussionConfig`.

The indexes follow the log of each channel with a cursor (`Indexed`): sending a message costs
nothing for search, and what is committed is found some seconds later.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from content.languages import LANGUAGES, language_name
from content.permissions import public_pages
from discussion import log
from discussion.choices import Audience, ChannelKind, EventKind, MessageState
from discussion.models import Channel, Event, Indexed, Message
from discussion.pages import Discussed
from discussion.permissions import Access
from discussion.rows import messages_for
from search.analysis import analyser
from search.changes import Row
from search.documents import BODY, Document, Text, timestamp
from search.registry import DocumentType, FacetSpec, register

NAME = "message"
MODEL = "discussion.message"
CHANNEL = "channel"
BATCH = 500
# Of one channel in one go: a channel of any length is walked through in steps.
MOST_EVENTS = 2_000
TITLE_CHARACTERS = 90
# What changes nothing that can be found.
UNSEEN = (EventKind.COUNTS, EventKind.PINNED)
MOST_COMPARED, MOST_SHOWN = 5_000, 100


def register_documents() -> None:
    """Make messages findable for who searches discussions."""
    register(
        DocumentType(
            name=NAME,
            label=lambda: gettext("Messages"),
            singular=lambda: pgettext("in a discussion", "Message"),
            documents=all_documents,
            document_for=document_for,
            count=lambda: open_messages().count(),
            facets=FACETS,
            row_template="discussion/_result.html",
            models=(MODEL,),
            listed=False,
            titled=False,
            catch_up=catch_up,
        )
    )


def open_messages() -> QuerySet[Message]:
    """Return the messages that everybody may read: visible, in open channels beside public pages.

    The same rule as `permissions.may_read` and `may_see` for somebody who is not signed in.
    """
    beside = public_pages(Page.objects.all()).values("pk")
    return Message.objects.filter(
        state=MessageState.VISIBLE,
        shown_at__isnull=False,
        channel__read_by=Audience.EVERYONE,
        channel__page__in=beside,
    )


def document_for(pk: int) -> Document | None:
    """Return the document of the message `pk`, None if not everybody may read it."""
    message = open_messages().filter(pk=pk).select_related("channel__page").first()
    return to_document(message, Topics()) if message else None


def all_documents() -> Iterator[Document]:
    """Yield the documents of all messages that everybody may read, in batches."""
    last, topics = 0, Topics()
    while True:
        rows = list(
            open_messages()
            .filter(pk__gt=last)
            .select_related("channel__page")
            .order_by("pk")[:BATCH]
        )
        yield from (to_document(message, topics) for message in rows)
        if len(rows) < BATCH:
            return
        last = rows[-1].pk


class Topics:
    """The titles of what channels are about, in all languages of their pages; each looked up once
    and for as long as this lives."""

    def __init__(self) -> None:
        self._held: dict[int, dict[str, str]] = {}

    def of(self, channel: Channel) -> dict[str, str]:
        """Return the titles by language. Some queries for a channel that was not asked for yet."""
        if channel.pk not in self._held:
            self._held[channel.pk] = dict(_titles(channel))
        return self._held[channel.pk]


def _titles(channel: Channel) -> Iterator[tuple[str, str]]:
    key = channel.page.translation_key
    for page in public_pages(Page.objects.filter(translation_key=key)).specific():
        topic = isinstance(page, Discussed) and page.discussion_topic(channel.kind, channel.key)
        if topic:
            yield topic.lang, topic.title


def to_document(message: Message, topics: Topics) -> Document:
    """Return what the index holds of a message: its text, and no name of a person."""
    text = get_text_for_indexing(message.html)
    return Document(
        key=f"{NAME}:{message.pk}",
        type=NAME,
        id=message.pk,
        language=message.lang,
        title=beginning(text),
        texts=(Text(BODY, message.lang, text),),
        facets={
            CHANNEL: (str(message.channel_id),),
            "about": (message.channel.kind,),
            "language": (message.lang,) if message.lang else (),
        },
        newest=localtime(message.created_at).date(),
        url=f"discussion/message/{message.pk}/",
        row=_row(message, topics),
    )


def _row(message: Message, topics: Topics) -> dict[str, Any]:
    when = timestamp(message.created_at)
    return {
        "topics": topics.of(message.channel),
        "at": when,
        "published": when,
        "changed": timestamp(message.edited_at or message.created_at),
    }


def beginning(text: str) -> str:
    """Return the first words of a text, with an ellipsis where more follows."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[: TITLE_CHARACTERS + 1].rpartition(" ")[0] or line[:TITLE_CHARACTERS]
    return f"{cut.rstrip(' ,.;:')} …"


def still_open(pks: Iterable[int]) -> set[int]:
    """Return those of these messages that everybody may read now, whatever an index still holds.
    One query."""
    return set(open_messages().filter(pk__in=list(pks)).values_list("pk", flat=True))


def catch_up() -> list[Row]:
    """Return the messages that something happened to since the last call, and move the cursors on.

    Belongs into one transaction with what becomes of them. One query where nothing happened.
    """
    found: dict[int, None] = {}
    for channel, after, _head in log.behind(Indexed, BATCH):
        events = Event.objects.filter(channel=channel, seq__gt=after).order_by("seq")[:MOST_EVENTS]
        rows = list(events.values_list("seq", "kind", "message_id"))
        if rows and log.move_on(Indexed, channel, after, rows[-1][0]):
            found |= {one: None for _seq, kind, one in rows if one and kind not in UNSEEN}
    return [(MODEL, message) for message in found]


def look_again(channels: Q) -> None:
    """Have the indexes walk through these channels anew: who may read them, or what they are about,
    may be another than before."""
    Indexed.objects.filter(channel__in=Channel.objects.filter(channels)).update(seq=0)


def _kinds(_language: str) -> dict[str, str]:
    return {kind.value: str(kind.label) for kind in ChannelKind}


def _languages(language: str) -> dict[str, str]:
    return {code: language_name(code, language) for code in LANGUAGES}


FACETS = (
    FacetSpec("language", lambda: gettext("Language of the message"), _languages, open=True),
    FacetSpec("about", lambda: gettext("Discussion about"), _kinds, open=True, ordered=True),
    FacetSpec(CHANNEL, lambda: gettext("Discussion"), shown=False),
)


def messages_with(channel: Channel, seer: Access, words: str) -> list[Message]:
    """Return the newest messages of a channel that `seer` may read with all of `words`, compared as
    the language of each message inflects them. Two queries; looks at the newest MOST_COMPARED."""
    rows = messages_for(seer, channel).filter(state=MessageState.VISIBLE)
    wanted: dict[str, set[str]] = {}
    found = []
    newest = rows.order_by("-created_seq").values_list("pk", "lang", "body")
    for pk, lang, body in newest[:MOST_COMPARED] if words else ():
        if lang not in wanted:
            wanted[lang] = set(analyser(lang).tokens(words))
        if wanted[lang] and wanted[lang].issubset(analyser(lang).tokens(body)):
            found.append(pk)
    held = rows.in_bulk(found[:MOST_SHOWN])
    return [held[pk] for pk in found[:MOST_SHOWN]]
