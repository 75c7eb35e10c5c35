"""The workshop's page, its questions, and what a reader of another language gets."""

import json
import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from accounts.models import User
from events.permissions import may_see_stream, stream_address
from tests.factories.events import make_houses, make_partner, make_series, make_workshop, moment
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db

HOURS = {"start": moment("2023-03-28 14:00"), "end": moment("2023-03-28 15:45")}
STREAM = "https://example.org/stream-of-the-opening"


def linked_data(html: str) -> dict:
    """Return the JSON-LD block of a page."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert len(found) == 1
    return json.loads(found[0])


def test_page_tells_the_time_in_the_zone_of_the_place_and_in_brussels(client):
    place = make_place("Cluj-Napoca", "RO")
    make_workshop(time_zone="Europe/Bucharest", place=place, sessions=(HOURS,))
    html = client.get("/en/workshops/cluj/").text
    assert '<time datetime="2023-03-28T15:00+03:00">15:00</time>' in html
    assert "Cluj-Napoca (EEST)" in html
    assert "14:00–15:45 Brussels (CEST)" in html


def test_a_zone_with_the_same_clock_is_told_once(client):
    make_workshop(time_zone="Europe/Ljubljana", sessions=(HOURS,))
    html = client.get("/en/workshops/cluj/").text
    assert "Ljubljana (CEST)" in html
    assert "Brussels (CEST)" not in html


def test_session_without_hours_says_so_in_words(client):
    make_workshop(sessions=({"time_note": "afternoon"}, {"title": "Dinner"}))
    html = client.get("/en/workshops/cluj/").text
    assert "<b>afternoon</b>" in html
    assert "<b>hour not fixed</b>" in html


def test_every_guiding_question_has_an_address(client):
    make_workshop(questions=("Who pays?", "Who decides?"))
    assert 'href="/en/workshops/cluj/question/2/"' in client.get("/en/workshops/cluj/").text
    html = client.get("/en/workshops/cluj/question/2/").text
    assert "Who decides?</h1>" in html
    assert 'href="/en/workshops/cluj/question/1/"' in html
    assert client.get("/en/workshops/cluj/question/3/").status_code == 404
    assert client.get("/en/workshops/cluj/question/").status_code == 404


def test_nothing_under_a_draft_is_served(client):
    make_workshop(questions=("Who pays?",), live=False)
    assert client.get("/en/workshops/cluj/").status_code == 404
    assert client.get("/en/workshops/cluj/question/1/").status_code == 404
    assert client.get("/en/workshops/cluj/calendar.ics").status_code == 404


def test_translation_is_served_to_its_readers_and_the_source_to_all_others(client):
    house = make_houses()
    source = make_workshop(house=house, title="One desk", questions=("Who pays?",))
    make_workshop(
        house=house,
        language="it",
        translation_of=source,
        title="Un solo sportello",
        questions=("Chi paga?",),
    )
    italian = client.get("/it/workshops/cluj/").text
    assert '<h1 lang="it">Un solo sportello</h1>' in italian
    assert "Chi paga?" in client.get("/it/workshops/cluj/question/1/").text
    dutch = client.get("/nl/workshops/cluj/").text
    assert '<html lang="nl"' in dutch
    assert '<h1 lang="en">One desk</h1>' in dutch
    assert 'href="/nl/workshops/"' in dutch
    assert 'href="/nl/workshops/cluj/question/1/"' in dutch
    assert "28 maart 2023" in dutch


def test_series_is_named_in_the_readers_language(client):
    make_workshop(series=make_series(), ordinal=4)
    assert "Seminari regionali" in client.get("/it/workshops/cluj/").text
    assert "Regional workshops, no. 4" in client.get("/en/workshops/cluj/").text


def test_linked_data_holds_what_is_known(client):
    place = make_place("Cluj-Napoca", "RO")
    make_workshop(
        title="One desk",
        place=place,
        mode="hybrid",
        time_zone="Europe/Bucharest",
        organisers=("AER",),
        sessions=(HOURS,),
    )
    data = linked_data(client.get("/en/workshops/cluj/").text)
    assert data["@type"] == "Event"
    assert data["startDate"] == "2023-03-28"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["organizer"] == [{"@type": "Organization", "name": "AER"}]
    assert data["location"][0]["address"]["addressCountry"] == "RO"
    assert data["subEvent"][0]["startDate"] == "2023-03-28T15:00:00+03:00"


@pytest.mark.parametrize(
    ("precision", "said"), [("year", "2022"), ("month", "2022-11"), ("day", "2022-11-17")]
)
def test_linked_data_is_as_exact_as_the_date(client, precision, said):
    make_workshop(start=date(2022, 11, 17), end=None, date_precision=precision)
    assert linked_data(client.get("/en/workshops/cluj/").text)["startDate"] == said


def test_a_title_cannot_end_the_linked_data_or_the_page(client):
    title = '</script><script>alert(1)</script>"\\&<!--'
    make_workshop(title=title, questions=(title,), sessions=({"title": title},))
    html = client.get("/en/workshops/cluj/").text
    assert "<script>alert" not in html
    data = linked_data(html)
    assert data["name"] == title
    assert data["subEvent"][0]["name"] == title
    assert "<script>alert" not in client.get("/en/workshops/cluj/question/1/").text


def test_stream_for_everyone_is_on_the_page_and_in_the_linked_data(client, settings):
    row = {"start": moment("2099-03-28 14:00"), "day": "2099-03-28"}
    row |= {"stream_access": "everyone", "stream_url": STREAM, "stream_note": "streamed on Zoom"}
    make_workshop(sessions=(row,))
    html = client.get("/en/workshops/cluj/").text
    assert f'href="{STREAM}"' in html
    assert "Streamed on Zoom, open to everyone" in html
    assert linked_data(html)["subEvent"][0]["location"]["url"] == STREAM


@pytest.mark.parametrize("access", ["signed-in", "participants", ""])
def test_stream_that_is_not_for_everyone_is_nowhere_for_anonymous_readers(client, access):
    row = {"start": moment("2099-03-28 14:00"), "day": "2099-03-28"}
    make_workshop(sessions=(row | {"stream_access": access, "stream_url": STREAM},))
    for address in ("", "session/1/calendar.ics", "calendar.ics"):
        assert STREAM.encode() not in client.get(f"/en/workshops/cluj/{address}").content


def test_signed_in_readers_see_the_stream_that_is_for_them(client):
    row = {"start": moment("2099-03-28 14:00"), "day": "2099-03-28"}
    make_workshop(sessions=(row | {"stream_access": "signed-in", "stream_url": STREAM},))
    client.force_login(User.objects.create_user(email="reader@example.org"))
    assert STREAM in client.get("/en/workshops/cluj/").text
    response = client.get("/en/workshops/cluj/session/1/calendar.ics")
    assert STREAM in response.text.replace("\r\n ", "")
    assert "private" in response["Cache-Control"]


def test_only_editors_see_a_stream_for_participants_until_one_can_register():
    row = {"stream_access": "participants", "stream_url": STREAM}
    session = make_workshop(sessions=(row,)).sessions.get()
    reader = User.objects.create_user(email="reader@example.org")
    editor = User.objects.create_superuser(email="editor@example.org", password="x")
    assert not may_see_stream(AnonymousUser(), session)
    assert not may_see_stream(None, session)
    assert stream_address(reader, session) == ""
    assert stream_address(editor, session) == STREAM


def test_hidden_practices_and_partners_are_not_shown(client):
    house = make_houses()
    shown, hidden = make_practice("shown", house=house), make_practice("hidden", house=house)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    partner = make_partner(house, "secret", "Secret partner")
    PageViewRestriction.objects.create(page=partner, restriction_type="login")
    draft = make_practice("draft", house=house, live=False)
    make_workshop(house=house, practices=(shown, hidden, draft), organisers=(partner,))
    html = client.get("/en/workshops/cluj/").text
    assert "Practice shown" in html
    assert "Practice hidden" not in html
    assert "Practice draft" not in html
    assert "Secret partner" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_needs_the_same_few_queries_for_one_and_three_of_everything(
    client, django_assert_num_queries, count
):
    house = make_houses()
    place = make_place("Cluj-Napoca", "RO")
    make_workshop(
        house=house,
        place=place,
        series=make_series(),
        themes=("housing", "work", "health")[:count],
        questions=("A?", "B?", "C?")[:count],
        sessions=(HOURS,) * count,
        practices=[make_practice(f"p{number}", house=house) for number in range(count)],
        organisers=[make_partner(house, f"o{number}", "Partner") for number in range(count)],
    )
    client.get("/en/workshops/cluj/")
    client.get("/en/workshops/cluj/?warm=labels")
    with django_assert_num_queries(9):
        assert client.get(f"/en/workshops/cluj/?{count}").status_code == 200
