"""Publishing partners from facts; memberships and what they allow."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Revision

from accounts.models import User
from home.actions import make_house
from network.actions import first_lines, publish_partner
from network.models import Membership, PartnerPage, Place
from network.permissions import is_member, may_edit_for, partners_of
from network.queries import PartnerNames, PlaceFinder, partners_on_profile
from tests.factories.network import hide, make_member, make_partner, make_place
from vocabulary.actions import load_vocabulary

pytestmark = pytest.mark.django_db
FACTS = {
    "id": "crete", "name": "Region of Crete", "original_name": "Περιφέρεια Κρήτης",
    "type": "region", "role": "pilot lead (health)", "role_it": "guida il pilota",
    "city": "Heraklion", "country": "GR", "region": "Κρήτη", "lat": 35.34, "lon": 25.13,
    "website": "https://crete.gov.gr", "website_checked": True, "languages": ["el"],
    "themes": ["health"], "en": "Maps needs.", "it": "Rileva i bisogni.",
    "source": "https://includeu.eu/about-us-region-of-crete/",
}  # fmt: skip


@pytest.fixture
def house():
    load_vocabulary()
    return make_house()


def test_a_partner_is_published_with_its_facts(house):
    place = make_place("Ηράκλειο", "GR", lat=35.34, lon=25.13, names={"en": "Heraklion"})

    page = publish_partner(FACTS, house.partners, PlaceFinder(), ["Crete Observatory"])

    assert page.live
    assert page.place == place
    assert page.own_language == "el"
    assert page.facets["themes"] == ["health"]
    assert [(b.value["language"], b.value["role"], b.value["text"]) for b in page.texts] == [
        ("en", "pilot lead (health)", "Maps needs."),
        ("it", "guida il pilota", "Rileva i bisogni."),
    ]
    assert [b.value["url"] for b in page.sources] == [FACTS["source"]]
    assert PartnerNames().find("crete observatory") == page.pk


def test_publishing_the_same_facts_again_changes_nothing(house):
    places = PlaceFinder()
    first = publish_partner(FACTS, house.partners, places, ["Crete"])
    before = (Revision.objects.count(), first.last_published_at)

    again = publish_partner(FACTS, house.partners, places, ["Crete"])

    assert (Revision.objects.count(), again.last_published_at) == before
    assert (PartnerPage.objects.count(), Place.objects.count()) == (1, 1)


def test_publishing_changed_facts_brings_the_page_up_to_date(house):
    places = PlaceFinder()
    publish_partner(FACTS, house.partners, places)

    page = publish_partner(FACTS | {"themes": [], "en": "Other words."}, house.partners, places)

    assert page.facets == {
        "themes": [],
        "names": {"el": "Περιφέρεια Κρήτης"},
        "summaries": {"en": "Other words.", "it": "Rileva i bisogni."},
    }
    assert page.themes.count() == 0


def test_facts_that_are_wrong_publish_nothing(house):
    for wrong, error in (
        ({"type": "club"}, ValueError),
        ({"themes": ["magic"]}, KeyError),
        ({"website": "javascript:alert(1)"}, ValidationError),
        ({"name": ""}, ValidationError),
    ):
        with pytest.raises(error):
            publish_partner(FACTS | wrong, house.partners, PlaceFinder())

    assert not PartnerPage.objects.exists()


def test_first_lines_are_cut_between_words():
    assert first_lines("One  two\nthree", 200) == "One two three"
    assert first_lines("One two three", 9) == "One two …"


def test_somebody_is_a_member_of_a_partner_once():
    partner = make_partner()
    member = make_member(partner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=member.user, partner=partner)
    with pytest.raises(ValidationError, match="already a member"):
        Membership(user=member.user, partner=partner).full_clean()


@pytest.mark.parametrize(
    ("state", "allowed"), [("confirmed", True), ("asked", False), ("ended", False)]
)
def test_only_confirmed_members_may_edit_for_a_partner(state, allowed):
    partner, other = make_partner(), make_partner("other")
    user = make_member(partner, state=state).user

    assert is_member(user, partner) is allowed
    assert may_edit_for(user, partner) is allowed
    assert not may_edit_for(user, other)
    assert list(partners_of(user)) == ([partner] if allowed else [])


def test_members_who_were_switched_off_may_nothing():
    partner = make_partner()
    user = make_member(partner).user
    user.is_active = False
    user.save()

    assert not may_edit_for(user, partner)


def test_administrators_may_edit_for_every_partner():
    admin = User.objects.create_superuser("root@example.org", "a long password")

    assert may_edit_for(admin, make_partner())


def test_anonymous_readers_may_edit_for_nobody(client):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    assert not may_edit_for(AnonymousUser(), make_partner())
    assert not partners_of(AnonymousUser()).exists()


def test_a_confirmed_member_becomes_a_contributor_and_a_former_one_ceases_to_be():
    member = make_member(make_partner(), state="asked")
    assert not member.user.groups.filter(name="Contributors").exists()

    member.state = "confirmed"
    member.save()
    assert member.user.groups.filter(name="Contributors").exists()

    member.delete()
    assert not member.user.groups.filter(name="Contributors").exists()


def test_a_member_opens_the_editors_page_of_their_partner_and_no_other(client):
    partner, other = make_partner(), make_partner("other")
    client.force_login(make_member(partner).user)

    assert client.get(f"/admin/pages/{partner.pk}/edit/").status_code == 200
    assert client.get(f"/admin/pages/{other.pk}/edit/").status_code == 302


def test_a_member_cannot_publish_by_themselves(client):
    partner = make_partner()
    user = make_member(partner).user

    assert not partner.permissions_for_user(user).can_publish()
    assert not partner.permissions_for_user(user).can_delete()


def test_a_profile_names_the_public_partners_of_a_person():
    partner, hidden = make_partner(), make_partner("hidden")
    user = make_member(partner).user
    make_member(hidden, user.email)
    hide(hidden)

    assert partners_on_profile(user) == [{"title": "Partner patrir", "url": "/en/partners/patrir/"}]
