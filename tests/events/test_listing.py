"""The list of workshops and its filters."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories.events import make_houses, make_series, make_workshop
from tests.factories.practices import make_place

pytestmark = pytest.mark.django_db


def in_days(count: int) -> date:
    """Return the day that is `count` days away."""
    return timezone.now().date() + timedelta(days=count)


def test_list_parts_what_comes_from_what_has_been(client):
    house = make_houses()
    make_workshop("old", house=house, start=date(2021, 6, 30), end=None)
    make_workshop("older", house=house, start=date(2020, 6, 30), end=None)
    make_workshop("soon", house=house, start=in_days(9), end=in_days(10))
    make_workshop("now", house=house, start=in_days(-1), end=in_days(1))
    html = client.get("/en/workshops/").text
    order = [html.index(f"Workshop {slug}<") for slug in ("now", "soon", "old", "older")]
    assert order == sorted(order)
    assert html.index(">2021<") < html.index(">2020<")
    assert html.index("Coming up") < order[0] < html.index("Past workshops") < order[2]


def test_workshop_known_to_the_month_is_upcoming_until_the_month_ends(client):
    today = timezone.now().date()
    make_workshop(start=today.replace(day=1), end=None, date_precision="month")
    html = client.get("/en/workshops/").text
    assert "Past workshops" not in html


def test_workshop_without_a_date_stands_last(client):
    house = make_houses()
    make_workshop("undated", house=house, start=None, end=None)
    make_workshop("dated", house=house)
    html = client.get("/en/workshops/").text
    assert html.index("Workshop dated") < html.index("Date not stated") < html.index("undated")


def test_list_takes_the_translation_where_there_is_one(client):
    house = make_houses()
    source = make_workshop("both", house=house, title="Both")
    make_workshop("both", house=house, language="it", translation_of=source, title="Tutti e due")
    make_workshop("only", house=house, title="Only English")
    italian = client.get("/it/workshops/").text
    assert '<a href="/it/workshops/both/" lang="it">Tutti e due</a>' in italian
    assert '<a href="/it/workshops/only/" lang="en">Only English</a>' in italian
    assert ">Both<" not in italian
    dutch = client.get("/nl/workshops/").text
    assert '<a href="/nl/workshops/both/" lang="en">Both</a>' in dutch
    assert "Tutti e due" not in dutch


def test_filters_narrow_the_list(client):
    house = make_houses()
    place = make_place("Cluj-Napoca", "RO")
    make_workshop("one", house=house, series=make_series(), place=place, themes=("housing",))
    make_workshop("two", house=house, themes=("work",))
    for query in ("series=regional", "theme=housing", f"place={place.pk}"):
        html = client.get(f"/en/workshops/?{query}").text
        assert "Workshop one" in html
        assert "Workshop two" not in html
        assert 'class="chip"' in html
    html = client.get("/en/workshops/?series=regional&theme=work").text
    assert "No workshop fits these filters" in html


@pytest.mark.parametrize(
    "query",
    [
        "theme=nonsense",
        "place=999999999999999999999",
        "place=abc",
        "series=%F0%9F%90%99",
        "page=0",
        "page=-1",
        "page=99",
        "page=x",
        "theme=housing'--&series[]=1",
        "place=" + "9" * 5000,
    ],
)
def test_garbage_in_the_address_is_dropped(client, query):
    make_workshop()
    response = client.get(f"/en/workshops/?{query}")
    assert response.status_code == 200
    assert "Workshop cluj" in response.text
    assert 'class="chip"' not in response.text


def test_empty_list_says_so(client):
    make_houses()
    assert "No workshop yet" in client.get("/en/workshops/").text


def test_past_workshops_come_in_pages_of_twenty(client):
    house = make_houses()
    for number in range(21):
        make_workshop(f"w{number:02}", house=house, start=date(2020, 1, 1 + number), end=None)
    assert "Workshop w00" not in client.get("/en/workshops/").text
    last = client.get("/en/workshops/?page=2").text
    assert "Workshop w00" in last
    assert "Coming up" not in last


def test_hidden_workshops_and_their_values_are_nowhere_in_the_list(client):
    house = make_houses()
    make_workshop("shown", house=house)
    make_workshop("draft", house=house, live=False, series=make_series("secret", "Secret series"))
    hidden = make_workshop("hidden", house=house, place=make_place("Hiddenville", "RO"))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    html = client.get("/en/workshops/").text
    assert "Workshop shown" in html
    for words in ("Workshop draft", "Workshop hidden", "Secret series", "Hiddenville"):
        assert words not in html


@pytest.mark.parametrize("count", [1, 3])
def test_list_needs_the_same_few_queries_for_one_and_three(
    client, django_assert_num_queries, count
):
    house = make_houses()
    for number in range(count):
        make_workshop(
            f"w{number}",
            house=house,
            series=make_series(f"s{number}", f"Series {number}"),
            place=make_place(f"City {number}", "RO"),
            themes=("housing",),
        )
    client.get("/it/workshops/")
    with django_assert_num_queries(8):
        assert client.get(f"/it/workshops/?{count}").status_code == 200
