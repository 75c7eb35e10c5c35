"""Calendar files, read back with the library's parser."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.factories.events import make_houses, make_workshop, moment
from tests.factories.practices import make_place

pytestmark = pytest.mark.django_db
ADDRESS = "/en/workshops/cluj/"


def event_of(client, address: str):
    """Return the one event of a calendar file."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    (event,) = calendar.walk("VEVENT")
    return event


def test_workshop_is_an_all_day_event_whose_end_is_exclusive(client):
    make_workshop(start=date(2023, 3, 28), end=date(2023, 3, 29))
    event = event_of(client, f"{ADDRESS}calendar.ics")
    assert event.decoded("dtstart") == date(2023, 3, 28)
    assert event.decoded("dtend") == date(2023, 3, 30)
    assert str(event["summary"]) == "Workshop cluj"


def test_session_on_the_day_after_the_clocks_changed_starts_at_the_right_moment(client):
    # Summer time began on 26 March 2023.
    rows = tuple(
        {"start": moment(f"2023-03-{day} 14:00"), "day": date(2023, 3, int(day))}
        for day in ("24", "27")
    )
    make_workshop(time_zone="Europe/Bucharest", sessions=rows)
    winter = event_of(client, f"{ADDRESS}session/1/calendar.ics").decoded("dtstart")
    summer = event_of(client, f"{ADDRESS}session/2/calendar.ics").decoded("dtstart")
    assert winter == datetime(2023, 3, 24, 15, 0, tzinfo=ZoneInfo("Europe/Bucharest"))
    assert winter.utcoffset() == timedelta(hours=2)
    assert summer.utcoffset() == timedelta(hours=3)
    assert (summer - winter) == timedelta(days=3) or summer.hour == winter.hour == 15


def test_session_over_the_night_of_the_change_ends_at_the_right_moment(client):
    row = {"start": moment("2023-03-25 23:00"), "end": moment("2023-03-26 04:00")}
    make_workshop(sessions=(row | {"day": date(2023, 3, 25)},))
    event = event_of(client, f"{ADDRESS}session/1/calendar.ics")
    start, end = event.decoded("dtstart"), event.decoded("dtend")
    assert end.timestamp() - start.timestamp() == 4 * 3600


def test_session_without_hours_is_an_all_day_event(client):
    make_workshop(sessions=({"day": date(2023, 3, 29)},))
    event = event_of(client, f"{ADDRESS}session/1/calendar.ics")
    assert event.decoded("dtstart") == date(2023, 3, 29)
    assert event.decoded("dtend") == date(2023, 3, 30)


def test_uid_stays_and_sequence_grows_when_the_workshop_changes(client):
    page = make_workshop(place=make_place("Cluj-Napoca", "RO"))
    before = event_of(client, f"{ADDRESS}calendar.ics")
    page.title, page.start = "Moved", date(2023, 4, 4)
    page.end = page.start
    page.save_revision().publish()
    page.last_published_at += timedelta(minutes=5)
    page.save()
    after = event_of(client, f"{ADDRESS}calendar.ics?changed")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2023, 4, 4)


def test_translations_of_a_workshop_are_one_event(client):
    house = make_houses()
    source = make_workshop(house=house)
    make_workshop(house=house, language="it", translation_of=source, title="Seminario")
    english = event_of(client, "/en/workshops/cluj/calendar.ics")
    italian = event_of(client, "/it/workshops/cluj/calendar.ics")
    assert english["uid"] == italian["uid"]
    assert str(italian["summary"]) == "Seminario"


def test_hostile_text_cannot_add_lines_to_the_file(client):
    make_workshop(title="A; b, c\\n\r\nATTENDEE:mailto:x@example.org")
    event = event_of(client, f"{ADDRESS}calendar.ics")
    assert "attendee" not in event


@pytest.mark.parametrize("values", [{"start": None, "end": None}, {"date_precision": "month"}])
def test_dates_that_are_not_known_to_the_day_make_no_file(client, values):
    make_workshop(**values)
    assert client.get(f"{ADDRESS}calendar.ics").status_code == 404
    assert "calendar.ics" not in client.get(ADDRESS).text


def test_unknown_session_is_not_found(client):
    make_workshop(sessions=({},))
    assert client.get(f"{ADDRESS}session/none/calendar.ics").status_code == 404
    assert client.get(f"{ADDRESS}session/1/").status_code == 404
