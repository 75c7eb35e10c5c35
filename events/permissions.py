"""Who may see what of a workshop. Page, calendar file and linked data all ask here."""

from typing import Any

from discussion.choices import ChannelKind
from discussion.models import Channel
from events.choices import Role, StreamAccess
from events.models import Session, WorkshopOrganisation
from network.permissions import partners_of


def may_see_stream(user: Any, session: Session) -> bool:
    """Tell whether `user` (anonymous, or None) may see the address of a session's stream.

    Nobody is registered as a participant of a workshop yet; until registration comes, only
    editors see an address that is for participants.
    """
    if session.stream_access == StreamAccess.EVERYONE:
        return True
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if session.stream_access == StreamAccess.SIGNED_IN:
        return True
    if session.stream_access == StreamAccess.PARTICIPANTS:
        return user.has_perm("wagtailadmin.access_admin")
    return False


def stream_address(user: Any, session: Session) -> str:
    """Return the address of a session's stream, or nothing where `user` may not see it."""
    return session.stream_url if may_see_stream(user, session) else ""


def hosts(user: Any, channel: Channel) -> bool:
    """Tell whether `user` is a confirmed member of a partner that hosts the channel's workshop."""
    if channel.kind == ChannelKind.PRACTICE:
        return False
    rows = WorkshopOrganisation.objects.filter(workshop=channel.page_id, role=Role.HOST)
    return rows.filter(partner__in=partners_of(user)).exists()
