"""Demo users: one for each role, on a demo only."""

import json
import stat

import pytest

from accounts.actions import make_demo_users
from accounts.models import User
from accounts.permissions import ROLES

pytestmark = pytest.mark.django_db


def test_there_is_one_for_each_role_and_each_can_sign_in(tmp_path, client):
    people = make_demo_users(tmp_path)
    groups = {User.objects.get(email=one["email"]).groups.get().name for one in people}
    assert groups == {role.name for role in ROLES}
    for one in people:
        assert one["name"].startswith("Demo ")
        client.post("/en/accounts/login/", {"login": one["email"], "password": one["password"]})
        assert client.session["_auth_user_id"]
        client.logout()


def test_their_passwords_are_kept_where_only_the_owner_can_read(tmp_path):
    people = make_demo_users(tmp_path)
    path = tmp_path / "demo-users.json"
    assert json.loads(path.read_text()) == people
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({one["password"] for one in people}) == len(people)


def test_a_second_start_keeps_people_and_passwords(tmp_path):
    first = make_demo_users(tmp_path)
    hashes = set(User.objects.values_list("password", flat=True))
    assert make_demo_users(tmp_path) == first
    assert set(User.objects.values_list("password", flat=True)) == hashes


def test_a_lost_or_broken_file_is_made_anew(tmp_path):
    make_demo_users(tmp_path)
    (tmp_path / "demo-users.json").write_text("{")
    people = make_demo_users(tmp_path)
    person = User.objects.get(email=people[0]["email"])
    assert person.check_password(people[0]["password"])
    assert User.objects.count() == len(ROLES)


def test_there_are_none_outside_a_demo(tmp_path, settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demo"):
        make_demo_users(tmp_path)
    assert not User.objects.exists()
    assert not (tmp_path / "demo-users.json").exists()
