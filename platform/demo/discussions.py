"""The demo's discussions: made-up voices that are named so, loaded by the verbs that people use.

What is there already is left alone, however it has changed since: whoever tries out the demo may
edit, hide or delete it. So a text that changes in its file needs a new key to be loaded.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Model
from wagtail.models import Page

from accounts.choices import Shown
from accounts.models import User
from demo.texts import read, read_all
from discussion import actions, asking, hands, moderation
from discussion.choices import ChannelKind, ShownAs
from discussion.mail.actions import follow, nothing_so_far
from discussion.models import Channel, Event, Following, Message, Pace, Question
from discussion.queries import find_channel
from events.models import WorkshopPage
from network.choices import State
from network.models import Membership, PartnerPage
from practices.models import PracticePage

ABOUT = "A made-up voice of the demo. Nobody speaks for a city here."
# What stands beside a demo account in the editors' list of a real partner's members.
POSITION = "Demo account, made up"
WORKSHOP = "rw4-cluj-2023"
# Who follows which discussion by mail; only the demo reader has an address that mail goes to.
FOLLOWERS = {"reader": "immediate", "tilburg": "daily", "bologna": "weekly"}
FOLLOWED = "rw4-cluj-2023-question-1"
People = dict[str, User]


def load_discussions(practices: dict[str, PracticePage], partners: dict[str, PartnerPage]) -> None:
    """Load the discussions beside the Cluj workshop's questions and some practices.

    `practices` and `partners` are the demo's by their id. The demo's users must be there. Adds
    what is missing.
    """
    people = _people(partners)
    for talk in read_all("discussions"):
        page = practices.get(talk["page"]) or _workshop()
        channel = actions.channel_for(page, talk["kind"], talk["key"])
        loading = _Loading(talk["id"], channel, people, practices)
        entries = [(one["at"], loading.message, one) for one in talk["messages"]]
        entries += [(one["at"], loading.question, one) for one in talk["questions"]]
        for _at, load, facts in sorted(entries, key=lambda entry: entry[0]):
            load(facts)
        loading.hands(talk.get("hands", ()))
        if loading.has_added():
            nothing_so_far([channel])
        if talk["id"] == FOLLOWED:
            _follow(channel, people)


def _follow(channel: Channel, people: People) -> None:
    for name, rhythm in FOLLOWERS.items():
        if not Following.objects.filter(channel=channel, person=people[name]).exists():
            follow(channel=channel, person=people[name], rhythm=rhythm)


def place_to_talk() -> str:
    """Return the address of the discussion of the workshop's first question, "" without one."""
    page = WorkshopPage.objects.filter(slug=WORKSHOP).first()
    channel = page and find_channel(page, ChannelKind.QUESTION, "1")
    return channel.get_absolute_url() if channel else ""


def client_id(discussion: str, key: str) -> UUID:
    """Return the number of a message or question, the same on every site and for ever."""
    return uuid5(NAMESPACE_URL, f"crocevia-demo:{discussion}:{key}")


def _workshop() -> WorkshopPage:
    return WorkshopPage.objects.get(slug=WORKSHOP, locale__language_code="en")


@transaction.atomic
def _people(partners: dict[str, PartnerPage]) -> People:
    """Return who speaks, by name in the files. Nobody can sign in as one of the voices."""
    voices = read("discussions/voices")
    is_first = not User.objects.filter(email__in=[_address(key) for key in voices]).exists()
    for key, voice in voices.items():
        if not User.objects.filter(email=_address(key)).exists():
            User.objects.create_user(
                _address(key),
                name=voice["name"],
                about=ABOUT,
                shown=[Shown.NAME, Shown.ABOUT],
                languages=[voice["language"]],
                interface_language=voice["language"],
            )
    found = User.objects.filter(email__endswith=_address(""))
    people = {one.email.partition("@")[0]: one for one in found}
    # Once only: who ends a membership in the demo shall not find it there again.
    if is_first:
        for key, partner in read("discussions/members").items():
            _join(people[key], partners[partner])
    return people


def _join(person: User, partner: PartnerPage) -> None:
    """Let a demo account write from the city of a partner. The partner's page does not name it:
    no demo account is shown as somebody to ask."""
    Membership.objects.get_or_create(
        user=person,
        partner=partner,
        defaults={"state": State.CONFIRMED, "position": POSITION},
    )
    if Shown.PARTNERS not in person.shown:
        person.shown = [*person.shown, Shown.PARTNERS]
        person.save(update_fields=["shown"])


def _address(key: str) -> str:
    return f"{key}@demo.crocevia.example"


class _Loading:
    """One discussion on its way from its file into its channel."""

    def __init__(
        self,
        name: str,
        channel: Channel,
        people: People,
        practices: dict[str, PracticePage],
    ) -> None:
        self.name = name
        self.channel = channel
        self.people = people
        self.practices = practices

    def has_added(self) -> bool:
        """Tell whether anything was not there before: nobody shall get mail of that."""
        return Channel.objects.filter(
            pk=self.channel.pk, last_seq__gt=self.channel.last_seq
        ).exists()

    @transaction.atomic
    def message(self, facts: dict[str, Any]) -> None:
        """Send a message with its reactions, unless it is there; pin or hide it."""
        if self._find(Message, facts["key"]):
            return
        root, cites = facts.get("reply_to"), facts.get("cites")
        sent = actions.send(
            channel=self.channel.pk,
            author=self._rested(facts["by"]),
            client_id=client_id(self.name, facts["key"]),
            body=facts["text"],
            lang=facts["lang"],
            reply_to=self._find(Message, root) if root else None,
            cites=Page.objects.get(pk=self.practices[cites].pk) if cites else None,
            shown_as=facts.get("shown_as", ShownAs.NAME),
        ).message
        for kind, names in facts.get("reactions", {}).items():
            for name in names:
                actions.react(message=sent, person=self._rested(name), kind=kind)
        at = datetime.fromisoformat(facts["at"])
        Message.objects.filter(pk=sent.pk).update(created_at=at, shown_at=at)
        Event.objects.filter(message=sent).update(at=at)
        # These two keep the time of loading: so does the log of moderation, which never changes.
        moderator = self.people["moderator"]
        if "pinned" in facts:
            moderation.pin(message=sent, moderator=moderator, reason=facts["pinned"])
        if "hidden" in facts:
            moderation.hide(message=sent, moderator=moderator, **facts["hidden"])

    @transaction.atomic
    def question(self, facts: dict[str, Any]) -> None:
        """Propose a question with its votes, unless it is there; take it through its states."""
        if self._find(Question, facts["key"]):
            return
        question = asking.propose(
            channel=self.channel,
            author=self._rested(facts["by"]),
            client_id=client_id(self.name, facts["key"]),
            text=facts["text"],
            lang=facts["lang"],
        )
        for name in facts["votes"]:
            asking.vote(question=question, person=self._rested(name))
        at = datetime.fromisoformat(facts["at"])
        Question.objects.filter(pk=question.pk).update(created_at=at, shown_at=at, changed_at=at)
        Event.objects.filter(question=question).update(at=at)
        for step in facts["steps"]:
            self._advance(question, **step)

    def hands(self, names: Sequence[str]) -> None:
        """Raise hands in their order, the first time only: who was given the word has had it.

        They keep the time of loading, since a hand is up now.
        """
        if self.channel.last_seq == 0:
            for name in names:
                hands.raise_hand(channel=self.channel, person=self._rested(name))

    def _advance(self, question: Question, at: str, due: str = "", **step: str) -> None:
        asking.advance(
            question=question,
            moderator=self.people["moderator"],
            due=date.fromisoformat(due) if due else None,
            **step,
        )
        moment = datetime.fromisoformat(at)
        Question.objects.filter(pk=question.pk).update(changed_at=moment)
        # The steps before have their earlier times already.
        Event.objects.filter(question=question, at__gt=moment).update(at=moment)

    def _find(self, model: type[Model], key: str) -> Any:
        """Return the message or question with that key, whoever it belongs to by now."""
        return model._default_manager.filter(client_id=client_id(self.name, key)).first()

    def _rested(self, name: str) -> User:
        """Return a person as if they had written nothing for a while: two days take seconds."""
        person = self.people[name]
        Pace.objects.filter(person=person).update(full_at=0)
        return person
