"""The profile, and what of it others see."""

import pytest
from django.utils import translation

from accounts.choices import Shown
from accounts.contributions import _contributions, contribute
from accounts.models import User
from accounts.queries import PARTNERS, public_profile
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

FULL = {
    "name": "Ada Rossi",
    "about": "Canary: I work on <b>housing</b>.",
    "languages": ["it", "uk"],
    "time_zone": "Europe/Bucharest",
}


@pytest.fixture
def partner(monkeypatch):
    """Give everybody a partner, as `network` does."""
    monkeypatch.setitem(_contributions, PARTNERS, [])
    contribute(PARTNERS, lambda _user: [{"title": "Comune di Prova", "url": "/en/partners/p/"}])


def form_data(**values) -> dict:
    return {"name": "Ada", "about": "", "time_zone": "", "interface_language": ""} | values


def test_of_a_new_person_others_see_the_name_and_nothing_else(partner):
    person = UserFactory(**FULL)
    seen = public_profile(person)
    assert seen.name == "Ada Rossi"
    assert (seen.partners, seen.languages, seen.time_zone, seen.about) == ([], [], "", "")


@pytest.mark.parametrize("field", Shown.values)
def test_each_field_is_seen_only_if_its_owner_says_so(partner, field):
    with translation.override("en"):
        seen = public_profile(UserFactory(**FULL, shown=[field]))
    found = {
        "name": seen.is_named,
        "partners": bool(seen.partners),
        "languages": bool(seen.languages),
        "time_zone": bool(seen.time_zone),
        "about": bool(seen.about),
    }
    assert {name for name, there in found.items() if there} == {field}
    if field != "name":
        assert "Ada" not in seen.name


def test_languages_and_zones_are_named_in_the_readers_language():
    person = UserFactory(**FULL, shown=["languages", "time_zone"])
    with translation.override("it"):
        seen = public_profile(person)
    assert seen.languages == [("it", "italiano"), ("uk", "ucraino")]
    assert seen.time_zone.endswith("(Bucharest)")
    assert "Europa orientale" in seen.time_zone


def test_a_gone_person_is_nobody(partner):
    everything = list(Shown.values)
    for person in (None, UserFactory(**FULL, shown=everything, is_active=False)):
        seen = public_profile(person)
        assert not seen.is_named
        assert "Ada" not in repr(seen)
        assert "Canary" not in repr(seen)


def test_the_address_is_never_seen(partner):
    person = UserFactory(**FULL, shown=list(Shown.values), email="secret@example.org")
    assert "secret@example.org" not in repr(public_profile(person))
    nameless = UserFactory(name="", email="hidden@example.org")
    assert "hidden@example.org" not in repr(public_profile(nameless))


def test_a_profile_costs_no_query_beside_its_partners(partner, django_assert_num_queries):
    person = UserFactory(**FULL, shown=list(Shown.values))
    with django_assert_num_queries(0):
        public_profile(person)


def test_the_profile_is_for_those_who_are_in(client):
    answer = client.get("/it/accounts/profile/")
    assert answer.url == "/it/accounts/login/?next=/it/accounts/profile/"


def test_somebody_fills_in_their_profile(client, partner):
    person = UserFactory()
    client.force_login(person)
    data = form_data(**FULL, interface_language="it", shown=["name", "about"])
    answer = client.post("/en/accounts/profile/", data)
    assert answer.url == "/it/accounts/profile/", "the site goes on in the chosen language"
    person.refresh_from_db()
    assert person.languages == ["it", "uk"]
    assert person.shown == ["name", "about"]
    assert person.wagtail_userprofile.preferred_language == "it"
    page = client.get(answer.url).content.decode()
    assert "I work on &lt;b&gt;housing&lt;/b&gt;" in page
    assert "Comune di Prova" in page
    assert "no-store" in client.get(answer.url)["Cache-Control"]


def test_nothing_but_the_profile_can_be_changed_there(client):
    person = UserFactory(email="ada@example.org")
    client.force_login(person)
    more = {"is_superuser": "on", "is_staff": "on", "email": "x@example.org", "groups": "1"}
    client.post("/en/accounts/profile/", form_data(**more))
    changed = User.objects.get(pk=person.pk)
    assert (changed.name, changed.email) == ("Ada", "ada@example.org")
    assert not changed.is_superuser
    assert not changed.is_staff
    assert not changed.groups.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"about": "x" * 601},
        {"languages": ["xx"]},
        {"time_zone": "Mars/Olympus"},
        {"interface_language": "tlh"},
        {"shown": ["email"]},
    ],
)
def test_a_wrong_answer_is_explained_and_kept(client, wrong):
    client.force_login(UserFactory())
    answer = client.post("/en/accounts/profile/", form_data(**wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "One answer is not right yet" in page
    name = next(iter(wrong))
    assert f'href="#id_{name}' in page


def test_a_name_cannot_smuggle_markup_into_a_page(client):
    person = UserFactory(name='<img src=x onerror="alert(1)">')
    client.force_login(person)
    page = client.get("/en/accounts/profile/").content.decode()
    assert "<img src=x" not in page
