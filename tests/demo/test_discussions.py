"""The demo's discussions: many languages, every state once, and nobody sees what is hidden."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from alerts import tasks
from content.languages import LANGUAGES
from demo.actions import load_demo
from demo.discussions import POSITION, place_to_talk
from demo.management.commands.demo import Command
from discussion import actions, hands
from discussion.choices import ChannelKind, MessageState, QuestionState, ShownAs
from discussion.facilitating import picture
from discussion.frames import author_frame
from discussion.models import (
    Channel,
    Event,
    Following,
    Hand,
    Mention,
    Message,
    ModerationAction,
    Notice,
    Question,
    Reaction,
    Vote,
)
from discussion.permissions import access, may_see_question
from discussion.queries import state_of_view
from events.permissions import hosts
from network.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PRACTICES = ("cluj-one-stop-shop", "tilburg-integration-plus", "crete-hospital-mediation")
HIDDEN = "Station Street"
MODELS = (Channel, Event, Message, Reaction, Mention, Question, Vote, ModerationAction, User)
MODELS += (Membership, Hand)


def questions_of_the_workshop():
    return list(Channel.objects.filter(kind=ChannelKind.QUESTION).order_by("key"))


def languages_of(thread):
    return {thread.lang, *thread.replies.values_list("lang", flat=True)}


def person(role):
    return User.objects.get(email=f"{role}@demo.crocevia.example")


def opened(client, channel):
    return client.get(channel.get_absolute_url()).text


def everything():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def test_each_guiding_question_is_discussed_in_a_thread_of_three_languages():
    channels = questions_of_the_workshop()
    assert [channel.key for channel in channels] == ["1", "2", "3"]
    for channel in channels:
        roots = channel.messages.filter(reply_to=None)
        assert any(len(languages_of(root)) >= 3 for root in roots), channel


def test_all_ten_languages_are_spoken():
    assert set(Message.objects.values_list("lang", flat=True)) == set(LANGUAGES)


def test_practices_are_discussed_and_cited(client):
    kinds = Channel.objects.filter(kind=ChannelKind.PRACTICE)
    assert set(kinds.values_list("page__slug", flat=True)) == set(PRACTICES)
    cited = Message.objects.exclude(cites=None).values_list("cites__slug", flat=True)
    assert "cluj-one-stop-shop" in cited
    page = client.get("/en/library/cluj-one-stop-shop/").text
    first = questions_of_the_workshop()[0]
    assert f"/en/discussion/{first.pk}/" in page


def test_every_voice_says_that_it_is_made_up():
    names = set(User.objects.values_list("name", flat=True))
    assert len(names) == 15
    assert all(name.startswith("Demo") for name in names), names
    for voice in User.objects.filter(name__startswith="Demo: "):
        assert not voice.has_usable_password()
        assert "made-up" in voice.about
    for channel in questions_of_the_workshop():
        assert channel.messages.get(pinned=True).body.startswith("This is a demo")


def test_members_of_partners_are_plainly_demo_accounts_and_named_on_no_page_of_a_partner(client):
    members = Membership.objects.all()
    assert members.count() == 8
    for member in members.select_related("user", "partner"):
        assert member.user.email.endswith("@demo.crocevia.example")
        assert member.user.name.startswith("Demo")
        assert (member.position, member.shown) == (POSITION, False)
        page = client.get(f"/en/partners/{member.partner.slug}/")
        assert page.status_code == 200
        assert member.user.name not in page.text
        # A member of the host would moderate the workshop, which no made-up voice shall.
        assert not any(hosts(member.user, channel) for channel in questions_of_the_workshop())


def test_the_reader_belongs_to_no_partner_and_shows_no_city():
    assert not Membership.objects.filter(user=person("reader")).exists()
    said = Message.objects.filter(author=person("reader"))
    assert set(said.values_list("author_place", flat=True)) == {""}


def test_the_facilitator_sees_many_cities_and_languages_and_who_is_silent():
    found = picture(questions_of_the_workshop()[0])
    cities = {one.name for one in found.places if one.name}
    assert cities == {"Tilburg", "Cluj-Napoca", "Bologna", "Ηράκλειο", "Jesenice", "Wien"}
    assert {one.name for one in found.languages} == set(LANGUAGES) - {"ca"}
    assert found.silent == ["Barcelona", "Mechelen"]
    assert [one.place for one in found.hands] == ["Bologna", "Barcelona"]
    assert found.next.hand.place == "Barcelona"
    assert {one.state for one in found.questions} == {QuestionState.PROPOSED, QuestionState.OPEN}


def test_one_writes_anonymously_and_one_with_a_city_only():
    said = Message.objects.exclude(shown_as=ShownAs.NAME)
    assert [author_frame(one) for one in said.order_by("created_seq")] == [
        {"shown_as": "anonymous", "name": "", "place": ""},
        {"shown_as": "city", "name": "", "place": "Cluj-Napoca"},
    ]


def test_a_question_stands_in_each_state():
    states = Question.objects.values_list("state", flat=True)
    assert sorted(states) == sorted(QuestionState.values)
    followed = Question.objects.get(state=QuestionState.FOLLOWED_UP)
    assert (followed.owner_place, str(followed.due)) == ("Demo: Tilburg", "2023-06-30")
    assert followed.answer
    assert not followed.seen_by_author
    declined = Question.objects.get(state=QuestionState.DECLINED)
    assert declined.reason
    for who, sees in ((AnonymousUser(), False), (declined.author, True)):
        assert may_see_question(access(who, declined.channel), declined) is sees


def test_what_was_hidden_is_not_shown_to_readers(client):
    message = Message.objects.get(state=MessageState.HIDDEN)
    assert HIDDEN in message.body
    assert HIDDEN not in opened(client, message.channel)
    client.force_login(person("contributor"))
    assert HIDDEN not in opened(client, message.channel)
    assert client.get(f"/en/discussion/message/{message.pk}/history/").status_code == 404


def test_the_author_of_what_was_hidden_reads_the_reason(client):
    message = Message.objects.get(state=MessageState.HIDDEN)
    client.force_login(person("reader"))
    assert HIDDEN in opened(client, message.channel)
    page = client.get(f"/en/discussion/message/{message.pk}/history/").text
    words = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "hid a message" in words
    assert "It tells private things of somebody" in words
    assert "please ask it again without these details" in words


def test_messages_have_the_times_of_the_workshop_in_their_order():
    for channel in Channel.objects.all():
        messages = list(channel.messages.order_by("created_seq"))
        times = [message.created_at for message in messages]
        assert times == sorted(times)
        assert {time.date().isoformat() for time in times} <= {"2023-03-28", "2023-03-29"}
        assert all(message.shown_at == message.created_at for message in messages)
    for question in Question.objects.all():
        assert question.created_at <= question.changed_at
        assert question.changed_at.year == 2023
    late = Event.objects.filter(at__year__gt=2023).values_list("kind", flat=True).distinct()
    assert set(late) == {"pinned", "hidden", "channel"}


def test_a_voice_that_is_named_is_told():
    assert [str(one.person) for one in Mention.objects.all()] == ["Demo: Jesenice"]


def test_loading_again_changes_nothing():
    before = everything()
    load_demo(lambda _step: None)
    assert everything() == before


def test_what_people_deleted_in_the_demo_stays_deleted():
    message = Message.objects.filter(author=person("reader"), state=MessageState.VISIBLE).get()
    actions.delete(message=message, author=message.author)
    before = everything()
    load_demo(lambda _step: None)
    assert everything() == before


def test_who_was_given_the_word_or_left_a_partner_is_not_brought_back():
    channel = questions_of_the_workshop()[0]
    for hand in Hand.objects.filter(channel=channel):
        hands.call(channel=channel, number=hand.pk, moderator=person("moderator"))
    Membership.objects.filter(user=person("contributor")).delete()
    before = everything()
    load_demo(lambda _step: None)
    assert everything() == before


def test_the_discussion_opens_where_make_demo_says(client):
    assert place_to_talk() == questions_of_the_workshop()[0].get_absolute_url()
    client.force_login(person("contributor"))
    page = client.get(place_to_talk()).text
    assert "This is a demo" in page
    assert "<textarea" in page


def test_make_demo_tells_how_to_talk_as_two_people(capsys):
    Command()._say(1)
    line = next(one for one in capsys.readouterr().out.splitlines() if "two people" in one)
    assert place_to_talk() in line
    assert "two browsers" in line


def test_views_of_the_demo_hold_no_hidden_text():
    for channel in Channel.objects.all():
        view = state_of_view(channel, AnonymousUser(), floor=0)
        assert HIDDEN not in str(view)


def test_loading_makes_no_mail_though_some_follow(mailoutbox):
    assert Following.objects.filter(rhythm="immediate", person=person("reader")).count() == 1
    tasks.work()
    assert not Notice.objects.exists()
    assert mailoutbox == []
