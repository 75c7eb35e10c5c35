"""What somebody has not read yet, where they go on, a day to begin from; and quoting."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from discussion import actions, moving
from discussion.models import Message, ReadMarker
from discussion.text import quoted
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
NEW = '<p class="thread__new" id="new">New messages</p>'
GO_ON = "Go on where you stopped reading"


def field(html, name):
    return re.search(rf'name="{name}"(?: value="([^"]*)")?', html)[1]


def read_until(person):
    return ReadMarker.objects.values_list("seq", flat=True).filter(person=person).first()


def test_who_writes_has_read_what_stood_in_the_page_and_no_more(client, ada):
    """B: a name far above what one saw is still to be told of."""
    channel = make_channel()
    make_message(channel)
    page = client.get(channel.get_absolute_url()).text
    assert field(page, "seen") == "1"
    make_message(channel, "Written meanwhile")

    form = {"client_id": uuid4(), "body": "Mine", "seen": field(page, "seen")}
    page = client.post(channel.get_absolute_url(), form, follow=True).text

    assert read_until(ada) == 1
    assert page.index(NEW) < page.index("Written meanwhile")


def test_ones_own_message_after_all_that_one_saw_is_read(client, ada):
    channel = make_channel()
    make_message(channel)

    sent = client.post(
        channel.get_absolute_url(), {"client_id": uuid4(), "body": "Mine", "seen": 1}, headers=JSON
    )

    assert sent.json()["seq"] == read_until(ada) == 2
    assert NEW not in client.get(channel.get_absolute_url()).text


def test_ones_own_message_is_never_new_to_oneself(client, ada):
    channel = make_channel()
    make_message(channel)
    ReadMarker.objects.create(person=ada, channel=channel, seq=1)
    make_message(channel, "Mine from elsewhere", author=ada)

    assert NEW not in client.get(channel.get_absolute_url()).text
    make_message(channel, "Of others")
    page = client.get(channel.get_absolute_url()).text
    assert page.index("Mine from elsewhere") < page.index(NEW) < page.index("Of others")


def test_who_writes_without_having_said_what_they_saw_has_read_nothing(ada):
    channel = make_channel()
    make_message(channel, author=ada)

    assert not ReadMarker.objects.exists()
    sent = actions.send(
        channel=channel.pk, author=rested(ada), client_id=uuid4(), body="More", seen=99
    )
    assert read_until(ada) == sent.seq, "nobody has read what is not there yet"


def test_one_goes_on_where_one_stopped_also_far_above_the_newest_page(client, ada):
    channel = make_channel()
    authors = [UserFactory() for _person in range(2)]
    for number in range(1, 61):
        make_message(channel, f"Text {number}.", author=authors[number % 2])
    ReadMarker.objects.create(person=ada, channel=channel, seq=3)

    page = client.get(channel.get_absolute_url()).text
    assert "Text 4." not in page
    assert field(page, "seen") == "0"
    onward = re.search(rf'href="([^"]+)">{GO_ON}', page)[1]
    assert onward.endswith("?after=3#talk")

    page = client.get(onward).text
    assert page.index(NEW) < page.index("Text 4.")
    # Seen is what this part of the history ends with.
    assert field(page, "seen") == "53"


def test_what_happened_without_a_message_is_nothing_to_read(client, ada):
    """Numbers are those of events: a reaction after the last message that one read."""
    channel = make_channel()
    first = make_message(channel)
    ReadMarker.objects.create(person=ada, channel=channel, seq=1)
    actions.react(message=first, person=UserFactory(), kind="agree")
    authors = [UserFactory() for _person in range(2)]
    for number in range(1, 51):
        make_message(channel, f"Text {number}.", author=authors[number % 2])

    page = client.get(channel.get_absolute_url()).text

    assert "data-skips" not in page
    assert f'href="#new">{GO_ON}' in page
    assert field(page, "seen") == "52"


def test_an_answer_far_above_is_led_to(client, ada):
    channel = make_channel()
    old = make_message(channel, "Old")
    for _number in range(3):
        make_message(channel)
    assert GO_ON not in client.get(channel.get_absolute_url()).text
    ReadMarker.objects.create(person=ada, channel=channel, seq=4)
    assert GO_ON not in client.get(channel.get_absolute_url()).text

    make_message(channel, "An answer", reply_to=old)

    page = client.get(channel.get_absolute_url()).text
    assert f'href="#new">{GO_ON}' in page
    assert page.index(NEW) < page.index("An answer")
    assert 'data-read="4"' in page


def test_the_history_from_a_day_on_is_asked_for_with_a_form(client):
    channel = make_channel()
    for day in (1, 2, 3):
        message = make_message(channel, f"Of day {day}")
        Message.objects.filter(pk=message.pk).update(
            created_at=datetime(2023, 3, day, 12, tzinfo=UTC)
        )
    page = client.get(channel.get_absolute_url()).text
    assert '<input type="date" name="at"' in page

    second = Message.objects.get(body="Of day 2")
    for typed in ("2023-03-02", "2023-03-02T00:00"):
        answer = client.get(channel.get_absolute_url(), {"at": typed}, follow=True)
        assert answer.redirect_chain[-1][0].endswith(f"#m-{second.pk}"), "in view"
        assert "Of day 1" not in answer.text
        assert "Of day 2" in answer.text
        assert 'value="2023-03-02"' in answer.text
    # As somebody types it whose browser knows no days.
    italian = client.get(f"/it/discussion/{channel.pk}/", {"at": "02/03/2023"}, follow=True).text
    assert "Of day 1" not in italian
    assert "Of day 2" in italian


def test_a_day_since_when_nothing_was_written_is_said(client):
    channel = make_channel()
    make_message(channel, "Of today")

    page = client.get(channel.get_absolute_url(), {"at": "2999-01-01"}, follow=True).text

    assert "Nothing has been written since that day." in page
    assert "Of today" in page


def test_from_a_day_on_nothing_is_left_out_where_older_messages_were_moved_in(client):
    here, there = make_channel(), make_channel()
    old, new = make_message(there, "Moved in"), make_message(here, "Of the second")
    for message, day in ((old, 1), (new, 2)):
        when = datetime(2023, 3, day, 12, tzinfo=UTC)
        Message.objects.filter(pk=message.pk).update(created_at=when)
    moving.move(message=old, to=here, moderator=make_moderator(), reason="Belongs here")

    page = client.get(here.get_absolute_url(), {"at": "2023-03-01"}, follow=True).text

    assert "Moved in" in page
    assert "Of the second" in page


@pytest.mark.parametrize("typed", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "?"])
def test_a_moment_beyond_all_time_is_no_fault(client, typed):
    """F10."""
    assert (
        client.get(make_channel().get_absolute_url(), {"at": typed}, follow=True).status_code == 200
    )


def test_a_day_that_is_none_is_said_and_kept(client):
    page = client.get(make_channel().get_absolute_url(), {"at": "the 28th"}).text

    assert 'value="the 28th"' in page
    assert "Enter a valid date." in page


def test_quoting_without_a_script_puts_the_text_into_the_form(client, ada):
    message = make_message(body="> Who?\n\nThe city\npays.")
    page = client.get(message.channel.get_absolute_url()).text
    link = re.search(r'href="(\?around=[^"]+)" data-part="quote"', page)[1].replace("&amp;", "&")

    page = client.get(message.channel.get_absolute_url() + link).text

    assert "&gt; The city\n&gt; pays.\n\n</textarea>" in page
    assert field(page, "reply_to") == str(message.pk)


def test_a_quote_is_short_and_quotes_no_quote():
    assert quoted("> Who?\nThe city.") == "> The city.\n\n"
    assert quoted("> Only this") == "> > Only this\n\n"
    assert quoted("One\n\nTwo") == "> One\n>\n> Two\n\n"
    long = quoted("word " * 400)
    assert len(long) < 620
    assert long.endswith(" …\n\n")
