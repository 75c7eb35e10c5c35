"""The pages of discussions, as people without scripts use them, and as JSON for the script."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from discussion import actions, asking, complaints, hands, history, moderation, moving
from discussion.choices import Audience, MessageState, Policy
from discussion.models import (
    Appeal,
    Channel,
    Message,
    ModerationAction,
    Mute,
    Question,
    Reaction,
    ReadMarker,
    Report,
)
from discussion.models.moderation import AppendOnly
from discussion.views import transcripts
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.events import make_workshop
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def address(channel):
    return f"/en/discussion/{channel.pk}/"


def hidden_field(html, name):
    return re.search(rf'name="{name}" value="([^"]+)"', html)[1]


def test_an_empty_discussion_says_so_and_asks_readers_to_sign_in(client):
    html = client.get(address(make_channel())).text

    assert "Nobody has written here yet" in html
    assert 'role="log"' in html
    assert "Sign in to write" in html
    assert "<textarea" not in html


def test_pressing_send_twice_posts_once(client, ada):
    """I2, without a script."""
    channel = make_channel()
    form = {"client_id": hidden_field(client.get(address(channel)).text, "client_id")}

    for _press in range(2):
        answer = client.post(address(channel), form | {"body": "Who **pays**?"}, follow=True)

    assert Message.objects.count() == 1
    assert "Who <strong>pays</strong>?" in answer.text


def test_what_was_typed_is_kept_whatever_goes_wrong(client, ada):
    channel = make_channel()
    long = "much " * 801
    answer = client.post(address(channel), {"client_id": uuid4(), "body": long})
    assert answer.status_code == 413
    assert long.strip() in answer.text
    for _at in range(5):
        client.post(address(channel), {"client_id": uuid4(), "body": "Hello"})

    client_id = str(uuid4())
    answer = client.post(address(channel), {"client_id": client_id, "body": "The sixth"})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "The sixth</textarea>" in answer.text
    assert hidden_field(answer.text, "client_id") == client_id


def test_the_script_gets_the_message_its_number_and_client_id(client, ada):
    channel, client_id = make_channel(), str(uuid4())
    form = {"client_id": client_id, "body": "Hello"}

    first = client.post(address(channel), form, headers=JSON)
    again = client.post(address(channel), form, headers=JSON)
    other = client.post(address(channel), form | {"body": "Other"}, headers=JSON)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert first.json()["client_id"] == client_id
    assert first.json()["message"]["seq"] == first.json()["seq"] == 1
    assert other.json()["error"] == "conflict"


def test_sending_needs_a_token_and_an_account(client, ada):
    from django.test import Client  # noqa: PLC0415  (one that checks tokens)

    channel = make_channel()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    form = {"client_id": uuid4(), "body": "Hello"}

    assert strict.post(address(channel), form).status_code == 403
    client.logout()
    assert client.post(address(channel), form, headers=JSON).json()["why"] == "sign_in"
    assert Message.objects.count() == 0


def test_the_log_is_answered_from_any_number(client):
    channel = make_channel()
    for at in range(3):
        make_message(channel, str(at))

    data = client.get(f"{address(channel)}events?after=1").json()

    assert [one["seq"] for one in data["events"]] == [2, 3]
    assert data["last_seq"] == 3
    assert data["epoch"] == str(channel.epoch)
    for nonsense in ("x", "-1", "99", "9" * 40):
        assert client.get(f"{address(channel)}events?after={nonsense}").json()["reset"]


def test_a_private_page_takes_its_discussion_with_it_everywhere_at_once(client, ada):
    """I5."""
    message = make_message(body="SECRET", author=ada)
    channel = message.channel
    PageViewRestriction.objects.create(page=channel.page, restriction_type="login")

    for name in ("", "events", "transcript.json", "transcript.csv", "transcript.html", "desk/"):
        assert client.get(address(channel) + name).status_code == 404
    for name in ("", "edit/", "delete/", "report/", "history/", "moderate/"):
        assert client.get(f"/en/discussion/message/{message.pk}/{name}").status_code == 404
    page = channel.page.pk
    assert client.get(f"/en/discussion/of/practice/{page}/").status_code in (302, 404)
    assert client.post(address(channel), {"body": "x", "client_id": uuid4()}).status_code == 404


def test_no_cache_keeps_a_discussion(client, settings):
    settings.RESPONSE_CACHE_SECONDS = 300
    channel = make_channel()
    assert "Nobody has written here yet" in client.get(address(channel)).text
    make_message(channel, "Fresh words")

    answer = client.get(address(channel))

    assert "Fresh words" in answer.text
    assert "no-store" in answer["Cache-Control"]


def filled(channel, count, author=None):
    """Fill a channel with threads, questions and pinned messages."""
    for at in range(count):
        first = make_message(channel, author=author and rested(author))
        make_message(channel, reply_to=first)
        moderation.pin(message=first, moderator=make_moderator(), reason="Key")
        asking.propose(channel=channel, author=UserFactory(), client_id=uuid4(), text=f"Why {at}?")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_few_queries(client, count, django_assert_num_queries):
    """L6."""
    channel = make_channel()
    filled(channel, count)
    client.get(address(channel))

    with django_assert_num_queries(4):
        client.get(address(channel))


@pytest.mark.parametrize("count", [1, 3])
def test_for_somebody_signed_in_too(client, ada, count, django_assert_num_queries):
    channel = make_channel()
    filled(channel, count, ada)
    hands.raise_hand(channel=channel, person=rested(ada))
    client.get(address(channel))

    # Two of them are the frame's, which asks whether to show the way to the editors' room.
    with django_assert_num_queries(10):
        client.get(address(channel))


def test_older_and_newer_lead_through_the_history(client, monkeypatch):
    channel = make_channel()
    for at in range(53):
        make_message(channel, f"Message number {at}.")

    newest = client.get(address(channel)).text
    older = client.get(address(channel) + "?before=4").text

    assert "?before=4#talk" in newest
    assert "Message number 52." in newest
    assert "Message number 2." in older
    assert "?after=3#talk" in older
    for nonsense in ("?before=x", "?around=999", "?at=tomorrow", "?at=2026-13-45", "?after=-1"):
        assert client.get(address(channel) + nonsense).status_code == 200


def test_a_page_says_where_it_skips_what_its_reader_has_not_read(client, ada, monkeypatch):
    """Who only saw the end has not read a mention far above it, and still gets mail about it."""
    channel = make_channel()
    monkeypatch.setattr(history, "PAGE", 2)
    make_message(channel, "Old")
    client.force_login(ada)
    assert "data-skips" not in client.get(address(channel)).text, (
        "who was never here misses nothing"
    )
    client.post(f"{address(channel)}read/")
    for at in range(2):
        make_message(channel, f"New {at}")
    assert "data-skips" not in client.get(address(channel)).text
    make_message(channel, "And one more")

    assert "data-skips" in client.get(address(channel)).text
    assert "data-skips" not in client.get(f"{address(channel)}?before=4").text
    client.post(f"{address(channel)}read/")
    assert "data-skips" not in client.get(address(channel)).text


def test_new_messages_stand_under_a_line_until_one_has_read_them(client, ada):
    channel = make_channel()
    make_message(channel, "Old")
    client.post(f"{address(channel)}read/")
    make_message(channel, "New one")

    html = client.get(address(channel)).text
    assert html.index("Old") < html.index("New messages") < html.index("New one")
    client.post(f"{address(channel)}read/", {"seq": "2"})
    client.post(f"{address(channel)}read/", {"seq": "1"})

    assert "New messages" not in client.get(address(channel)).text
    assert ReadMarker.objects.get(person=ada).seq == 2


def test_one_changes_and_deletes_what_one_wrote_and_nothing_else(client, ada):
    own, other = make_message(author=ada), make_message(body="Of somebody else")

    client.post(f"/en/discussion/message/{own.pk}/edit/", {"body": "Better words"})
    assert "Better words" in client.get(address(own.channel)).text
    assert "Who pays?" in client.get(f"/en/discussion/message/{own.pk}/history/").text
    client.post(f"/en/discussion/message/{own.pk}/delete/")
    html = client.get(address(own.channel)).text

    assert "Deleted by its author" in html
    assert "Better words" not in html
    assert client.get(f"/en/discussion/message/{own.pk}/history/").status_code == 404
    for verb in ("edit", "delete"):
        path = f"/en/discussion/message/{other.pk}/{verb}/"
        assert client.post(path, {"body": "Mine"}).status_code == 403
    other.refresh_from_db()
    assert other.body == "Of somebody else"


def test_a_reaction_counts_once_and_can_be_taken_back(client, ada):
    message = make_message()
    path = f"/en/discussion/message/{message.pk}/react/"

    for _press in range(2):
        client.post(path, {"kind": "agree"})
    message.refresh_from_db()
    assert message.reactions == {"agree": 1}
    client.post(path, {"kind": "agree", "on": "0"})

    message.refresh_from_db()
    assert message.reactions == {}
    assert Reaction.objects.count() == 0
    assert client.post(path, {"kind": "nonsense"}).status_code == 404


def test_anybody_reports_and_the_desk_decides(client):
    """DS-01, DS-02 (confirmation on the page)."""
    message, moderator = make_message(body="Buy now"), make_moderator()
    path = f"/en/discussion/message/{message.pk}/report/"
    assert client.post(path, {"reason": "spam"}).status_code == 422

    answer = client.post(
        path, {"reason": "spam", "text": "Advert", "email": "a@example.org", "good_faith": "on"}
    )

    report = Report.objects.get()
    assert f"the number {report.pk}" in answer.text
    assert (report.reporter, report.email) == (None, "a@example.org")
    client.force_login(moderator)
    assert "Advert" in client.get(f"{address(message.channel)}desk/").text
    client.post(
        f"/en/discussion/message/{message.pk}/moderate/",
        {"verb": "hide", "rule": "spam", "reason": "It sells something."},
    )
    report.refresh_from_db()
    assert report.state == "upheld"
    assert "Advert" not in client.get(f"{address(message.channel)}desk/").text


def test_hiding_needs_a_reason_which_the_author_reads_and_others_do_not(client):
    """DS-03, I6."""
    ada, other, moderator = UserFactory(), UserFactory(), make_moderator()
    message = make_message(body="RUDE words", author=ada)
    path = f"/en/discussion/message/{message.pk}/moderate/"
    client.force_login(moderator)
    assert "RUDE" in client.post(path, {"verb": "hide", "rule": "hate", "reason": " "}).text
    message.refresh_from_db()
    assert message.state == MessageState.VISIBLE

    client.post(path, {"verb": "hide", "rule": "hate", "reason": "It attacks a group."})

    line = ModerationAction.objects.get()
    assert (line.who, line.person, line.rule) == (moderator, ada, "hate")
    history = f"/en/discussion/message/{message.pk}/history/"
    client.force_login(ada)
    assert "It attacks a group." in client.get(history).text
    client.force_login(other)
    assert client.get(history).status_code == 404
    assert "RUDE" not in client.get(address(message.channel)).text


def test_an_appeal_is_decided_by_somebody_else_and_brings_the_message_back(client):
    """DS-04."""
    ada, first, second = UserFactory(), make_moderator(), make_moderator()
    message = make_message(author=ada)
    moderation.hide(message=message, moderator=first, reason="Rude")
    line = ModerationAction.objects.get()
    client.force_login(UserFactory())
    path = f"/en/discussion/measure/{line.pk}/appeal/"
    assert client.post(path, {"text": "Let me"}).status_code == 403
    client.force_login(ada)
    client.post(path, {"text": "It was a quotation."})
    appeal = Appeal.objects.get()
    path = f"/en/discussion/appeal/{appeal.pk}/decide/"

    for person, status in ((ada, 403), (first, 403), (second, 302)):
        client.force_login(person)
        answer = client.post(path, {"upheld": "1", "text": "Right, a quotation."})
        assert answer.status_code == status

    message.refresh_from_db()
    assert message.state == MessageState.VISIBLE
    assert Appeal.objects.get().state == "upheld"
    assert [one.what for one in ModerationAction.objects.order_by("pk")] == [
        "hide", "decide_appeal", "restore",
    ]  # fmt: skip


def test_the_log_of_moderation_only_grows():
    """DS-06."""
    message = make_message()
    moderation.hide(message=message, moderator=make_moderator(), reason="Rude")
    line = ModerationAction.objects.get()
    line.reason = "Another"

    for change in (
        line.save,
        line.delete,
        ModerationAction.objects.all().delete,
        lambda: ModerationAction.objects.update(reason="Another"),
    ):
        with pytest.raises(AppendOnly):
            change()
    message.channel.delete()
    assert ModerationAction.objects.get().reason == "Rude"


def test_moderators_pin_move_mute_and_lock_and_others_do_not(client, ada):
    message, moderator, target = make_message(), make_moderator(), make_channel()
    path = f"/en/discussion/message/{message.pk}/moderate/"
    form = {"rule": "other", "reason": "For calm", "hours": "2", "to": target.pk}
    assert client.post(path, form | {"verb": "hide"}).status_code == 403
    assert client.post(f"{address(message.channel)}policy/", {}).status_code == 403
    client.force_login(moderator)

    for verb in ("pin", "mute", "move"):
        assert client.post(path, form | {"verb": verb}).status_code == 302
    client.post(f"{address(target)}policy/", {"policy": "locked", "reason": "Over"})

    message.refresh_from_db()
    assert (message.pinned, message.channel) == (True, target)
    assert Mute.objects.get().person == message.author
    assert Channel.objects.get(pk=target.pk).policy == Policy.LOCKED
    whats = ["mute", "move", "pin", "policy"]
    assert sorted(ModerationAction.objects.values_list("what", flat=True)) == sorted(whats)


def test_what_waits_is_let_through_at_the_desk(client, ada):
    channel = make_channel(policy=Policy.PRE_MODERATED)
    client.post(address(channel), {"client_id": uuid4(), "body": "Please read"})
    assert "Waits for a moderator" in client.get(address(channel)).text
    client.logout()
    assert "Please read" not in client.get(address(channel)).text
    client.force_login(make_moderator())
    assert "Please read" in client.get(f"{address(channel)}desk/").text

    form = {"verb": "restore", "rule": "other", "reason": "Fine"}
    client.post(f"/en/discussion/message/{Message.objects.get().pk}/moderate/", form)

    client.logout()
    assert "Please read" in client.get(address(channel)).text


def test_a_question_is_proposed_wanted_and_answered_and_its_author_learns_it(client, ada):
    channel, moderator = make_channel(), make_moderator()
    form = {"q-client_id": uuid4(), "q-text": "Who pays the desk?"}
    for _press in range(2):
        client.post(f"{address(channel)}questions/", form)
    question = Question.objects.get()
    for _press in range(2):
        client.post(f"/en/discussion/question/{question.pk}/vote/")
    question.refresh_from_db()
    assert question.votes == 1
    path = f"/en/discussion/question/{question.pk}/advance/"
    assert client.post(path, {"state": "open"}).status_code == 403

    client.force_login(moderator)
    client.post(path, {"state": "on_stage"})
    client.post(path, {"state": "answered", "answer": "The city does."})
    assert client.post(path, {"state": "proposed"}).status_code == 422

    client.force_login(ada)
    html = client.get(address(channel)).text
    assert "Something has happened with your question" in html
    assert "The city does." in html
    assert "Something has happened" not in client.get(address(channel)).text


def test_declining_needs_a_reason(client):
    question = asking.propose(
        channel=make_channel(), author=UserFactory(), client_id=uuid4(), text="Why?"
    )
    client.force_login(make_moderator())
    path = f"/en/discussion/question/{question.pk}/advance/"

    assert client.post(path, {"state": "declined"}).status_code == 422
    assert client.post(path, {"state": "declined", "reason": "Asked before"}).status_code == 302
    assert ModerationAction.objects.get().reason == "Asked before"


def test_a_transcript_shows_each_person_as_they_chose_and_no_formula(client):
    channel = make_channel()
    make_message(channel, "=HYPERLINK(1)", author=UserFactory(name="+Eve"))
    make_message(channel, "Two", author=UserFactory(name="Ada"), shown_as="anonymous")
    hidden = make_message(channel, "SECRET")
    moderation.hide(message=hidden, moderator=make_moderator(), reason="Private")

    html = client.get(f"{address(channel)}transcript.html").text
    table = client.get(f"{address(channel)}transcript.csv").getvalue().decode()
    data = json.loads(client.get(f"{address(channel)}transcript.json").getvalue())

    for text in (html, table, str(data)):
        assert "SECRET" not in text
        assert "Ada" not in text
        assert "Eve" in text
    assert '"\'=HYPERLINK(1)"' in table
    assert '"\'+Eve"' in table
    assert [one["text"] for one in data["messages"]] == ["=HYPERLINK(1)", "Two"]


def test_the_page_of_a_long_transcript_has_parts_and_the_files_have_all(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(transcripts, "TOGETHER", 2)
    channel = make_channel()
    first, *_others = [make_message(channel, f"Number {at}") for at in range(1, 5)]
    make_message(channel, "Answer", reply_to=first)
    path = f"{address(channel)}transcript"
    client.get(f"{path}.html")

    # Three of them for the questions and the other discussions beside the same page.
    with django_assert_num_queries(7):
        text = client.get(f"{path}.html").text
    assert "Number 1" in text
    assert "Answer" in text
    assert "Number 2" not in text
    assert "?page=3" in text
    last = client.get(f"{path}.html?page=99").text
    assert "Number 4" in last
    assert "Number 3" not in last
    data = json.loads(client.get(f"{path}.json").getvalue())
    assert len(data["messages"]) == 5


def test_an_address_of_a_practice_shows_it_with_the_message(client, ada):
    practice = make_practice("desk", title="One desk")
    channel = make_channel(practice)
    form = {"client_id": uuid4(), "body": "Look", "cites": "http://localhost/it/library/desk/"}

    client.post(address(channel), form)

    assert Message.objects.get().cites_id == practice.pk
    assert '<a href="/en/library/desk/" lang="ro">One desk</a>' in client.get(address(channel)).text
    wrong = client.post(address(channel), form | {"client_id": uuid4(), "cites": "/en/nothing/"})
    assert wrong.status_code == 404
    assert "Look</textarea>" in wrong.text


def test_a_page_leads_to_its_discussion_which_is_made_once(client):
    practice = make_practice("desk")
    path = reverse("discussion:of", args=["practice", practice.pk])

    first, again = client.get(path), client.get(path)

    assert first["Location"] == again["Location"]
    assert Channel.objects.count() == 1
    for wrong in (["practice", 999999], ["workshop", practice.pk], ["question", practice.pk, "1"]):
        assert client.get(reverse("discussion:of", args=wrong)).status_code == 404
    assert Channel.objects.count() == 1


def test_each_guiding_question_and_session_has_its_discussion(client):
    workshop = make_workshop(questions=("Who pays?",), sessions=({"title": "Opening"},))

    for kind, key, title in (
        ("question", "1", "Who pays?"), ("session", "1", "Opening"), ("workshop", "", "Workshop"),
    ):  # fmt: skip
        args = [kind, workshop.pk, *([key] if key else [])]
        html = client.get(reverse("discussion:of", args=args), follow=True).text
        assert re.search(rf'<h1 class="h2" lang="en">{re.escape(title)}', html)
    assert Channel.objects.count() == 3
    assert (
        client.get(reverse("discussion:of", args=["question", workshop.pk, "2"])).status_code == 404
    )


def test_a_practice_names_where_it_was_discussed_until_that_is_hidden(client):
    practice, elsewhere = make_practice("desk"), make_practice("other", title="Other practice")
    message = make_message(make_channel(elsewhere), cites=practice)
    link = f'<a href="{address(message.channel)}" lang="ro">Other practice</a>'
    assert link in client.get("/en/library/desk/").text

    moderation.hide(message=message, moderator=make_moderator(), reason="Wrong")

    assert link not in client.get("/en/library/desk/").text


def test_hostile_text_is_shown_as_text(client):
    message = make_message(body="<script>alert(1)</script> [x](javascript:alert(2))")

    html = client.get(address(message.channel)).text

    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_a_person_with_no_right_to_write_reads_why(client, ada):
    channel = make_channel()
    until = timezone.now() + timedelta(hours=1)
    moderation.mute(
        person=ada, moderator=make_moderator(), channel=channel, until=until, reason="Flood"
    )

    assert "You may read here but not write for now." in client.get(address(channel)).text
    answer = client.post(address(channel), {"client_id": uuid4(), "body": "But why"})
    assert answer.status_code == 403
    assert "But why</textarea>" in answer.text
    assert not actions.Message.objects.exists()


@pytest.mark.parametrize("what", ["hide", "remove", "move", "pin"])
def test_who_is_concerned_can_ask_somebody_else_to_look_again(client, ada, what):
    """DS-04: what takes nothing away needs no appeal."""
    message, who = make_message(author=ada), {"moderator": make_moderator(), "reason": "Why"}
    if what == "move":
        moving.move(message=message, to=make_channel(), **who)
    else:
        getattr(moderation, what)(message=message, **who)
    action = ModerationAction.objects.get(message=message)

    html = client.get(f"/en/discussion/message/{message.pk}/history/").text
    assert (reverse("discussion:appeal", args=[action.pk]) in html) == (what != "pin")


def test_what_was_done_with_words_of_a_gone_person_is_not_shown_to_anybody_else(client):
    message, moderator = make_message(author=UserFactory()), make_moderator()
    moderation.hide(message=message, moderator=moderator, reason="INNER reason")
    moderation.restore(message=message, moderator=moderator, reason="INNER again")
    message.author.delete()

    assert "INNER" not in client.get(f"/en/discussion/message/{message.pk}/history/").text


def test_to_take_a_message_costs_the_same_however_long_the_channel_is(
    client, ada, django_assert_num_queries
):
    channel = make_channel()
    for count in (1, 3):
        for _at in range(count):
            make_message(channel)
        rested(ada)
        actions.send(
            channel=channel.pk, author=ada, client_id=uuid4(), body="There is a marker now"
        )
        client.post(address(channel), {"client_id": uuid4(), "body": "Before"}, headers=JSON)
        for seen, queries in ((99, 11), ("", 10)):
            form = {"client_id": uuid4(), "body": "Counted", "seen": seen}
            with django_assert_num_queries(queries):
                assert client.post(address(channel), form, headers=JSON).status_code == 201


def test_an_appeal_is_offered_once_and_its_outcome_told_where_it_was_made(client, ada):
    channel, judge, other = make_channel(), make_moderator(), make_moderator()
    message = make_message(channel, "A hint", author=ada)
    moderation.hide(message=message, moderator=judge, reason="A shop")
    action, place = ModerationAction.objects.get(), f"/en/discussion/message/{message.pk}/history/"
    client.force_login(ada)
    assert "Ask somebody else" in client.get(place).text
    client.post(f"/en/discussion/measure/{action.pk}/appeal/", {"text": "No shop"})
    made = action.appeals.get()
    waits = client.get(place).text
    assert "Ask somebody else" not in waits
    assert "Your appeal is noted" in waits

    complaints.decide_appeal(appeal=made, moderator=other, upheld=False, answer="It is one")

    assert "Found not right: It is one" in client.get(place).text


def test_who_objects_to_a_move_to_where_they_may_not_read_lands_where_it_was(client, ada):
    channel, moderator = make_channel(), make_moderator()
    closed = make_channel(read_by=Audience.MEMBERS)
    message = make_message(channel, "A hint", author=ada)
    moving.move(message=message, to=closed, moderator=moderator, reason="Elsewhere")
    client.force_login(ada)
    path = f"/en/discussion/measure/{ModerationAction.objects.get().pk}/appeal/"

    answer = client.post(path, {"text": "It belongs here"}, follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == address(channel)
    assert "Your appeal is noted" in answer.text
    # The log outlives what it tells of.
    closed.delete()
    assert client.post(path, {"text": "It belongs here"}).url == address(channel)


def test_the_desk_shows_no_appeal_to_whom_it_is_about_and_gives_each_field_its_own_id(client, ada):
    channel, judge, other = make_channel(), make_moderator(), make_moderator()
    hidden, reported = (make_message(channel, body, author=ada) for body in ("One", "Two"))
    moderation.hide(message=hidden, moderator=judge, reason="A shop")
    complaints.appeal(action=ModerationAction.objects.get(), person=ada, text="No shop")
    complaints.report(message=reported, person=other, reason="spam")
    client.force_login(judge)
    assert "No shop" not in client.get(f"{address(channel)}desk/").text
    client.force_login(other)

    text = client.get(f"{address(channel)}desk/").text

    assert "No shop" in text
    ids = re.findall(r' id="(id_[^"]+)"', text)
    assert len(ids) == len(set(ids)) == 2


def test_a_follow_up_says_all_that_is_missing_and_can_be_corrected(client):
    moderator = make_moderator()
    question = asking.propose(
        channel=make_channel(), author=UserFactory(), client_id=uuid4(), text="Who pays?"
    )
    for state in ("open", "answered"):
        asking.advance(question=question, moderator=moderator, state=state)
    client.force_login(moderator)
    path = f"/en/discussion/question/{question.pk}/advance/"

    missing = client.post(path, {"state": "followed_up", "answer": "KEPT"})
    assert missing.status_code == 422
    for words in ("Say which city follows it up.", "Say until when.", "KEPT</textarea>"):
        assert words in missing.text
    over = client.post(path, {"state": "followed_up", "owner_place": "Gent", "due": "2020-01-01"})
    assert "This day is over." in over.text
    for due in ("2999-01-01", "2999-02-01"):
        form = {"state": "followed_up", "owner_place": "Gent", "due": due}
        assert client.post(path, form).status_code == 302
        question.refresh_from_db()
        assert question.due.isoformat() == due


def test_nothing_that_is_pasted_is_cut(client, ada):
    page = client.get(address(make_channel())).text

    assert "<textarea" in page
    assert "maxlength" not in page


def test_a_message_that_waits_is_let_through_with_one_press(client):
    channel = make_channel(policy=Policy.PRE_MODERATED)
    message = make_message(channel)
    client.force_login(make_moderator())
    desk = f"{address(channel)}desk/"
    form = client.get(desk).text.split(f'action="/en/discussion/message/{message.pk}/moderate/"')[1]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form.split("</form>")[0]))

    answer = client.post(f"/en/discussion/message/{message.pk}/moderate/", fields)

    assert answer.url == desk
    message.refresh_from_db()
    assert message.state == MessageState.VISIBLE
    # What was done is told with its message, and who did it.
    assert f'href="/en/discussion/message/{message.pk}/history/"' in client.get(desk).text
