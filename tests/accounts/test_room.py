"""The editors' room: its one door, its menu, its dashboard, its people."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from accounts.contributions import _contributions, contribute
from accounts.models import User
from accounts.permissions import ADMINISTRATOR, CONTRIBUTOR, EDITOR, MODERATOR, READER
from home.actions import make_house
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    """Return a function that signs the client in with a role and returns the person."""

    def sign_in(role: str) -> User:
        person = UserFactory(roles=[role])
        client.force_login(person)
        return person

    return sign_in


def test_strangers_are_sent_to_the_door_of_the_site_and_on(client):
    answer = client.get("/admin/pages/")
    assert answer.url == "/admin/login/?next=/admin/pages/"
    answer = client.get(answer.url)
    assert answer.url == "/en/accounts/login/?next=%2Fadmin%2Fpages%2F"
    italian = client.get("/admin/login/", headers={"accept-language": "it"})
    assert italian.url.startswith("/it/accounts/login/")


@pytest.mark.parametrize("address", ["/admin/login/", "/en/_util/login/"])
def test_no_other_page_takes_a_password(client, address):
    answer = client.post(address, {"username": "ada@example.org", "password": "x"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


@pytest.mark.parametrize("rest", ["", "done/", "confirm/MQ/abc-def/", "complete/"])
def test_there_is_one_way_to_a_new_password(client, rest):
    answer = client.get(f"/admin/password_reset/{rest}")
    assert answer.url == "/en/accounts/password/reset/"


def test_who_may_not_enter_is_told_so_and_not_sent_in_circles(client, as_):
    as_(READER)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert "not open to you" in answer.content.decode()


@pytest.mark.parametrize("role", [CONTRIBUTOR, MODERATOR, EDITOR, ADMINISTRATOR])
def test_every_role_that_works_here_gets_in(client, as_, role):
    make_house()
    as_(role)
    assert client.get("/admin/").status_code == 200


def test_signing_out_of_the_room_is_signing_out_of_the_site(client, as_):
    as_(EDITOR)
    assert client.get("/admin/logout/").url == "/en/accounts/logout/"
    assert "_auth_user_id" in client.session
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_the_room_speaks_the_language_of_the_profile(client, as_):
    person = as_(EDITOR)
    person.interface_language = "it"
    person.time_zone = "Europe/Bucharest"
    person.save()
    page = client.get("/admin/").content.decode()
    assert '<html lang="it"' in page
    person = User.objects.get(pk=person.pk)
    assert person.wagtail_userprofile.current_time_zone == "Europe/Bucharest"


def test_the_rooms_own_settings_are_about_the_room_only(client, as_):
    as_(EDITOR)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "theme-theme" in page
    for gone in ("name_email", "password", "avatar", "locale"):
        assert f'name="{gone}-' not in page


def menu(client) -> str:
    """Return the menu as the page hands it to its script."""
    page = client.get("/admin/").content.decode()
    return re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.S).group(1)


def test_the_menu_has_no_entry_that_nobody_uses(client, as_):
    make_house()
    as_(ADMINISTRATOR)
    words = menu(client)
    assert "accounts.User" not in words
    for there in ("vocabulary", "People", "To the site", "Redirects"):
        assert there in words
    for gone in ("Aging pages", "Page types usage", "Editor Guide", '"Snippets"', "Groups"):
        assert gone not in words


def test_the_dashboard_asks_no_other_host_for_anything(client, as_):
    make_house()
    as_(EDITOR)
    page = client.get("/admin/").content.decode()
    loaded = re.findall(
        r'<(?:img|script|link|iframe)[^>]*(?:src|href)="(?:https?:)?//([^/"]+)', page
    )
    assert loaded == []
    assert "gravatar" not in page


def test_the_dashboard_shows_what_waits(client, as_, monkeypatch):
    make_house()
    monkeypatch.setitem(_contributions, "dashboard", [])
    contribute("dashboard", lambda _request: [{"title": "Nothing here", "items": []}])
    entry = {"title": "One desk <b>", "url": "/admin/pages/9/edit/", "note": "checked in 2024"}
    contribute("dashboard", lambda _request: [{"title": "To be checked", "items": [entry]}])
    as_(EDITOR)
    page = client.get("/admin/").content.decode()
    assert "To be checked" in page
    assert "checked in 2024" in page
    assert "One desk &lt;b&gt;" in page
    assert "Nothing here" not in page


def people(name: str, *args) -> str:
    return reverse(f"wagtailusers_users:{name}", args=args)


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_of_people_costs_the_same_for_few_and_many(
    client, as_, others, django_assert_num_queries
):
    as_(ADMINISTRATOR)
    for _number in range(others):
        UserFactory(roles=[EDITOR, MODERATOR])
    client.get(people("index"))
    with django_assert_num_queries(13):
        page = client.get(people("index"))
    assert "Moderator, Editor" in page.content.decode()


def test_an_administrator_invites_somebody_who_chooses_the_password(
    client, as_, django_capture_on_commit_callbacks
):
    as_(ADMINISTRATOR)
    group = Group.objects.get(name=CONTRIBUTOR)
    data = {"name": "Ada", "email": "Ada@Example.org", "is_active": "on", "groups": [group.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(people("add"), data)
    assert answer.status_code == 302
    person = User.objects.get(email="ada@example.org")
    assert not person.has_usable_password()
    assert mail.outbox[0].to == ["ada@example.org"]
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    client.logout()
    form = client.get(link, follow=True)
    new = "another-road-77"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    client.post("/en/accounts/login/", {"login": "ada@example.org", "password": new})
    assert "_auth_user_id" in client.session, "following the mail confirmed the address"


def test_an_administrator_cannot_become_or_change_somebody_with_every_right(client, as_):
    me = as_(ADMINISTRATOR)
    root = UserFactory(is_superuser=True, email="root@example.org")
    data = {"name": "X", "email": "x@example.org", "is_active": "on", "is_superuser": "on"}
    data |= {"is_staff": "on", "password1": "new-password-9", "password2": "new-password-9"}
    client.post(people("edit", root.pk), data)
    client.post(people("edit", me.pk), data | {"email": me.email})
    client.post(people("delete", root.pk))
    bulk = reverse("wagtail_bulk_action", args=("accounts", "user", "set_active_state"))
    client.post(f"{bulk}?id={root.pk}", {"mark_as_active": "False"})
    root.refresh_from_db()
    me.refresh_from_db()
    assert (root.email, root.is_active, root.is_superuser) == ("root@example.org", True, True)
    assert not me.is_superuser
    assert not me.is_staff
    assert me.is_active, "nobody locks themselves out"


def test_an_address_changed_by_the_secretariat_replaces_the_old_one(client, as_):
    as_(ADMINISTRATOR)
    person = UserFactory(email="old@example.org")
    data = {"name": person.name, "email": "new@example.org", "is_active": "on"}
    assert client.post(people("edit", person.pk), data).status_code == 302
    client.logout()
    for email in ("old@example.org", "new@example.org"):
        client.post("/en/accounts/login/", {"login": email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
    assert [one.to for one in mail.outbox] == [["new@example.org"]], "it is to be confirmed first"


@pytest.mark.parametrize("role", [CONTRIBUTOR, MODERATOR, EDITOR])
def test_only_administrators_see_people(client, as_, role):
    as_(role)
    other = UserFactory()
    for address in (people("index"), people("add"), people("edit", other.pk)):
        assert client.get(address).status_code == 302
