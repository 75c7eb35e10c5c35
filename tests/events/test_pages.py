"""The workshop's page and what lies under it."""

import pytest

from tests.factories.events import make_houses, make_partner, make_series, make_workshop, moment
from tests.factories.practices import make_place, make_practice

pytestmark = pytest.mark.django_db

HOURS = {"start": moment("2023-03-28 14:00"), "end": moment("2023-03-28 15:45")}


def test_page_tells_the_time_in_the_zone_of_the_place_and_in_brussels(client):
    place = make_place("Cluj-Napoca", "RO")
    make_workshop(time_zone="Europe/Bucharest", place=place, sessions=(HOURS,))
    html = client.get("/en/workshops/cluj/").text
    assert '<time datetime="2023-03-28T15:00+03:00">15:00</time>' in html
    assert "Cluj-Napoca (EEST)" in html
    assert "14:00–15:45 Brussels (CEST)" in html
