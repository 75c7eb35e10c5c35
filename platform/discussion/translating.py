"""Translation of messages by a service: one interface, and none by default.

TRANSLATION_PROVIDER is the dotted path of a class with the shape of `Provider`. What a message says
goes to that service only when a reader asks for its translation, and nothing of the answer is kept:
what is hidden or erased later has left no second copy here.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from discussion.models import Message
from discussion.refusals import MOST_CHARACTERS
from discussion.text import cleaned, to_html

log = logging.getLogger(__name__)
SECONDS = 10.0
# A service that hangs holds so many threads and no more; whoever comes then waits for `SECONDS`.
AT_ONCE = 4
# Other languages need more words, but not so many. Looked at before anything reads the text.
MOST_TRANSLATED = 3 * MOST_CHARACTERS


class NotAvailable(Exception):  # noqa: N818  (read aloud: raises NotAvailable)
    """There is no translation now: no service, none for these languages, or it is down."""


class Provider(Protocol):
    """A service that translates. `name` is what readers are told who did it."""

    name: str

    def translate(self, text: str, source: str, target: str) -> str:
        """Return `text` (marked up as it was typed) in the language `target`. Raises NotAvailable;
        whatever else it raises counts as the same. Called in a thread of its own, without the
        database."""
        ...


@dataclass(frozen=True)
class Translation:
    """What a machine made of a message: safe HTML, in which language, by which service."""

    html: str
    lang: str
    service: str


def is_configured() -> bool:
    """Tell whether the site has a translation service."""
    return bool(settings.TRANSLATION_PROVIDER)


def may_ask(message: Message, target: str) -> bool:
    """Tell whether there is a service, and something for it to do."""
    return is_configured() and bool(message.lang) and message.lang != target


def translated(message: Message, target: str) -> Translation:
    """Return a message, whose text the caller may see, in the language `target`.

    Raises NotAvailable, after ten seconds at the latest.
    """
    if not may_ask(message, target):
        raise NotAvailable
    try:
        provider = _provider(settings.TRANSLATION_PROVIDER)
        text = _asked(provider, message.body, message.lang, target)
    except NotAvailable:
        raise
    except Exception as error:
        # Somebody else's code: its failure is not ours. Not what it was asked for: that is private.
        log.warning("The translation service failed: %s", type(error).__name__)
        raise NotAvailable from error
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_TRANSLATED:
        raise NotAvailable
    return Translation(to_html(cleaned(text)), target, str(provider.name))


def _asked(provider: Provider, text: str, source: str, target: str) -> str:
    asked: Future[str] = _pool().submit(provider.translate, text, source, target)
    try:
        return asked.result(timeout=SECONDS)
    finally:
        # Where it has not begun yet, it need not any more.
        asked.cancel()


@lru_cache(maxsize=4)
def _provider(path: str) -> Provider:
    made: Provider = import_string(path)()
    return made


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="translation")
