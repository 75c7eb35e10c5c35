"""Hand letters of all kinds over to the mail server: claim, send, mark. See docs/decisions/0010.

A letter is claimed in the database before it is handed over and marked after. Whoever dies in
between leaves a claim that is taken over when it is old; the letter then goes out again under the
same Message-ID, unless the way that mail goes can say that it has it already.

Applications make their kinds of letters known by `register`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from alerts.choices import UNDERWAY, State
from alerts.models import Mail
from search.engines import IndexUnavailable

log = logging.getLogger(__name__)
# Longer than any conversation with a mail server (EMAIL_TIMEOUT counts for each of its steps).
LEASE = timedelta(minutes=5)
TRIES = 6
FIRST_WAIT = timedelta(minutes=2)
IN_FILES = "django.core.mail.backends.filebased.EmailBackend"
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Kind:
    """One kind of letters: `write` makes the mail, or None where there is nothing to tell any more;
    `related` is read together with a letter."""

    model: type[Mail]
    write: Callable[[Any], EmailMultiAlternatives | None]
    related: tuple[str, ...] = ()


_kinds: dict[type[Mail], Kind] = {}


def register(
    model: type[Mail],
    write: Callable[[Any], EmailMultiAlternatives | None],
    *related: str,
) -> None:
    """Have letters of that model delivered, written by `write` at the moment of sending."""
    _kinds[model] = Kind(model, write, related)


def deliver() -> int:
    """Send every letter that waits; return how many were sent."""
    now = timezone.now()
    return sum(
        send(kind.model, pk)
        for kind in list(_kinds.values())
        for pk in list(_rows(kind.model).filter(_free(now)).values_list("pk", flat=True))
    )


def clear(before: datetime) -> None:
    """Delete the letters made before a moment that are done with."""
    for model in _kinds:
        _rows(model).filter(made_at__lt=before).exclude(state__in=UNDERWAY).delete()


def _rows(model: type[Mail]) -> QuerySet[Any]:
    return model._default_manager.all()


def _free(now: datetime) -> Q:
    waiting = Q(state=State.WAITING, not_before__lte=now)
    return waiting | Q(state=State.SENDING, claimed_at__lt=now - LEASE)


def send(model: type[Mail], pk: int) -> bool:
    """Send one letter, unless another worker is at it; tell whether it was sent now."""
    letter = claim(model, pk)
    if letter is None:
        return False
    try:
        return _send(letter)
    except (SMTPException, OSError) as error:
        _put_off(letter, error, for_good=_is_final(error))
    except IndexUnavailable as error:
        _put_off(letter, error, for_good=False)
    except Exception as error:
        log.exception("%s cannot be written", letter)
        _put_off(letter, error, for_good=False)
    return False


def claim(model: type[Mail], pk: int) -> Mail | None:
    """Take a letter to send it; None if it is not free. Its state is as it was before."""
    now = timezone.now()
    rows = _rows(model).select_related(*_kinds[model].related)
    letter = rows.filter(_free(now), pk=pk).first()
    if letter is None:
        return None
    same = _rows(model).filter(pk=pk, state=letter.state, claimed_at=letter.claimed_at)
    if not same.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return None
    letter.claimed_at, letter.attempts = now, letter.attempts + 1
    return letter


def _send(letter: Mail) -> bool:
    if letter.state == State.SENDING and _has_arrived(letter.message_id):
        _mark(letter, state=State.SENT, sent_at=timezone.now())
        return False
    message = _kinds[type(letter)].write(letter)
    if message is None:
        letter.drop()
        return False
    message.send()
    _mark(letter, state=State.SENT, sent_at=timezone.now())
    return True


def _mark(letter: Mail, **values: object) -> None:
    """Change a letter that is still ours."""
    rows = _rows(type(letter)).filter(pk=letter.pk, state=State.SENDING)
    rows.filter(claimed_at=letter.claimed_at).update(**values)


def _put_off(letter: Mail, error: Exception, for_good: bool) -> None:
    log.warning("%s was not sent: %s", str(letter).capitalize(), type(error).__name__)
    if for_good or letter.attempts >= TRIES:
        _mark(letter, state=State.GIVEN_UP)
        return
    later = timezone.now() + FIRST_WAIT * 2 ** (letter.attempts - 1)
    _mark(letter, state=State.WAITING, not_before=later)


def _is_final(error: Exception) -> bool:
    """Tell whether the mail server will never take this letter."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code in (550, 551, 553)


def _has_arrived(message_id: str) -> bool:
    """Tell whether a mail is certainly there: a folder of files can be asked, a server cannot."""
    if settings.EMAIL_BACKEND != IN_FILES:
        return False
    header = f"Message-ID: {message_id}\n".encode()
    for file in Path(getattr(settings, "EMAIL_FILE_PATH", ".")).glob("*.log"):
        _before, found, after = file.read_bytes().partition(header)
        if found and END_OF_MAIL in after:
            return True
    return False
