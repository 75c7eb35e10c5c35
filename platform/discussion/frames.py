"""Messages, questions and events as plain data: what page, replay, socket and export share.

A frame is made from the present state of its row, so it may tell of something later than its own
number; whoever applies all of them in order ends where a fresh reading begins. Nothing in it is
personal (own votes, own reactions) and no word of it is in an interface language: one frame is made
for all readers, and a second one where authors and moderators see more.
"""

from copy import copy
from datetime import datetime
from typing import Any

from accounts.choices import Shown
from accounts.models import User
from accounts.queries import public_profile
from content.permissions import is_public
from discussion.choices import ShownAs
from discussion.models import Channel, Event, Message, Question
from discussion.permissions import Access, is_own, may_see, may_see_question

Frame = dict[str, Any]


def frame(event: Event, seer: Access) -> Frame:
    """Return an event as `seer` may see it: `kind`, `seq`, `at`, and what changed.

    `{"kind": "skip", "seq"}` where it is not for them; `{"kind": "removed", …}` with `message_id`
    or `question_id` where something that they may have seen is not theirs to see any more.
    """
    made: Frame = {"kind": event.kind, "seq": event.seq, "at": moment(event.at)}
    if event.message is not None:
        made |= _of_message(event, event.message, seer)
    elif event.question is not None:
        made |= _of_question(event.question, seer)
    elif seer.reads and event.kind == "channel":
        made["channel"] = channel_frame(event.channel)
    else:
        made["kind"] = "skip"
    return {"kind": "skip", "seq": event.seq} if made["kind"] == "skip" else made


def _of_message(event: Event, message: Message, seer: Access) -> Frame:
    if not seer.reads or not stands_for(seer, message):
        return {"kind": "skip"}
    if message.channel_id != event.channel_id:
        return {"kind": "removed", "message_id": message.pk}
    return {"message": message_frame(message, seer)}


def _of_question(question: Question, seer: Access) -> Frame:
    if may_see_question(seer, question):
        return {"question": question_frame(question)}
    if seer.reads and question.shown_at:
        return {"kind": "removed", "question_id": question.pk}
    return {"kind": "skip"}


def stands_for(seer: Access, message: Message) -> bool:
    """Tell whether a message takes a place in the list that somebody sees: with its text, or with
    the words that it was hidden or deleted. What others never saw takes none."""
    return bool(message.shown_at) or is_own(seer, message) or seer.moderates


def message_frame(message: Message, seer: Access) -> Frame:
    """Return a message as data. Without `html` where it was hidden or deleted for `seer`.

    `seq` is its place, `thread` that of the first message of its thread (the same for a first
    message): a list sorted by (`thread`, `seq`) is the discussion.
    """
    root = message.reply_to
    made: Frame = {
        "id": message.pk,
        "channel": message.channel_id,
        "seq": message.created_seq,
        "thread": root.created_seq if root else message.created_seq,
        "rev": message.changed_seq,
        "reply_to": message.reply_to_id,
        "state": message.state,
        "at": moment(message.created_at),
    }
    if not may_see(seer, message):
        return made
    return made | {
        "client_id": str(message.client_id),
        "author": author_frame(message),
        "lang": message.lang,
        "html": message.html,
        "cites": _cited(message),
        "pinned": message.pinned,
        "reactions": {kind: count for kind, count in sorted(message.reactions.items()) if count},
        "edited_at": moment(message.edited_at),
    }


def author_frame(row: Message | Question) -> dict[str, str]:
    """Return how the author of a message or question wants to be shown: `shown_as` is name, city,
    anonymous or gone, and `name` and `place` are empty where they are not shown.

    Who wrote without their name and is gone is as anonymous as before: else whoever saw them leave
    would know what they wrote so.
    """
    if row.author is None or not row.author.is_active:
        shown_as = "gone" if row.shown_as == ShownAs.NAME else ShownAs.ANONYMOUS.value
        return {"shown_as": shown_as, "name": "", "place": ""}
    name = public_name(row.author) if row.shown_as == ShownAs.NAME else ""
    shown_as = (
        ShownAs.ANONYMOUS.value if row.shown_as == ShownAs.NAME and not name else row.shown_as
    )
    place = "" if row.shown_as == ShownAs.ANONYMOUS else row.author_place
    return {"shown_as": str(shown_as), "name": name, "place": place}


def public_name(user: User) -> str:
    """Return the name that others see of somebody; empty if none. No query."""
    # The profile decides; asked for the name alone, it need not look up the partners.
    only = copy(user)
    only.shown = [one for one in user.shown or () if one == Shown.NAME]
    profile = public_profile(only)
    return profile.name if profile.is_named else ""


def _cited(message: Message) -> dict[str, Any] | None:
    """Return the practice that a message cites: `id`, `title` with its `lang`, and `path` below the
    language's part of the address; None where it is not public (any more)."""
    page = message.cites
    if page is None:
        return None
    is_open = getattr(message, "cites_open", None)
    if not (is_public(page) if is_open is None else is_open):
        return None
    # /home/library/one-desk/: the first part is the home page of a language.
    path = page.url_path.split("/", 2)[2]
    return {"id": page.pk, "title": page.title, "lang": message.cites_lang, "path": path}


def question_frame(question: Question) -> Frame:
    """Return a question from the room as data, for somebody who may see it."""
    return {
        "id": question.pk,
        "channel": question.channel_id,
        "rev": question.changed_seq,
        "client_id": str(question.client_id),
        "author": author_frame(question),
        "lang": question.lang,
        "text": question.text,
        "state": question.state,
        "waits": question.shown_at is None,
        "votes": question.votes,
        "answer": question.answer,
        "reason": question.reason,
        "owner_place": question.owner_place,
        "due": question.due.isoformat() if question.due else None,
        "at": moment(question.created_at),
        "changed_at": moment(question.changed_at),
    }


def channel_frame(channel: Channel) -> Frame:
    """Return how a channel takes messages, and how many hands are raised, as data."""
    return {
        "id": channel.pk,
        "kind": channel.kind,
        "key": channel.key,
        "policy": channel.policy,
        "slow_seconds": channel.slow_seconds,
        "read_by": channel.read_by,
        "write_by": channel.write_by,
        "hands": channel.hands,
    }


def moment(time: datetime | None) -> str | None:
    """Return a moment as text (ISO 8601), None for none."""
    return time.isoformat(timespec="milliseconds") if time else None


def apply(view: dict[str, Any], one: Frame) -> None:
    """Bring a view (`queries.state_of_view`) on by one frame, as every client does.

    A number that the view has already had changes nothing; raises ValueError for a gap.
    """
    if one["seq"] <= view["last_seq"]:
        return
    if one["seq"] != view["last_seq"] + 1:
        raise ValueError(f"after {view['last_seq']} came {one['seq']}")
    view["last_seq"] = one["seq"]
    if "message" in one:
        # A message from before the first one in view changes nothing that is seen.
        if one["message"]["seq"] >= view["floor"]:
            view["messages"][one["message"]["id"]] = one["message"]
    elif "question" in one:
        view["questions"][one["question"]["id"]] = one["question"]
    elif "channel" in one:
        view["channel"] = one["channel"]
    view["messages"].pop(one.get("message_id"), None)
    view["questions"].pop(one.get("question_id"), None)
