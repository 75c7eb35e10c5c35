"""The second step: an app with codes, and spare codes on paper."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.cache import cache

from accounts.permissions import ADMINISTRATOR, EDITOR
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    """Return what an app shows now."""
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def sign_in(client, person):
    data = {"login": person.email, "password": PASSWORD}
    return client.post("/en/accounts/login/", data)


def prove(client) -> None:
    """Give the password once more, as the pages about the second step ask."""
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def person(client):
    """Return somebody who set up the second step, as a person does; signed out again."""
    person = UserFactory(email="ada@example.org")
    sign_in(client, person)
    prove(client)
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    person.secret = re.search(r"<code>(\w+)</code>", page).group(1)
    answer = client.post("/en/accounts/2fa/totp/activate/", {"code": code_for(person.secret)})
    assert answer.status_code == 302
    codes = client.get(answer.url).content.decode()
    person.spare = re.findall(r"<li><code>(\d+)</code>", codes)
    client.logout()
    cache.clear()  # a code works once; the tests need the present one again
    return person


def test_setting_it_up_shows_a_square_a_key_and_spare_codes(client, person):
    assert len(person.spare) == 10
    assert Authenticator.objects.filter(user=person).count() == 2


def test_the_square_is_a_drawing_in_the_page(client):
    sign_in(client, UserFactory())
    prove(client)
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    assert re.search(r'<svg class="qr"[^>]*role="img"', page)
    assert "data:" not in page
    assert 'autocomplete="one-time-code"' in page


def test_a_password_alone_opens_nothing(client, person):
    answer = sign_in(client, person)
    assert answer.url.startswith("/en/accounts/2fa/authenticate/")
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302


def test_the_code_opens_the_door(client, person):
    sign_in(client, person)
    wrong = client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert not is_in(client)
    client.post("/en/accounts/2fa/authenticate/", {"code": code_for(person.secret)})
    assert is_in(client)


def test_a_spare_code_opens_the_door_once(client, person):
    spare = person.spare[0]
    sign_in(client, person)
    client.post("/en/accounts/2fa/authenticate/", {"code": spare})
    assert is_in(client)
    client.logout()
    sign_in(client, person)
    client.post("/en/accounts/2fa/authenticate/", {"code": spare})
    assert not is_in(client)


def test_a_new_password_does_not_get_around_it(client, person):
    client.post("/en/accounts/password/reset/", {"email": person.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)
    form = client.get(link, follow=True)
    new = "another-road-77"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not is_in(client)
    answer = client.post("/en/accounts/login/", {"login": person.email, "password": new})
    assert answer.url.startswith("/en/accounts/2fa/authenticate/")


def test_switching_it_off_asks_once_more_and_tells(client, person):
    client.force_login(person)
    answer = client.get("/en/accounts/2fa/totp/deactivate/")
    assert "/reauthenticate/" in answer.url
    prove(client)
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert "switched off" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("rule", "role", "open_"),
    [
        ("optional", ADMINISTRATOR, True),
        ("administrators", EDITOR, True),
        ("administrators", ADMINISTRATOR, False),
        ("editors", EDITOR, False),
    ],
)
def test_the_site_can_ask_it_of_who_enters_the_editors_room(client, settings, rule, role, open_):
    settings.SECOND_STEP = rule
    client.force_login(UserFactory(roles=[role]))
    answer = client.get("/admin/")
    assert (answer.status_code == 200) is open_
    if not open_:
        assert answer.url.endswith("/accounts/2fa/")
        page = client.get(answer.url).content.decode()
        assert "asks for a second step" in page
