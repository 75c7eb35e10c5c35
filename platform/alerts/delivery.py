"""Hand letters over to the mail server: claim, send, mark. See docs/decisions/0010.

A letter is claimed in the database before it is handed over and marked after. Whoever dies in
between leaves a claim that is taken over when it is old; the letter then goes out again under the
same Message-ID, unless the way that mail goes can say that it has it already.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from alerts.choices import State
from alerts.letters import write
from alerts.models import Letter
from search.engines import IndexUnavailable

log = logging.getLogger(__name__)
# Longer than any conversation with a mail server (EMAIL_TIMEOUT counts for each of its steps).
LEASE = timedelta(minutes=5)
TRIES = 6
FIRST_WAIT = timedelta(minutes=2)
IN_FILES = "django.core.mail.backends.filebased.EmailBackend"
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


def deliver() -> int:
    """Send every letter that waits; return how many were sent."""
    now = timezone.now()
    pks = Letter.objects.filter(_free(now)).values_list("pk", flat=True)
    return sum(send(pk) for pk in list(pks))


def _free(now: datetime) -> Q:
    waiting = Q(state=State.WAITING, not_before__lte=now)
    return waiting | Q(state=State.SENDING, claimed_at__lt=now - LEASE)


def send(pk: int) -> bool:
    """Send one letter, unless another worker is at it; tell whether it was sent now."""
    letter = claim(pk)
    if letter is None:
        return False
    try:
        return _send(letter)
    except (SMTPException, OSError) as error:
        _put_off(letter, error, for_good=_is_final(error))
    except IndexUnavailable as error:
        _put_off(letter, error, for_good=False)
    except Exception as error:
        log.exception("Letter %s cannot be written", letter.pk)
        _put_off(letter, error, for_good=False)
    return False


def claim(pk: int) -> Letter | None:
    """Take a letter to send it; None if it is not free. Its state is as it was before."""
    now = timezone.now()
    letter = (
        Letter.objects.filter(_free(now), pk=pk).select_related("search__subscriber__user").first()
    )
    if letter is None:
        return None
    same = Letter.objects.filter(pk=pk, state=letter.state, claimed_at=letter.claimed_at)
    if not same.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return None
    letter.claimed_at, letter.attempts = now, letter.attempts + 1
    return letter


def _send(letter: Letter) -> bool:
    if letter.state == State.SENDING and _has_arrived(letter.message_id):
        _mark(letter, state=State.SENT, sent_at=timezone.now())
        return False
    message = write(letter)
    if message is None:
        # Nothing to tell any more, or nobody: what it told is not told.
        letter.told.all().delete()
        letter.delete()
        return False
    message.send()
    _mark(letter, state=State.SENT, sent_at=timezone.now())
    return True


def _mark(letter: Letter, **values: object) -> None:
    """Change a letter that is still ours."""
    mine = Letter.objects.filter(pk=letter.pk, state=State.SENDING, claimed_at=letter.claimed_at)
    mine.update(**values)


def _put_off(letter: Letter, error: Exception, for_good: bool) -> None:
    log.warning("Letter %s was not sent: %s", letter.pk, type(error).__name__)
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
