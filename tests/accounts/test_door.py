"""Signing up, signing in, choosing a new password; and what a stranger must not learn."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from accounts.models import User
from accounts.permissions import CONTRIBUTOR, READER
from content.languages import LANGUAGES
from home.actions import editorial_page, make_house
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def link_in(message) -> str:
    """Return the path of the link in a mail that leads to the accounts."""
    address = re.search(r"https?://\S+/accounts/\S+", message.body).group(0)
    assert address.startswith(settings.SITE_URL)
    return urlsplit(address).path


def sign_up(client, email="ada@example.org", **values):
    data = {"name": "Ada", "email": email, "password1": PASSWORD, "password2": PASSWORD} | values
    return client.post("/it/accounts/signup/", data)


def sign_in(client, email, password=PASSWORD, **values):
    return client.post("/en/accounts/login/", {"login": email, "password": password} | values)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_signs_up_confirms_and_signs_in(client):
    answer = sign_up(client)
    assert answer.url == "/it/accounts/confirm-email/"
    person = User.objects.get(email="ada@example.org")
    assert (person.name, person.interface_language) == ("Ada", "it")
    assert [group.name for group in person.groups.all()] == [READER]
    assert not is_in(client)

    link = link_in(mail.outbox[0])
    assert link.startswith("/it/accounts/confirm-email/")
    assert client.get(link).status_code == 200
    assert not person.emailaddress_set.get().verified, "looking at the page confirms nothing"
    client.post(link)
    assert person.emailaddress_set.get().verified

    answer = sign_in(client, "ADA@example.org")
    assert is_in(client)
    assert answer.url == "/it/", "home in the language of the profile"


def test_an_address_must_be_confirmed_before_signing_in(client):
    UserFactory(email="ada@example.org", confirmed=False)
    assert sign_in(client, "ada@example.org").url == "/en/accounts/confirm-email/"
    assert not is_in(client)


def test_a_wrong_password_is_told_in_words_and_with_a_link_to_the_field(client):
    UserFactory(email="ada@example.org")
    page = sign_in(client, "ada@example.org", "wrong").content.decode()
    assert "The address and the password do not match" in page
    assert 'class="error-summary"' in page
    assert '<a href="#id_login">The address and the password' in page
    assert "<title>Error:" in page
    assert 'value="ada@example.org"' in page, "what was written stays"
    assert not is_in(client)


def test_the_answer_does_not_tell_whether_an_account_exists(client):
    UserFactory(email="ada@example.org")
    known = sign_in(client, "ada@example.org", "wrong").content
    unknown = sign_in(client, "eve@example.org", "wrong").content
    tokens = re.compile(rb'csrfmiddlewaretoken" value="\w+"|\w+@example.org')
    assert tokens.sub(b"", known) == tokens.sub(b"", unknown)

    known, unknown = (
        Client().post("/en/accounts/password/reset/", {"email": email})
        for email in ("ada@example.org", "eve@example.org")
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    taken, free = sign_up(Client(), "ada@example.org"), sign_up(Client(), "new@example.org")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert User.objects.filter(email="ada@example.org").count() == 1
    told = next(one for one in reversed(mail.outbox) if one.to == ["ada@example.org"])
    assert "/it/accounts/password/reset/" in told.body, "only the owner hears of it"


def test_somebody_chooses_a_new_password(client):
    person = UserFactory(email="ada@example.org", interface_language="it")
    client.post("/it/accounts/password/reset/", {"email": "ada@example.org"})
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    address = form.request["PATH_INFO"]
    new = "another-road-77"
    answer = client.post(address, {"password1": new, "password2": new}, follow=True)
    assert answer.status_code == 200
    person.refresh_from_db()
    assert person.check_password(new)
    assert Client().get(link, follow=True).context["token_fail"], "a link works once"


def test_a_mail_is_plain_text_and_html_with_nothing_from_elsewhere(client):
    sign_up(client)
    message = mail.outbox[0]
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "<img" not in html
    assert {urlsplit(one).netloc for one in re.findall(r'(?:href|src)="(http[^"]+)', html)} == {
        urlsplit(settings.SITE_URL).netloc
    }
    assert "Ada" not in message.body, "a name that a stranger typed is not sent to anybody"


def test_a_wrong_host_does_not_get_into_a_mail(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    UserFactory(email="ada@example.org")
    client.post(
        "/en/accounts/password/reset/", {"email": "ada@example.org"}, HTTP_HOST="evil.example"
    )
    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver@evil.example/",
        "///evil.example",
        "/%09/evil.example",
        "\t//evil.example",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, elsewhere):
    UserFactory(email="ada@example.org")
    answer = sign_in(client, "ada@example.org", next=elsewhere)
    assert urlsplit(answer.url.replace("\\", "/")).netloc in ("", "testserver")
    assert not answer.url.startswith(("//", "/\\", "javascript:"))
    client.logout()
    door = client.get("/admin/login/", {"next": elsewhere})
    assert "evil" not in door.url or door.url.startswith("/en/accounts/login/?next=%2F%2509")


def test_somebody_is_sent_on_to_where_they_wanted_to_go(client):
    UserFactory(email="ada@example.org")
    answer = sign_in(client, "ada@example.org", next="/it/accounts/profile/")
    assert answer.url == "/it/accounts/profile/"


def test_forms_without_their_token_are_refused():
    client = Client(enforce_csrf_checks=True)
    UserFactory(email="ada@example.org")
    assert sign_in(client, "ada@example.org").status_code == 403
    assert sign_up(client).status_code == 403
    client.force_login(User.objects.get())
    for address in ("/en/accounts/profile/", "/en/accounts/logout/", "/admin/logout/"):
        assert client.post(address).status_code == 403


def test_looking_at_sign_out_signs_nobody_out(client):
    client.force_login(UserFactory())
    assert client.get("/en/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/en/accounts/logout/").url == "/en/"
    assert not is_in(client)


def test_who_guesses_is_stopped_for_a_while(client):
    UserFactory(email="ada@example.org")
    for _attempt in range(5):
        sign_in(client, "ada@example.org", "wrong")
    page = sign_in(client, "ada@example.org").content.decode()
    assert "Too many attempts" in page
    assert not is_in(client)


def test_who_signs_up_again_and_again_is_stopped_in_the_looks_of_the_site(client):
    for number in range(11):
        answer = sign_up(client, f"person{number}@example.org")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "site-header" in answer.content.decode()


def test_a_made_up_proxy_header_does_not_escape_the_limits(client):
    for number in range(11):
        answer = client.post(
            "/en/accounts/signup/", {"email": "x"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"
        )
    assert answer.status_code == 429


def test_cookies_are_kept_from_scripts_and_other_sites(client):
    UserFactory(email="ada@example.org")
    sign_in(client, "ada@example.org")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_changes_the_session(client):
    UserFactory(email="ada@example.org")
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "ada@example.org")
    assert client.session.session_key != before


def test_who_is_not_active_stays_out(client):
    UserFactory(email="ada@example.org", is_active=False)
    sign_in(client, "ada@example.org")
    assert not is_in(client)


OPEN = ("login", "signup", "reset_password", "reset_password_done", "email_verification_sent")
ROOM = ("email", "change_password", "logout", "reauthenticate")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_stands_in_every_language_without_anything_from_elsewhere(client, language):
    person = UserFactory()
    with translation.override(language):
        names = [f"account_{name}" for name in (*OPEN, "inactive", "reset_password_from_key_done")]
        room = [f"account_{name}" for name in ROOM] + ["profile", "mfa_index", "mfa_activate_totp"]
        addresses = [reverse(name) for name in names]
        inside = [reverse(name) for name in room]
    pages = [client.get(address) for address in addresses]
    client.force_login(person)
    sign_in_again(client, language)
    pages += [client.get(address) for address in inside]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert f'<html lang="{language}"' in html
        assert 'class="site-header' in html
        assert " style=" not in html
        assert "placeholder=" not in html
        assert "<script>" not in html
        assert not re.search(r'(?:src|action)="(?:https?:)?//', html)
        assert "data:image" not in html


def sign_in_again(client, language) -> None:
    """Prove once more that it is you, as pages about the second step ask."""
    answer = client.post(f"/{language}/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def test_controls_tell_the_browser_what_to_fill_in(client):
    page = client.get("/en/accounts/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="email"' in page
    page = client.get("/en/accounts/signup/").content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert "&lt;" not in page
    assert re.search(r'id="id_password1_hint"><ul>', page), "the rules stand with the field"
    assert 'autocomplete="name"' in page


def test_each_field_with_an_error_is_described_by_it(client):
    page = sign_up(client, "no address", name="").content.decode()
    for name in ("name", "email"):
        control = re.search(rf"<input[^>]*name=\"{name}\"[^>]*>", page).group(0)
        assert 'aria-invalid="true"' in control
        described = re.search(r'aria-describedby="([^"]+)"', control).group(1).split()
        assert f"id_{name}_error" in described
        for one in described:
            assert f'id="{one}"' in page
        assert f'href="#id_{name}"' in page


@pytest.fixture
def members_page():
    """Return the address of a page that contributors may read."""
    page = editorial_page(make_house().homes["en"], "inside", title="Inside")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name=CONTRIBUTOR))
    return "/it/inside/"


def test_a_stranger_before_a_members_page_is_sent_to_the_door_and_back(client, members_page):
    answer = client.get(members_page, follow=True)
    assert answer.redirect_chain[-1][0] == "/it/accounts/login/?next=%2Fit%2Finside%2F"


def test_who_is_in_and_may_not_read_a_page_is_told_so_and_not_sent_in_circles(client, members_page):
    client.force_login(User.objects.create_user(email="reader@example.org", password=PASSWORD))
    answer = client.get(members_page, follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (403, 1)
    assert "Questa pagina è aperta solo ad alcune persone" in answer.text
    assert f'href="{members_page}"' in answer.text
    assert "Inside" not in answer.text


def test_who_belongs_to_the_group_reads_the_page(client, members_page):
    member = User.objects.create_user(email="member@example.org", password=PASSWORD)
    member.groups.add(Group.objects.get(name=CONTRIBUTOR))
    client.force_login(member)
    assert "Inside" in client.get(members_page).text


def test_the_way_back_from_a_page_that_is_not_for_you_leads_to_no_other_site(client):
    client.force_login(User.objects.create_user(email="reader@example.org", password=PASSWORD))
    answer = client.get("/en/_util/login/?next=https://example.org/x")
    assert (answer.status_code, 'href="https://example.org/x' in answer.text) == (403, False)
    assert 'href="/">' in answer.text
