"""Who may read, write and moderate. Page, replay, socket, feed, search, mail and export ask here.

Who belongs to an audience is told by the applications above (`register_audience`), and so is who
moderates beside those who may publish the page (`register_moderators`). An audience that nobody
registered is empty.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from content.permissions import is_public
from discussion.choices import GONE, Audience, MessageState, Policy, QuestionState
from discussion.models import Channel, Message, Mute, Question

Belongs = Callable[[Any, Channel], bool]


def is_signed_in(person: Any) -> bool:
    """Tell whether `person` (a user, an anonymous user or None) is somebody who may act."""
    return bool(person is not None and person.is_authenticated and person.is_active)


_audiences: dict[str, Belongs] = {
    Audience.EVERYONE: lambda person, channel: True,
    Audience.SIGNED_IN: lambda person, channel: is_signed_in(person),
}
_moderators: list[Belongs] = []


def audiences() -> list[str]:
    """Return the audiences that somebody can belong to on this site, in their order."""
    return [one.value for one in Audience if one in _audiences]


def register_audience(name: str, function: Belongs) -> None:
    """Say who belongs to an audience: `function(person, channel)`, with anybody as person."""
    _audiences[name] = function


def register_moderators(function: Belongs) -> None:
    """Say who else moderates a channel: `function(person, channel)`, with people signed in."""
    if function not in _moderators:
        _moderators.append(function)


class Why(models.TextChoices):
    """Why somebody may not write."""

    NOTHING = "", ""
    UNREADABLE = "unreadable", _("This discussion is not open to you.")
    SIGN_IN = "sign_in", _("Sign in to write.")
    ARCHIVED = "archived", _("This discussion is closed. You can still read it.")
    MUTED = "muted", _("You may read here but not write for now.")
    LOCKED = "locked", _("Only moderators write here at the moment.")
    NOT_INVITED = "not_invited", _("Only some people write here, and you are not among them yet.")


class Access:
    """What somebody may see of a channel, decided once and used for many rows.

    `person` is the number of somebody signed in, `reads` says whether they read the channel.
    Whether they moderate is asked when it matters for the first time, since most readers of most
    rows never need to know: so the first look at `moderates` may cost up to two queries, and is not
    for the thread of an event loop.

    Rights change: ask for it anew for every request, and for a socket whenever `rights_changed`
    tells and every other second.
    """

    def __init__(
        self, person: int | None, reads: bool, moderates: bool | Callable[[], bool]
    ) -> None:
        self.person = person
        self.reads = reads
        self._moderates = moderates

    @property
    def moderates(self) -> bool:
        """Tell whether they moderate the channel, and so see what waits or is hidden."""
        if callable(self._moderates):
            self._moderates = self.reads and self._moderates()
        return self._moderates


def access(person: Any, channel: Channel, *, is_beside_public: bool | None = None) -> Access:
    """Return what `person` (a user, an anonymous user or None) may see. Usually one query, none
    where the caller has just asked whether the channel's page is public (`is_beside_public`)."""
    pk = person.pk if is_signed_in(person) else None
    if not (is_public(channel.page) if is_beside_public is None else is_beside_public):
        return Access(pk, reads=False, moderates=False)
    if _belongs(channel.read_by, person, channel):
        return Access(pk, reads=True, moderates=lambda: may_moderate(person, channel))
    moderates = may_moderate(person, channel)
    return Access(pk, reads=moderates, moderates=moderates)


def _belongs(audience: str, person: Any, channel: Channel) -> bool:
    function = _audiences.get(audience)
    return bool(function and function(person, channel))


def may_moderate(person: Any, channel: Channel) -> bool:
    """Tell whether `person` moderates: may publish the page, or hosts what the channel is about."""
    if not is_signed_in(person):
        return False
    policy = page_permission_policy
    if policy.user_has_permission_for_instance(person, "publish", channel.page):
        return True
    return any(function(person, channel) for function in _moderators)


def may_read(person: Any, channel: Channel) -> bool:
    """Tell whether `person` may read the channel. Nobody reads beside a page that is not public."""
    if not is_public(channel.page):
        return False
    return _belongs(channel.read_by, person, channel) or may_moderate(person, channel)


def may_write(person: Any, channel: Channel) -> bool:
    """Tell whether `person` may write in the channel now."""
    return why_not_write(person, channel) == Why.NOTHING


def why_not_write(
    person: Any, channel: Channel, seer: Access | None = None, *, muted: bool | None = None
) -> Why:
    """Return why `person` may not write in the channel, or Why.NOTHING. `seer` is their access and
    `muted` whether they are, where the caller has just asked for it."""
    if not (seer.reads if seer else may_read(person, channel)):
        return Why.UNREADABLE
    if not is_signed_in(person):
        return Why.SIGN_IN
    if channel.policy == Policy.ARCHIVED:
        return Why.ARCHIVED
    if is_muted(person, channel) if muted is None else muted:
        return Why.MUTED
    invited = _belongs(channel.write_by, person, channel)
    if invited and channel.policy != Policy.LOCKED:
        return Why.NOTHING
    if seer.moderates if seer else may_moderate(person, channel):
        return Why.NOTHING
    return Why.LOCKED if invited else Why.NOT_INVITED


def is_muted(person: Any, channel: Channel) -> bool:
    """Tell whether a moderator took the person's right to write here, for now."""
    return mutes(person, channel, channel.page_id).exists()


def mutes(person: Any, channel: Any, page: Any, *, now: Any = None) -> QuerySet[Mute]:
    """Return what holds (`now`) of what took the person's right to write in a channel of a page."""
    where = Q(channel=channel) | Q(page=page)
    return Mute.objects.filter(where, person=person, until__gt=now or timezone.now())


def visible_to(person: Any, message: Message) -> bool:
    """Tell whether `person` may see what a message says."""
    return may_see(access(person, message.channel), message)


def may_see(seer: Access, message: Message) -> bool:
    """Tell the same of somebody whose access to the message's channel is known."""
    if not seer.reads or message.state in GONE:
        return False
    if message.state == MessageState.VISIBLE:
        return True
    return is_own(seer, message) or seer.moderates


def may_see_question(seer: Access, question: Question) -> bool:
    """Tell whether somebody may see a question: all but what waits or was declined."""
    if not seer.reads:
        return False
    if question.shown_at and question.state != QuestionState.DECLINED:
        return True
    return is_own(seer, question) or seer.moderates


def is_own(seer: Access, row: Message | Question) -> bool:
    """Tell whether a message or question is the person's own."""
    return seer.person is not None and seer.person == row.author_id
