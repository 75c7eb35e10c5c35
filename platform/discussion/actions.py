"""Writing, changing and deleting messages, reactions. Each action owns its
transaction; what moderators do is in `moderation`, questions from the room are in `asking`."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from content.generation import advance_on_commit
from content.languages import active_language
from content.permissions import is_public
from discussion import log, pace, reading
from discussion.choices import (
    GONE,
    ChannelKind,
    EventKind,
    MessageState,
    Policy,
    ReactionKind,
    ShownAs,
)
from discussion.models import Channel, Mention, Message, MessageVersion, Reaction
from discussion.people import people_named, place_of
from discussion.permissions import (
    Access,
    Why,
    access,
    is_signed_in,
    may_moderate,
    may_read,
    may_see,
    why_not_write,
)
from discussion.refusals import (
    MOST_CHARACTERS,
    Conflict,
    Empty,
    NoPractice,
    NotAllowed,
    NotThere,
    TooLong,
)
from discussion.rows import channel_to_write_in, channels
from discussion.text import cleaned, language_of, to_html


@dataclass(frozen=True)
class Sent:
    """A message that is stored, its number, and whether this call stored it."""

    message: Message
    seq: int
    is_new: bool


def channel_for(page: Page, kind: str, key: str = "") -> Channel:
    """Return the channel beside `page`, made if there is none; all languages of a page share it."""
    first = Page.objects.filter(translation_key=page.translation_key).order_by("pk").first() or page
    made, _new = Channel.objects.get_or_create(page=first, kind=ChannelKind(kind), key=key)
    return channels().get(pk=made.pk)


def checked(raw: str, most: int = MOST_CHARACTERS) -> str:
    """Return what was typed, ready to be kept. Raises TooLong and Empty.

    Length comes first: nothing else looks at a text that is too long.
    """
    if len(raw) > most:
        raise TooLong(len(raw), most)
    text = cleaned(raw)
    if not text:
        raise Empty
    return text


@log.persevering
def send(
    *,
    channel: int,
    author: User,
    client_id: UUID,
    body: str,
    lang: str = "",
    reply_to: Message | None = None,
    cites: Page | None = None,
    shown_as: str = ShownAs.NAME,
    seen: int = 0,
) -> Sent:
    """Store a message in the channel of that number, once for each (author, client_id), for ever;
    the same again answers with it.

    A reply to a reply joins the thread. `seen` is the number up to which the author has read, where
    that is known: so far, and not further, who writes has read. Raises the refusals TooLong,
    Empty, NotAllowed, NotThere, TooFast, Conflict (the same client_id with something else) and
    Busy.
    """
    text = checked(body)
    with transaction.atomic():
        turn = pace.take(author)
        draft = Message(
            channel_id=channel,
            author=author,
            client_id=client_id,
            body=text,
            lang=lang,
            reply_to=reply_to and (reply_to.reply_to or reply_to),
            cites=cites,
            shown_as=ShownAs(shown_as),
        )
        draft.fingerprint = _fingerprint(draft)
        here = channel_to_write_in(channel, author, client_id)
        if here is None:
            raise NotThere
        if here.stored is not None:  # type: ignore[attr-defined]
            turn.give_back()
            return _again(Message.objects.get(pk=here.stored), draft)  # type: ignore[attr-defined]
        draft.channel = here
        seer = access(author, here, is_beside_public=bool(here.is_beside_public))  # type: ignore[attr-defined]
        _require_write(author, here, seer, muted=bool(here.is_muted))  # type: ignore[attr-defined]
        _require_parts(seer, draft)
        pace.wait_in_slow_channel(author, draft.channel)
        turn.use()
        stored = _stored(draft, author)
        if seen:
            reading.saw_and_wrote(author, stored, seen)
        return Sent(stored, stored.created_seq, True)


def _fingerprint(draft: Message) -> str:
    parts = (draft.client_id, draft.channel_id, draft.reply_to_id, draft.cites_id, draft.body)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _again(stored: Message, draft: Message) -> Sent:
    if stored.fingerprint != draft.fingerprint:
        raise Conflict
    return Sent(stored, stored.created_seq, False)


def _require_write(
    person: User, channel: Channel, seer: Access | None = None, *, muted: bool | None = None
) -> None:
    why = why_not_write(person, channel, seer, muted=muted)
    if why != Why.NOTHING:
        raise NotAllowed(str(why.label), why.value)


def _require_parts(author: Access, draft: Message) -> None:
    """Raise NotThere where what is answered or cited is not there for the author."""
    root = draft.reply_to
    if root is not None and (root.channel_id != draft.channel_id or not may_see(author, root)):
        raise NotThere
    if draft.cites is not None and not is_public(draft.cites):
        raise NoPractice


def _stored(draft: Message, author: User) -> Message:
    channel = draft.channel
    draft.html = to_html(draft.body)
    likely = author.interface_language or active_language()
    draft.lang = draft.lang or language_of(draft.body, likely)
    if draft.cites is not None:
        # Of the text of the page, which need not be in the language of its branch.
        draft.cites_lang = getattr(draft.cites.specific, "content_language", "")
    draft.author_place = place_of(author) if draft.shown_as != ShownAs.ANONYMOUS else ""
    waits = channel.policy == Policy.PRE_MODERATED and not may_moderate(author, channel)
    draft.state = MessageState.WAITING if waits else MessageState.VISIBLE
    draft.shown_at = None if waits else draft.created_at
    named = people_named(draft)
    place = log.next_place(channel.pk)
    if place.policy != channel.policy:
        # A moderator was quicker.
        channel.policy = place.policy
        raise NotAllowed
    root = draft.reply_to_id
    if root and not Message.objects.filter(pk=root, channel=channel.pk).exists():
        # It was moved away with its thread while this waited for its place.
        raise NotThere
    draft.created_seq = draft.changed_seq = place.seq
    draft.save(force_insert=True)
    Mention.objects.bulk_create(Mention(message=draft, person=one) for one in named)
    log.write(place, channel.pk, EventKind.CREATED, author, message=draft)
    if draft.cites is not None:
        # The page of a practice, which may be kept in a cache, names where it is spoken of.
        advance_on_commit()
    return draft


def locked_message(pk: int) -> Message:
    """Return a message, locked until the end of the transaction. Raises NotThere."""
    rows = Message.objects.select_related("channel__page", "author", "reply_to")
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def record(message: Message, kind: str, actor: Any, *fields: str) -> Message:
    """Write the changed `fields` of a message, with its event as the last thing. Once in each
    action and for each message; the caller holds the message's lock."""
    place = log.next_place(message.channel_id)
    message.changed_seq = place.seq
    message.save(update_fields=[*fields, "changed_seq"])
    log.write(place, message.channel_id, kind, actor, message=message)
    return message


@log.persevering
def edit(*, message: Message, author: User, body: str, lang: str = "") -> Message:
    """Change one's own message; what it said stays as a version. Saying the same changes nothing.

    Raises TooLong, Empty, NotAllowed, NotThere, TooFast, Busy.
    """
    text = checked(body)
    with transaction.atomic():
        turn = pace.take(author)
        found = _own(message.pk, author)
        _require_write(author, found.channel)
        lang = lang or found.lang
        if (text, lang) == (found.body, found.lang):
            turn.give_back()
            return found
        turn.use()
        MessageVersion.objects.create(
            message=found, body=found.body, html=found.html, lang=found.lang
        )
        found.body, found.html, found.lang = text, to_html(text), lang
        found.edited_at = timezone.now()
        fields = ["body", "html", "lang", "edited_at"]
        if found.channel.policy == Policy.PRE_MODERATED and not may_moderate(author, found.channel):
            found.state = MessageState.WAITING
            fields.append("state")
        return record(found, EventKind.EDITED, author, *fields)


def _own(pk: int, author: User) -> Message:
    """Return one's own message, locked. Raises NotThere, and NotAllowed for somebody else's."""
    found = locked_message(pk)
    if not is_signed_in(author) or found.author_id != author.pk:
        raise NotAllowed
    if found.state in GONE:
        raise NotThere
    if found.state == MessageState.HIDDEN:
        # What a moderator judged stays as it was judged.
        raise NotAllowed
    return found


@log.persevering
def delete(*, message: Message, author: User) -> Message:
    """Delete one's own message: text, former texts, reactions and names in it are gone.

    Deleting twice changes nothing. Raises NotAllowed, NotThere, Busy.
    """
    with transaction.atomic():
        found = locked_message(message.pk)
        if found.author_id == author.pk and found.state == MessageState.DELETED:
            return found
        if not is_signed_in(author) or found.author_id != author.pk:
            raise NotAllowed
        if found.state == MessageState.REMOVED:
            raise NotThere
        return emptied(found, MessageState.DELETED, author)


def emptied(message: Message, state: str, actor: Any) -> Message:
    """Leave of a locked message nothing but its place, in a state that says so (`choices.GONE`)."""
    if message.cites_id:
        advance_on_commit()
    message.state, message.body, message.html = MessageState(state), "", ""
    message.reactions, message.pinned, message.cites = {}, False, None
    message.versions.all().delete()
    message.mentions.all().delete()
    Reaction.objects.filter(message=message).delete()
    fields = ("state", "body", "html", "reactions", "pinned", "cites")
    return record(message, EventKind.DELETED, actor, *fields)


@log.persevering
def react(*, message: Message, person: User, kind: str, on: bool = True) -> Message:
    """Say something of a message with one press, or take it back (`on=False`). Twice is once.

    Raises NotAllowed, NotThere, TooFast, Busy.
    """
    with transaction.atomic():
        turn = pace.take(person)
        found = locked_message(message.pk)
        _require_read(person, found.channel)
        _require_write(person, found.channel)
        if found.state != MessageState.VISIBLE:
            raise NotThere
        rows = Reaction.objects.filter(message=found, person=person, kind=ReactionKind(kind))
        if rows.exists() == on:
            turn.give_back()
            return found
        turn.use()
        if on:
            Reaction.objects.create(message=found, person=person, kind=kind)
        else:
            rows.delete()
        counts = Reaction.objects.filter(message=found).values_list("kind").annotate(Count("pk"))
        found.reactions = dict(counts)
        return record(found, EventKind.COUNTS, person, "reactions")


def _require_read(person: User, channel: Channel) -> None:
    if not may_read(person, channel):
        raise NotThere
