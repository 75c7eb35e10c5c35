"""What is kept for a while only: who reported without an account, what a moderator deleted (PR-05).

How long is that of Regulation (EU) 2022/2065, Article 20(1): at least six months after a decision
somebody may object to it.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from discussion.choices import Decision
from discussion.models import Appeal, ModerationAction, RemovedText, Report

OBJECTING = timedelta(days=184)
# Nobody comes back to a report on which nobody decided for so long.
UNDECIDED = timedelta(days=366)


def may_object(action: ModerationAction) -> bool:
    """Tell whether who is concerned by a measure may still ask somebody else to look again."""
    return action.at > timezone.now() - OBJECTING


def forget_old_reporters(now: datetime) -> None:
    """Forget name and address of whoever reported something without an account, once the time to
    object to the decision is over, or nobody has decided for a year."""
    old = Q(decided_at__lt=now - OBJECTING) | Q(state=Decision.OPEN, at__lt=now - UNDECIDED)
    Report.objects.filter(old).exclude(name="", email="").update(name="", email="")


def forget_removed_texts_of(author: User) -> None:
    """Forget what messages of somebody said that a moderator deleted: their account goes."""
    RemovedText.objects.filter(message__author=author).delete()


def forget_removed_texts(now: datetime) -> None:
    """Forget what messages said that a moderator deleted, once the time to object is over; not
    while somebody is still to decide on an appeal."""
    appeals = Appeal.objects.filter(action__message=OuterRef("message"), state=Decision.OPEN)
    RemovedText.objects.filter(~Exists(appeals), at__lt=now - OBJECTING).delete()
