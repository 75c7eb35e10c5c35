"""What not everybody may read is in no answer: each test makes what could leak."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from content.models import SiteDocument
from practices.models import PracticePartner, Transfer
from tests.factories.events import make_houses, make_workshop
from tests.factories.network import hide, make_partner
from tests.factories.practices import make_practice, make_translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_houses()


def hidden_ways(page, way: str) -> None:
    """Hide a page: unpublished, private, or below something private."""
    if way == "unpublished":
        page.unpublish()
    else:
        hide(page if way == "private" else page.get_parent().specific)


WAYS = pytest.mark.parametrize("way", ["unpublished", "private", "below something private"])


@WAYS
def test_a_hidden_practice_is_in_no_answer(get, house, indexed, way):
    practice = make_practice("secret", house=house, title="Secret desk")
    indexed()
    assert get("/search?q=secret")["count"] == 1

    hidden_ways(practice, way)

    assert get("/practices/secret", status=404)["type"].endswith("#not-found")
    assert get("/practices")["results"] == []
    indexed()
    assert get("/search?q=secret")["count"] == 0
    assert get("/search")["facets"]["country"] == []


@WAYS
def test_a_hidden_partner_is_in_no_answer(get, house, indexed, way):
    partner = make_partner("secret", house=house, title="Secret society")
    practice = make_practice(house=house, lead=partner)
    PracticePartner.objects.create(practice=practice, partner=partner)
    make_workshop(house=house, organisers=[partner])
    assert "Secret society" in str(get("/practices/one-desk"))

    hidden_ways(partner, way)

    get("/partners/secret", status=404)
    assert get("/practices/one-desk")["lead"] is None
    assert "ecret" not in str(get("/practices/one-desk"))
    assert "ecret" not in str(get("/practices"))
    assert "ecret" not in str(get("/workshops/cluj"))


@WAYS
def test_a_hidden_workshop_is_in_no_answer(get, house, indexed, way):
    partner = make_partner(house=house)
    practice = make_practice(house=house)
    workshop = make_workshop(
        "secret", house=house, title="Secret talks", practices=[practice], organisers=[partner]
    )
    assert get("/workshops/secret")["title"] == "Secret talks"

    hidden_ways(workshop, way)

    get("/workshops/secret", status=404)
    assert get("/practices/one-desk")["workshops"] == []
    assert get("/partners/patrir")["workshops"] == []
    indexed()
    assert get("/search?q=secret")["count"] == 0


def test_a_hidden_practice_is_not_named_by_others(get, house):
    partner = make_partner(house=house)
    secret = make_practice("secret", house=house, title="Secret desk", lead=partner)
    open_one = make_practice("open", house=house, lead=partner)
    Transfer.objects.create(practice=open_one, other=secret)
    Transfer.objects.create(practice=secret, other=open_one)
    make_workshop(house=house, practices=[secret, open_one])
    hide(secret)

    assert get("/practices/open")["transfers"] == []
    assert [one["id"] for one in get("/partners/patrir")["practices"]] == ["open"]
    assert [one["id"] for one in get("/workshops/cluj")["practices"]] == ["open"]


def test_a_hidden_translation_is_not_in_the_record(get, house):
    practice = make_practice(house=house)
    hide(make_translation(practice, "es", title="Secreto"))

    assert get("/practices/one-desk")["translations"] == []


def test_a_document_of_a_private_collection_is_not_named(client, get, house):
    """Neither by the API nor on the page that it belongs to."""
    private = Collection.get_first_root_node().add_child(name="Board")
    below = private.add_child(name="Below")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    papers = [
        SiteDocument.objects.create(title=title, file="x.pdf", collection=collection)
        for title, collection in (("Secret", private), ("Secret too", below))
    ]
    open_ = SiteDocument.objects.create(title="For everybody", file="y.pdf")
    make_practice(
        house=house,
        documents=[{"type": "document", "value": {"document": one.pk}} for one in [*papers, open_]],
    )
    make_workshop(
        house=house,
        slug="papers",
        documents=[{"type": "document", "value": one.pk} for one in [*papers, open_]],
    )

    (named,) = get("/practices/one-desk")["documents"]
    assert named["title"] == "For everybody"
    for path in ("/en/library/one-desk/", "/en/workshops/papers/"):
        page = client.get(path).content.decode()
        assert "Secret" not in page
        assert "For everybody" in page


def test_whoever_is_signed_in_reads_no_more_than_others(client, get, house):
    hide(make_practice("secret", house=house))
    client.force_login(User.objects.create_superuser("root@example.org", "long password 31"))

    get("/practices/secret", status=404)
    assert get("/practices")["results"] == []


@pytest.mark.parametrize("kind", ["practices", "partners", "workshops", "concepts"])
@pytest.mark.parametrize("name", ["none", "a/b", "%00", "..%2F..", "x" * 300, "' OR 1=1", "Škofja"])
def test_what_is_not_there_is_not_found(get, kind, name):
    problem = get(f"/{kind}/{name}", status=404)

    assert problem["type"].endswith("#not-found")
    assert problem["status"] == 404
