"""Who is at the other end of a wire, and what they may read now. All of it asks the database.

`discussion.permissions.access` decides. What is here asks it for many people at once and finds out
whether they are still who they were: an account that is open, a session that lasts.
"""

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.choices import Shown
from accounts.models import User
from discussion.models import Channel
from discussion.people import place_of
from discussion.permissions import Access, access, may_moderate
from discussion.rows import channels


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at the other end: `person` is None without an account. `session` and `stamp` are
    what must still hold for it to be them; `city` is shown to others."""

    person: int | None = None
    session: str = ""
    stamp: str = ""
    city: str = ""


NOBODY = Reader()


def identify(session_key: str | None) -> Reader:
    """Return who a session belongs to; NOBODY where it is none, or nobody's."""
    if not session_key:
        return NOBODY
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user: Any = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    # Who only reads has not chosen to be seen here: their profile decides.
    city = place_of(user) if Shown.PARTNERS in (user.shown or ()) else ""
    return Reader(user.pk, session_key, user.get_session_auth_hash(), city)


def _lasting(readers: list[Reader]) -> dict[Reader, User]:
    """Return those with an account who are still signed in as they were: two queries for all."""
    own = [one for one in readers if one.person is not None]
    if not own:
        return {}
    # Sessions are in the database (SESSION_ENGINE is Django's default), so one question is enough.
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    keys = set(
        rows.filter(session_key__in={one.session for one in own}).values_list(
            "session_key", flat=True
        )
    )
    found = User.objects.filter(is_active=True).in_bulk({one.person for one in own})
    stamps = {pk: user.get_session_auth_hash() for pk, user in found.items()}
    return {
        one: found[one.person]
        for one in own
        if one.session in keys and one.person in found and stamps[one.person] == one.stamp
    }


def who_left(readers: list[Reader]) -> set[Reader]:
    """Return those who had an account and are signed in no more."""
    lasting = _lasting(readers)
    return {one for one in readers if one.person is not None and one not in lasting}


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a channel: its row (None if there is none), the access of those who may
    still be asked about, and who is signed in no more."""

    channel: Channel | None
    access: dict[Reader, Access]
    left: set[Reader]

    def reads(self, reader: Reader) -> bool:
        """Tell whether somebody reads the channel now."""
        return reader in self.access and self.access[reader].reads


def standing(channel_id: int, readers: list[Reader]) -> Standing:
    """Return what each of `readers` may do with a channel now.

    Two queries, two more where there are people with accounts; where not everybody may read the
    channel, those of `access` for each of them as well.
    """
    lasting = _lasting(readers)
    left = {one for one in readers if one.person is not None and one not in lasting}
    channel = channels().filter(pk=channel_id).first()
    if channel is None:
        return Standing(None, {}, left)
    anybody = access(None, channel)
    found: dict[Reader, Access] = {one: anybody for one in readers if one.person is None}
    for reader, user in lasting.items():
        found[reader] = _access(user, channel, anybody.reads)
    return Standing(channel, found, left)


def _access(user: User, channel: Channel, is_open: bool) -> Access:
    # What anybody may read they may read too, and need not be asked about one by one.
    if is_open:
        return Access(user.pk, reads=True, moderates=partial(may_moderate, user, channel))
    return access(user, channel)
