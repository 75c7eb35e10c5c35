"""Which rows somebody sees of a channel: messages, questions, what is pinned."""

from typing import Any
from uuid import UUID

from django.db.models import (
    BigAutoField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.utils import timezone
from wagtail.models import Page

from content.permissions import public_pages
from content.prepared import Prepared, Slot
from discussion.choices import MessageState, QuestionState, ReactionKind
from discussion.models import (
    Channel,
    Following,
    Hand,
    Message,
    Question,
    Reaction,
    ReadMarker,
    Vote,
)
from discussion.permissions import Access, mutes


def channels() -> QuerySet[Channel]:
    """Return channels with their pages: permissions look at the page."""
    return Channel.objects.select_related("page")


def channels_for(person: Any) -> QuerySet[Channel]:
    """Return channels with what the page of one asks of `person`: `is_beside_public` (its page is
    public), and for somebody signed in `read` (how far they read, or None), `has_hand` up,
    `is_muted`, `hears` (how often by mail, or None) and `has_written` here."""
    rows = channels().annotate(is_beside_public=Exists(_page_if_public()))
    if not person.is_authenticated:
        return rows
    markers = ReadMarker.objects.filter(channel=OuterRef("pk"), person=person)
    hands = Hand.objects.filter(channel=OuterRef("pk"), person=person)
    followings = Following.objects.filter(channel=OuterRef("pk"), person=person)
    written = Message.objects.filter(channel=OuterRef("pk"), author=person)
    return rows.annotate(
        read=markers.values("seq")[:1],
        has_hand=Exists(hands),
        hears=followings.values("rhythm")[:1],
        has_written=Exists(written),
        is_muted=Exists(mutes(person, OuterRef("pk"), OuterRef("page"))),
    )


def channel_to_write_in(pk: int, person: Any, client_id: UUID) -> Channel | None:
    """Return a channel with what decides whether somebody signed in may write in it:
    `is_beside_public` and `is_muted` as in `channels_for`, and `stored`: the number of their
    message with that `client_id`, wherever it is, or None. One query, built once."""
    return _TO_WRITE_IN.first(channel=pk, person=person.pk, client_id=client_id, now=timezone.now())


def _to_write_in() -> QuerySet[Channel]:
    person = Slot("person", BigAutoField())
    muted = mutes(person, OuterRef("pk"), OuterRef("page"), now=Slot("now", DateTimeField()))
    sent = Message.objects.filter(author=person, client_id=Slot("client_id", UUIDField()))
    return Channel.objects.filter(pk=Slot("channel", BigAutoField())).annotate(
        is_beside_public=Exists(_page_if_public()),
        is_muted=Exists(muted),
        stored=Subquery(sent.values("pk")[:1]),
    )


_TO_WRITE_IN = Prepared(_to_write_in)


def _page_if_public() -> QuerySet[Page]:
    """Return the page of an outer channel, if anybody may read it."""
    return public_pages(Page.objects.filter(pk=OuterRef("page")))


def all_messages() -> QuerySet[Message]:
    """Return messages with everything that their frames need."""
    cited = public_pages(Page.objects.filter(pk=OuterRef("cites")))
    rows = Message.objects.select_related("author", "reply_to__author", "cites")
    return rows.annotate(cites_open=Exists(cited))


def messages_for(seer: Access, channel: Channel) -> QuerySet[Message]:
    """Return the messages that take a place in the list that somebody sees (`stands_for`)."""
    rows = all_messages().filter(channel=channel)
    if not seer.reads:
        return rows.none()
    if seer.moderates:
        return rows
    return rows.filter(Q(shown_at__isnull=False) | Q(author=seer.person, author__isnull=False))


def in_languages(seer: Access, languages: tuple[str, ...]) -> Q:
    """Return the condition for messages in these languages. What has no language, one's own, and
    what is not there for all (it says so, or waits for a moderator) is never left out."""
    unsaid = Q(lang="") | ~Q(state=MessageState.VISIBLE)
    own = Q(author=seer.person, author__isnull=False)
    return Q(lang__in=languages) | unsaid | own


def with_own_reactions(rows: QuerySet[Message], person: int | None) -> QuerySet[Message]:
    """Add to messages which reactions are the person's own; see `own_reactions`."""
    if person is None:
        return rows
    pressed = Reaction.objects.filter(message=OuterRef("pk"), person=person)
    return rows.annotate(
        **{f"pressed_{kind}": Exists(pressed.filter(kind=kind)) for kind in ReactionKind.values}
    )


def own_reactions(message: Message) -> set[str]:
    """Return which reactions to a message are the reader's (`with_own_reactions`)."""
    return {kind for kind in ReactionKind.values if getattr(message, f"pressed_{kind}", False)}


def questions_for(seer: Access, channel: Channel) -> QuerySet[Question]:
    """Return the questions that somebody may see, the most wanted first; for somebody signed in
    each with `voted`: whether they want an answer too."""
    rows = Question.objects.filter(channel=channel).select_related("author")
    if not seer.reads:
        return rows.none()
    if seer.person is not None:
        votes = Vote.objects.filter(question=OuterRef("pk"), person=seer.person)
        rows = rows.annotate(voted=Exists(votes))
    if not seer.moderates:
        open_ = Q(shown_at__isnull=False) & ~Q(state=QuestionState.DECLINED)
        rows = rows.filter(open_ | Q(author=seer.person, author__isnull=False))
    return rows.order_by("-votes", "pk")
