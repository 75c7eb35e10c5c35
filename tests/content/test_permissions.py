"""One function decides what anybody may read (F: leaks by restriction)."""

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from content.permissions import is_public, public_pages
from home.actions import make_house
from practices.models import PracticePage
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_a_live_page_is_public():
    assert is_public(make_practice())


def test_a_draft_is_not_public():
    assert not is_public(make_practice(live=False))


def test_a_restricted_page_is_not_public():
    page = make_practice()
    restrict(page)

    assert not is_public(page)


def test_a_page_under_a_restricted_one_is_not_public():
    page = make_practice()
    restrict(page.get_parent())

    assert not is_public(page)
    assert not public_pages(PracticePage.objects.all()).exists()


def test_a_restriction_beside_a_page_does_not_hide_it():
    house = make_house()
    page = make_practice("one", house=house)
    restrict(make_practice("two", house=house))

    assert list(public_pages(PracticePage.objects.all())) == [page]


def test_public_pages_are_found_in_one_query(django_assert_num_queries):
    make_practice()

    with django_assert_num_queries(1):
        list(public_pages(PracticePage.objects.all()))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan as SQLite tells it")
def test_statistics_do_not_make_the_database_compare_all_pages_with_all():
    """With statistics that know of no restriction SQLite began with all pages, for each page."""
    house = make_house()
    for number in range(3):
        make_practice(f"one-{number}", house=house)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        sql, values = public_pages(Page.objects.order_by()).query.sql_with_params()
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        steps = [row[3] for row in cursor.fetchall()]
    scanned = [step for step in steps if step.startswith("SCAN")]
    assert len(scanned) == 2, steps
    assert "pageviewrestriction" in scanned[1]
