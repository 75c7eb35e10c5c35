"""The editors' screens of the network."""

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from home.actions import make_house
from network.models import Membership, PartnerPage, Place
from tests.factories.network import make_member, make_partner, make_place
from vocabulary.actions import load_vocabulary
from vocabulary.queries import concepts_by_notation

pytestmark = pytest.mark.django_db
PLACES, MEMBERS = "/admin/snippets/network/place/", "/admin/snippets/network/membership/"


@pytest.fixture
def editor(client):
    """An editor's browser."""
    client.force_login(User.objects.create_superuser("root@example.org", "a long password"))
    return client


def place_form(**values):
    return nested_form_data(
        {
            "name": "București", "kind": "city", "country": "RO", "region": "", "lat": "44.43",
            "lon": "26.1", "nuts": "", "population": "",
            "names": inline_formset([
                {"language": "it", "name": "Bucarest"}, {"language": "", "name": "Bucharest"},
            ]),
        }
        | values
    )  # fmt: skip


def test_a_place_is_entered_with_its_names(editor):
    answer = editor.post(PLACES + "add/", place_form())

    assert answer.status_code == 302
    place = Place.objects.get()
    assert (place.slug, place.labels) == ("ro-bucuresti", {"it": "Bucarest"})
    assert "bucharest" in place.spellings


@pytest.mark.parametrize(
    "wrong", [{"nuts": "RO-113"}, {"lat": "95"}, {"lon": ""}, {"country": "XX"}, {"name": ""}]
)
def test_a_place_with_a_wrong_value_is_not_saved(editor, wrong):
    answer = editor.post(PLACES + "add/", place_form(**wrong))

    assert answer.status_code == 200
    assert not Place.objects.exists()


def test_two_names_in_one_language_are_refused_with_words(editor):
    twice = inline_formset([{"language": "it", "name": "A"}, {"language": "it", "name": "B"}])

    answer = editor.post(PLACES + "add/", place_form(names=twice))

    assert "There is already a name in this language." in answer.content.decode()
    assert not Place.objects.exists()


def test_places_are_found_by_any_spelling_and_filtered_by_country(editor):
    make_place("Θεσσαλονίκη", "GR", names={"it": "Salonicco"})
    make_place("Brașov", "RO")

    assert "Θεσσαλονίκη" in editor.get(PLACES, {"q": "salonic"}).content.decode()
    assert "Brașov" in editor.get(PLACES, {"q": "Brasov"}).content.decode()
    romania = editor.get(PLACES, {"country": "RO"}).content.decode()
    assert "Brașov" in romania
    assert "Θεσσαλονίκη" not in romania


def test_partners_stand_in_one_list_with_kind_and_place(editor):
    make_partner(title="PATRIR", place=make_place())
    make_partner("draft", title="A draft", live=False)

    page = editor.get("/admin/partners/").content.decode()

    assert "PATRIR" in page
    assert "A draft" in page
    assert "Cluj-Napoca (RO)" in page


def test_a_partner_is_written_in_the_admin(editor):
    load_vocabulary()
    house = make_house()
    place = make_place()
    health = concepts_by_notation("themes")["health"]
    form = nested_form_data(
        {
            "title": "PATRIR", "slug": "patrir", "own_name": "Institutul Român pentru Pace",
            "own_language": "ro", "other_names": "", "kind": "ngo", "place": place.pk,
            "texts": streamfield([
                ("text", {"language": "en", "name": "", "role": "", "text": "Works for peace."}),
            ]),
            "website": "", "logo": "",
            "sources": streamfield([]), "checked_on": "", "search_description": "",
            "comments": inline_formset([]), "action-publish": "1",
        }
    )  # fmt: skip

    form |= {"languages": ["ro", "en"], "themes": [health.pk]}

    answer = editor.post(f"/admin/pages/add/network/partnerpage/{house.partners.pk}/", form)

    assert answer.status_code == 302, answer.context["form"].errors
    page = PartnerPage.objects.get()
    assert (page.live, page.languages, page.facets["themes"]) == (True, ["ro", "en"], ["health"])
    assert page.facets["summaries"] == {"en": "Works for peace."}


def test_the_editors_page_of_a_partner_opens_with_its_helps(editor):
    partner = make_partner(themes=("housing",), texts={"en": "Words"})

    page = editor.get(f"/admin/pages/{partner.pk}/edit/").content.decode()

    assert "Readers see the one in their language." in page
    assert "Languages in which colleagues can write to it" in page


def test_a_membership_is_confirmed_in_the_admin(editor):
    member = make_member(make_partner(), state="asked")

    answer = editor.post(
        f"{MEMBERS}edit/{member.pk}/",
        {"user": member.user.pk, "partner": member.partner.pk, "role": "coordinator",
         "state": "confirmed", "position": "", "email": ""},
    )  # fmt: skip

    assert answer.status_code == 302
    assert Membership.objects.get().state == "confirmed"


def test_the_same_membership_twice_is_refused_with_words(editor):
    member = make_member(make_partner())

    answer = editor.post(
        MEMBERS + "add/",
        {"user": member.user.pk, "partner": member.partner.pk, "role": "contributor",
         "state": "asked", "position": "", "email": ""},
    )  # fmt: skip

    assert "already a member of this partner" in answer.content.decode()


def test_the_menu_has_the_network_with_three_entries(editor):
    page = editor.get("/admin/").content.decode()

    for address in ("/admin/partners/", PLACES, MEMBERS):
        assert address in page


def test_the_dashboard_shows_memberships_that_wait_to_those_who_may_confirm_them(editor):
    asked = make_member(make_partner(title="PATRIR"), name="Ana Pop", state="asked")

    page = editor.get("/admin/").content.decode()

    assert "Memberships to confirm" in page
    assert f"{MEMBERS}edit/{asked.pk}/" in page
    assert "Add a place" in page


def test_the_dashboard_leads_members_to_the_page_of_their_partner_and_to_nothing_else(client):
    partner = make_partner(title="PATRIR")
    make_member(partner, "b@example.org", name="Bogdan", state="asked")
    client.force_login(make_member(partner).user)

    page = client.get("/admin/").content.decode()

    assert f"/admin/pages/{partner.pk}/edit/" in page
    assert "Memberships to confirm" not in page
    assert "Add a place" not in page
