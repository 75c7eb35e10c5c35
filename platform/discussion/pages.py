"""What a page that can be talked about inherits. The page knows its topics, never the reverse."""

from dataclasses import dataclass

from discussion.choices import ChannelKind


@dataclass(frozen=True)
class Topic:
    """What a channel is about: title and its language, and where it stands on the page."""

    kind: str
    key: str
    title: str
    lang: str
    anchor: str = ""


class Discussed:
    """A page with a channel of its own. Pages with more topics extend `discussion_topic`."""

    discussion_kind: str = ChannelKind.PRACTICE
    # Relations in which `discussion_topic` looks for topics: to be read for many pages at once.
    discussion_parts: tuple[str, ...] = ()

    def discussion_topic(self, kind: str, key: str) -> Topic | None:
        """Return the topic of that kind and key, or None where the page has no such topic."""
        if (kind, key) != (self.discussion_kind, ""):
            return None
        return Topic(kind, key, self.title, self.content_language)  # type: ignore[attr-defined]
