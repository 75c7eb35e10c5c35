"""What each role may do with pages, images and settings."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail.permissions import policy_registry

from accounts.actions import allow_on_page, make_roles
from accounts.permissions import (
    ADMINISTRATOR,
    CONTRIBUTOR,
    EDITOR,
    MODERATOR,
    READER,
    ROLES,
)
from content.models import SiteImage
from home.actions import make_house
from practices.models import PracticePage
from tests.factories.accounts import UserFactory
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def test_every_database_has_the_roles():
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES}


def state() -> set:
    """Return all rights of all groups."""
    rights = set(Group.objects.values_list("name", "permissions__codename"))
    rights |= set(GroupPagePermission.objects.values_list("group__name", "page", "permission"))
    return rights | set(Group.objects.values_list("name", "collection_permissions__permission"))


def test_making_the_roles_again_changes_nothing():
    before = state()
    make_roles()
    assert state() == before


def test_rights_that_somebody_took_away_come_back_and_added_ones_below_stay():
    house = make_house()
    GroupPagePermission.objects.filter(group__name=EDITOR).delete()
    allow_on_page(CONTRIBUTOR, house.library, "add")
    make_roles()
    editor = UserFactory(roles=[EDITOR])
    assert house.library.permissions_for_user(editor).can_publish()
    assert GroupPagePermission.objects.filter(
        group__name=CONTRIBUTOR, page=house.library, permission__codename="add_page"
    ).exists()


@pytest.mark.parametrize(
    ("role", "edits", "publishes", "adds"),
    [
        (READER, False, False, False),
        (MODERATOR, True, True, False),
        (EDITOR, True, True, True),
        (ADMINISTRATOR, True, True, True),
    ],
)
def test_what_a_role_may_do_with_a_practice(role, edits, publishes, adds):
    practice = make_practice()
    rights = practice.permissions_for_user(UserFactory(roles=[role]))
    above = practice.get_parent().permissions_for_user(UserFactory(roles=[role]))
    assert rights.can_edit() is edits
    assert rights.can_publish() is publishes
    assert above.can_add_subpage() is adds


def test_a_contributor_writes_in_the_library_edits_their_own_and_submits():
    house = make_house()
    allow_on_page(CONTRIBUTOR, house.library, "add")
    allow_on_page(CONTRIBUTOR, house.library, "add")
    person = UserFactory(roles=[CONTRIBUTOR])
    mine = make_practice("mine", house=house, owner=person, live=False)
    others = make_practice("others", house=house)
    library = Page.objects.get(pk=house.library.pk)
    assert library.permissions_for_user(person).can_add_subpage()
    assert not library.permissions_for_user(person).can_edit()
    mine = PracticePage.objects.get(pk=mine.pk)
    assert mine.permissions_for_user(person).can_edit()
    assert not mine.permissions_for_user(person).can_publish()
    assert mine.permissions_for_user(person).can_submit_for_moderation()
    assert not others.permissions_for_user(person).can_edit()
    home = Page.objects.get(pk=house.homes["en"].pk)
    assert not home.permissions_for_user(person).can_add_subpage()


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        (READER, set()),
        (MODERATOR, {"choose"}),
        (CONTRIBUTOR, {"add", "choose"}),
        (EDITOR, {"add", "change", "delete", "choose"}),
    ],
)
def test_what_a_role_may_do_with_images(role, verbs):
    policy = policy_registry.get_by_type(SiteImage)
    person = UserFactory(roles=[role])
    may = {verb for verb in ("add", "choose") if policy.user_has_permission(person, verb)}
    image = SiteImage(title="x", collection_id=1)
    may |= {
        verb
        for verb in ("change", "delete")
        if policy.user_has_permission_for_instance(person, verb, image)
    }
    assert may == verbs


def test_an_administrator_may_everything_but_give_every_right():
    person = UserFactory(roles=[ADMINISTRATOR])
    for name in ("accounts.add_user", "wagtailcore.change_site", "vocabulary.change_concept"):
        assert person.has_perm(name)
    assert not person.has_perm("auth.change_group")
    assert not person.is_superuser


def test_a_contributor_finds_what_a_practice_needs(client):
    house = make_house()
    allow_on_page(CONTRIBUTOR, house.library, "add")
    client.force_login(UserFactory(roles=[CONTRIBUTOR]))
    add = reverse("wagtailadmin_pages:add", args=("practices", "practicepage", house.library.pk))
    for address in (
        add,
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailsnippetchoosers_network_place:choose"),
    ):
        assert client.get(address).status_code == 200, address
    assert client.get(reverse("wagtailadmin_explore_root")).status_code in (200, 302)
    assert (
        client.get(reverse("wagtailadmin_pages:edit", args=[house.library.pk])).status_code == 302
    )
