"""What a facilitator wants to know: who has spoken and who has not, what waits, who is next.

Counts say of which city and in which language messages are, as their authors chose to be shown.
Who writes anonymously is counted, and neither named nor counted for a city.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from discussion.choices import MessageState, QuestionState, ShownAs
from discussion.hands import Raised, raised, shown_places
from discussion.live import door
from discussion.live.presence import Here
from discussion.models import Channel, Hand, Message, Question, ReadMarker, Vote

# So many of the newest messages are counted: the cost does not grow with the channel.
MOST_COUNTED = 5_000
MOST_ASKED = 500
MOST_WAITING = 20
LONG = timedelta(minutes=5)


@dataclass(frozen=True)
class Share:
    """How many messages are of a city or in a language ("" where that is not known or shown)."""

    name: str
    count: int
    percent: int


@dataclass(frozen=True)
class Suggestion:
    """Whose hand might be next, and how many messages their city has written."""

    hand: Raised
    count: int


@dataclass(frozen=True)
class Picture:
    """The facilitator's view of a channel. `presence` is None where nothing is known of it."""

    total: int
    is_capped: bool
    places: list[Share]
    languages: list[Share]
    silent: list[str]
    presence: Here | None
    questions: list[Question]
    hands: list[Raised]
    next: Suggestion | None
    waiting: int


def picture(channel: Channel) -> Picture:
    """Return the facilitator's view. Seven queries, however many people and messages there are."""
    places, languages = _spoken(channel)
    total = sum(languages.values())
    presence = door.presence(channel.pk)
    up = raised(channel)
    here = presence.cities if presence else ()
    silent = {*here, *_places_of_quiet_people(channel), *(one.place for one in up)}
    return Picture(
        total=total,
        is_capped=total >= MOST_COUNTED,
        places=_shares(places, total),
        languages=_shares(languages, total),
        silent=sorted(one for one in silent if one and not places[one]),
        presence=presence,
        questions=list(_long_waiting(channel)[:MOST_WAITING]),
        hands=up,
        next=suggestion(up, places),
        waiting=channel.messages.filter(state=MessageState.WAITING).count(),
    )


def _spoken(channel: Channel) -> tuple[Counter[str], Counter[str]]:
    """Return how many visible messages each city and each language has. One query."""
    rows = Message.objects.filter(channel=channel, state=MessageState.VISIBLE)
    newest = rows.order_by("-created_seq").values("pk")[:MOST_COUNTED]
    shown = Q(author__is_active=True) & ~Q(shown_as=ShownAs.ANONYMOUS)
    place = Case(When(shown, then=F("author_place")), default=Value(""))
    counted = Message.objects.filter(pk__in=newest).order_by().values("lang", place=place)
    places: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for row in counted.annotate(count=Count("pk")):
        places[row["place"]] += row["count"]
        languages[row["lang"]] += row["count"]
    return places, languages


def _shares(counts: Counter[str], total: int) -> list[Share]:
    """Return counts as shares, the largest first, and last what has no name."""
    order = sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], pair[0]))
    return [Share(name, count, round(100 * count / total)) for name, count in order]


def _places_of_quiet_people(channel: Channel) -> Iterable[str]:
    """Return the cities of people who read here, voted or raised a hand, where their profile shows
    them. Two queries."""
    votes = Vote.objects.filter(question__channel=channel)
    markers = ReadMarker.objects.filter(channel=channel)
    up = Hand.objects.filter(channel=channel)
    took_part = Q()
    for rows in (votes, markers, up):
        took_part |= Q(pk__in=rows.values("person"))
    return shown_places(User.objects.filter(took_part, is_active=True)[:MOST_ASKED]).values()


def _long_waiting(channel: Channel) -> QuerySet[Question]:
    """Return the questions that nobody has taken on for five minutes, the oldest first."""
    states = (QuestionState.PROPOSED, QuestionState.OPEN)
    since = timezone.now() - LONG
    rows = Question.objects.filter(channel=channel, state__in=states, changed_at__lt=since)
    return rows.order_by("changed_at", "pk")


def suggestion(hands: list[Raised], spoken: Counter[str]) -> Suggestion | None:
    """Return whose hand might be next: of the city that has spoken least, the longest waiting. Who
    shows no city is counted as if theirs had spoken as much as the others on average."""
    if not hands:
        return None
    named = [count for name, count in spoken.items() if name]
    average = sum(named) / len(named) if named else 0
    chosen = min(
        hands, key=lambda one: (spoken[one.place] if one.place else average, one.since, one.number)
    )
    return Suggestion(chosen, spoken[chosen.place] if chosen.place else 0)
