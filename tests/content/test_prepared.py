"""Queries that are built once: the same answer as anew, for other values, without building."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import BigAutoField, DateTimeField, Exists, OuterRef
from wagtail.models import Page

from accounts.models import User
from content.permissions import public_pages
from content.prepared import Prepared, Slot
from tests.factories.accounts import UserFactory
from tests.factories.events import make_workshop

pytestmark = pytest.mark.django_db


def test_other_values_give_other_rows_and_the_query_is_built_once():
    built = []

    def build():
        built.append(1)
        return User.objects.filter(pk=Slot("person", BigAutoField()))

    people, ask = [UserFactory(), UserFactory()], Prepared(build)

    assert [ask.first(person=one.pk) for one in people] == people
    assert ask.first(person=0) is None
    assert built == [1]


def test_values_are_given_as_their_field_stores_them(django_assert_num_queries):
    now = datetime.now(UTC)
    person = UserFactory(date_joined=now)
    since = Prepared(
        lambda: User.objects.filter(date_joined__gt=Slot("since", DateTimeField())).order_by("pk")
    )

    with django_assert_num_queries(2):
        assert since.first(since=now - timedelta(microseconds=1)) == person
        assert since.first(since=now) is None


def test_conditions_inside_conditions_follow_what_changes():
    page = make_workshop()
    outer = public_pages(Page.objects.filter(pk=OuterRef("pk")))
    ask = Prepared(
        lambda: Page.objects.filter(pk=Slot("page", BigAutoField())).annotate(open=Exists(outer))
    )
    assert ask.first(page=page.pk).open
    page.view_restrictions.create(restriction_type="login")

    assert not ask.first(page=page.pk).open


def test_a_value_that_is_missing_is_a_mistake():
    ask = Prepared(lambda: User.objects.filter(pk=Slot("person", BigAutoField())))
    with pytest.raises(KeyError):
        ask.first(people=1)
