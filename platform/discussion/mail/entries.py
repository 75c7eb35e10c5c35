"""What a mail shows of a message and of a channel: made of the frames that the page is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import override
from wagtail.rich_text import get_text_for_indexing

from alerts.links import absolute
from content.languages import language_name
from discussion.frames import Frame
from discussion.mail.links import url
from discussion.models import Channel
from discussion.templatetags.discussions import author_words
from discussion.topics import reading_page, topic_of

CHARACTERS = 600


@dataclass(frozen=True)
class Entry:
    """One message in a mail. `language` is a word where it is not the reader's; `cited` is the
    practice that it cites, with `title` and `url`."""

    author: str
    place: str
    at: datetime | None
    text: str
    lang: str
    language: str
    url: str
    cited: dict[str, str] | None
    why: str = ""


def entry(frame: Frame, language: str, why: str = "") -> Entry:
    """Return a message, from its frame, for a mail in the active language `language`."""
    lang = frame["lang"]
    return Entry(
        author=author_words(author=frame["author"]),
        place=frame["author"]["place"],
        at=parse_datetime(frame["at"]),
        text=excerpt(frame["html"]),
        lang=lang,
        language=language_name(lang, language) if lang and lang != language else "",
        url=url("message", language, frame["id"]),
        cited=_cited(frame["cites"], language),
        why=str(why),
    )


def _cited(cites: dict[str, Any] | None, language: str) -> dict[str, str] | None:
    if cites is None:
        return None
    return {"title": cites["title"], "url": absolute(f"/{language}/{cites['path']}")}


def excerpt(html: str) -> str:
    """Return the beginning of what somebody wrote, without marks."""
    text = " ".join(get_text_for_indexing(html.replace("<br>", "<br/>")).split())
    return Truncator(text).chars(CHARACTERS)


def about(channel: Channel, language: str) -> dict[str, str]:
    """Return what a channel is about, for who may read it: `title`, its `lang`, `url`."""
    with override(language):
        topic = topic_of(channel, reading_page(channel))
    return {"title": topic.title, "lang": topic.lang, "url": url("channel", language, channel.pk)}
