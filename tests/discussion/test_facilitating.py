"""The facilitator's view: who has spoken, who has not, what waits, who might be next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.choices import Shown
from discussion import asking, facilitating, hands, moderation
from discussion.choices import Policy, QuestionState
from discussion.models import Hand, Message, Question, ReadMarker
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.network import make_member, make_partner, make_place

pytestmark = pytest.mark.django_db


def path(channel):
    return f"/en/discussion/{channel.pk}/facilitate/"


def of_city(city, *, is_shown=True, **values):
    """Return a member of a partner in a city; whether their profile shows it is said."""
    shown = [Shown.NAME, *([Shown.PARTNERS] if is_shown else [])]
    person = UserFactory(shown=shown, **values)
    partner = make_partner(f"of-{uuid4().hex[:6]}", place=make_place(city, "IT"))
    make_member(partner, person.email)
    return person


def ago(row, **passed):
    """Let a hand or a question have been there for a while."""
    name = "raised_at" if isinstance(row, Hand) else "changed_at"
    type(row).objects.filter(pk=row.pk).update(**{name: timezone.now() - timedelta(**passed)})


def ask(channel, text, **values):
    made = asking.propose(channel=channel, author=UserFactory(), client_id=uuid4(), text=text)
    Question.objects.filter(pk=made.pk).update(**values)
    return Question.objects.get(pk=made.pk)


def test_the_view_is_for_moderators(client):
    channel = make_channel()
    for person, status in ((None, 403), (UserFactory(), 403), (make_moderator(), 200)):
        if person:
            client.force_login(person)
        assert client.get(path(channel)).status_code == status
    assert path(channel) in client.get(channel.get_absolute_url()).text
    client.force_login(UserFactory())
    assert path(channel) not in client.get(channel.get_absolute_url()).text


def test_messages_are_counted_by_city_and_language():
    channel, lecce = make_channel(), of_city("Lecce")
    for _at in range(3):
        make_message(channel, "Chi", author=lecce, lang="it")
    make_message(channel, "Who", author=of_city("Gent"), lang="en")
    hidden = make_message(channel, "Who", author=of_city("Vic"), lang="ca")
    moderation.hide(message=hidden, moderator=make_moderator(), reason="Rude")

    found = facilitating.picture(channel)

    assert [(one.name, one.count, one.percent) for one in found.places] == [
        ("Lecce", 3, 75),
        ("Gent", 1, 25),
    ]
    assert [(one.name, one.count) for one in found.languages] == [("it", 3), ("en", 1)]
    assert found.total == 4


def test_anonymous_and_gone_authors_are_counted_and_neither_named_nor_placed(client):
    channel = make_channel()
    secret = of_city("SECRETPLACE", is_shown=False, name="SECRETNAME")
    gone = of_city("GONEPLACE", is_shown=False, name="GONENAME")
    closed = of_city("CLOSEDPLACE", is_shown=False, name="CLOSEDNAME")
    make_message(channel, "Who", author=secret, shown_as="anonymous")
    # As if it had been kept by an older version: the choice counts, not the row.
    Message.objects.update(author_place="SECRETPLACE")
    make_message(channel, "Who", author=gone)
    make_message(channel, "Who", author=closed)
    gone.delete()
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    ReadMarker.objects.create(person=secret, channel=channel, seq=3)
    client.force_login(make_moderator())

    html = client.get(path(channel)).text

    assert [(one.name, one.count) for one in facilitating.picture(channel).places] == [("", 3)]
    assert "No city shown" in html
    for word in ("SECRET", "GONE", "CLOSED"):
        assert word not in html


def test_silent_cities_are_those_who_take_part_and_have_not_written(monkeypatch):
    channel = make_channel()
    wrote, voter, reader, asker = (of_city(one) for one in ("Lecce", "Gent", "Vic", "Cluj-Napoca"))
    unshown = of_city("SECRET", is_shown=False)
    make_message(channel, author=wrote)
    question = ask(channel, "Why?")
    asking.vote(question=question, person=voter)
    for person in (reader, unshown):
        ReadMarker.objects.create(person=person, channel=channel, seq=1)
    hands.raise_hand(channel=channel, person=rested(asker))

    found = facilitating.picture(channel)

    assert found.silent == ["Cluj-Napoca", "Gent", "Vic"]
    assert found.presence is None, "no hub in this process: nothing is said"


def test_questions_wait_from_five_minutes_on(client):
    channel = make_channel()
    long, short = ask(channel, "Long?"), ask(channel, "Short?")
    answered = ask(channel, "Answered?", state=QuestionState.ANSWERED)
    open_ = ask(channel, "Open?", state=QuestionState.OPEN)
    ago(long, minutes=6)
    ago(short, minutes=4)
    ago(answered, minutes=60)
    ago(open_, minutes=180)

    client.force_login(make_moderator())
    html = client.get(path(channel)).text

    found = facilitating.picture(channel).questions
    assert [one.text for one in found] == ["Open?", "Long?"]
    assert "Proposed, 6 minutes" in html
    assert "Open, 3 hours" in html
    assert f'href="/en/discussion/question/{long.pk}/advance/"' in html


def test_hands_stand_in_order_and_the_word_is_given_by_form(client):
    channel = make_channel()
    first, second = of_city("Lecce", name="Ada"), UserFactory(name="HIDDEN", shown=[])
    for person in (first, second):
        hands.raise_hand(channel=channel, person=rested(person))
    ago(Hand.objects.get(person=first), minutes=7)
    client.force_login(make_moderator())

    html = client.get(path(channel)).text

    assert html.index("Ada, Lecce") < html.index("A participant")
    assert "7 minutes" in html
    assert "HIDDEN" not in html
    number = Hand.objects.get(person=first).pk
    answer = client.post(f"/en/discussion/{channel.pk}/hand/{number}/call/", follow=True)
    assert "Ada" not in answer.text
    assert not Hand.objects.filter(person=first).exists()
    client.force_login(second)
    left = Hand.objects.get(person=second).pk
    assert client.post(f"/en/discussion/{channel.pk}/hand/{left}/call/").status_code == 403


def test_next_is_the_longest_waiting_hand_of_the_city_that_has_spoken_least(client):
    channel = make_channel()
    loud, quiet, quieter, nowhere = (
        of_city("Lecce", name="Loud"),
        of_city("Gent", name="Quiet"),
        of_city("Gent", name="Second"),
        UserFactory(name="Nowhere"),
    )
    for _at in range(3):
        make_message(channel, author=loud)
    make_message(channel, author=quiet)
    for minutes, person in ((9, loud), (8, nowhere), (6, quiet), (3, quieter)):
        hands.raise_hand(channel=channel, person=rested(person))
        ago(Hand.objects.get(person=person), minutes=minutes)

    found = facilitating.picture(channel).next

    assert (found.hand.name, found.count) == ("Quiet", 1)
    client.force_login(make_moderator())
    html = client.get(path(channel)).text
    words = "Gent has written 1 message of 4. This hand has been up for 6 minutes."
    assert words in html
    assert "This is a suggestion; you decide." in html
    for person in (quiet, quieter):
        hands.lower_hand(channel=channel, person=person)
    # Nobody knows the city: two messages are the average, and Lecce has three.
    assert facilitating.picture(channel).next.hand.name == "Nowhere"


def test_waiting_messages_are_counted_with_the_way_to_them(client):
    channel = make_channel(policy=Policy.PRE_MODERATED)
    make_message(channel)
    client.force_login(make_moderator())

    html = client.get(path(channel)).text

    assert (
        f'<a href="/en/discussion/{channel.pk}/desk/">1 message waits for a moderator</a>' in html
    )


def test_an_empty_channel_has_an_empty_view(client):
    client.force_login(make_moderator())

    html = client.get(path(make_channel())).text

    for words in ("No hand is raised.", "Nobody has written here yet", "No message waits"):
        assert words in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_view_costs_the_same_few_queries(client, count, django_assert_num_queries):
    channel, moderator = make_channel(), make_moderator()
    for _at in range(count):
        person = of_city("Lecce")
        make_message(channel, author=person)
        hands.raise_hand(channel=channel, person=rested(person))
        asking.vote(question=ask(channel, "Why?"), person=of_city("Gent"))
    client.force_login(moderator)
    client.get(path(channel))

    # Two of them are the frame's.
    with django_assert_num_queries(14):
        client.get(path(channel))
