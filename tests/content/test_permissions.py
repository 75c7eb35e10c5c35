"""One function decides what anybody may read (F: leaks by restriction)."""

import pytest
from wagtail.models import PageViewRestriction

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
