"""Who writes from where, and whom a message names."""

import re

from accounts.models import User
from content.contributions import contributions
from discussion.choices import ShownAs
from discussion.frames import public_name
from discussion.models import Message

# The slot in which applications above say which city somebody writes from: a list of names.
PLACE = "discussion.place"
# The same for many people at once: for a list of their numbers, pairs of number and name.
PLACES = "discussion.places"
MOST_NAMED = 200


def place_of(person: User) -> str:
    """Return the city that somebody writes from, as the applications above know it; else ""."""
    return str(next(iter(contributions(PLACE, person)), ""))[:160]


def places_of(people: list[int]) -> dict[int, str]:
    """Return the cities that people (by number) write from; those without one are left out."""
    found: dict[int, str] = {}
    for pk, name in contributions(PLACES, people):
        found.setdefault(pk, str(name)[:160])
    return found


def people_named(message: Message) -> list[User]:
    """Return who is named with an @ before the name, among those who wrote here with their name."""
    if "@" not in message.body:
        return []
    here = Message.objects.filter(channel=message.channel_id, shown_as=ShownAs.NAME)
    people = User.objects.filter(is_active=True, pk__in=here.values("author"))[:MOST_NAMED]
    text = message.body.casefold()
    return [
        one
        for one in people
        if (name := public_name(one).casefold())
        and re.search(rf"@{re.escape(name)}(?!\w)", text)
        and one.pk != message.author_id
    ]
