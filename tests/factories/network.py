"""The network for tests: places with names, partners, members."""

from typing import Any

from wagtail.models import PageViewRestriction

from accounts.models import User
from home.actions import House, make_house
from network.actions import load_places
from network.choices import State
from network.models import Membership, PartnerPage, Place
from vocabulary.actions import load_vocabulary
from vocabulary.queries import concepts_by_notation


def make_place(
    name: str = "Cluj-Napoca",
    country: str = "RO",
    *,
    kind: str = "city",
    region: str = "",
    lat: float | None = 46.77,
    lon: float | None = 23.59,
    names: dict[str, str] | None = None,
    aliases: tuple[str, ...] = (),
) -> Place:
    """Return the place of that name, made or brought to these values."""
    row = {
        "name": name,
        "country": country,
        "kind": kind,
        "region": region,
        "lat": lat,
        "lon": lon,
        "names": names or {},
        "aliases": aliases,
    }
    place = load_places([row]).find(name, country, kind=kind)
    assert place is not None
    return place


def make_partner(
    slug: str = "patrir",
    *,
    house: House | None = None,
    place: Place | None = None,
    themes: tuple[str, ...] = (),
    texts: dict[str, str] | None = None,
    live: bool = True,
    **values: Any,
) -> PartnerPage:
    """Return a partner under the directory, published unless `live` is false.

    `texts`: descriptions by language.
    """
    house = house or make_house()
    defaults = {"title": f"Partner {slug}", "kind": "ngo", "languages": ["ro"]}
    page = PartnerPage(slug=slug, live=False, place=place, **(defaults | values))
    if themes:
        load_vocabulary()
        concepts = concepts_by_notation("themes")
        page.themes = [concepts[code] for code in themes]
    page.texts = [
        {"type": "text", "value": {"language": code, "name": "", "role": "", "text": text}}
        for code, text in (texts or {}).items()
    ]
    house.partners.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return PartnerPage.objects.get(pk=page.pk)


def hide(page: PartnerPage) -> None:
    """Let only people who signed in read `page`."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def make_member(
    partner: PartnerPage,
    email: str = "ana@example.org",
    *,
    name: str = "Ana Pop",
    state: str = State.CONFIRMED,
    contact: str = "",
    **values: Any,
) -> Membership:
    """Return a membership in `partner` of the person with `email`, made if unknown.

    `contact` is the address to show.
    """
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, "a long password", name=name
    )
    return Membership.objects.create(
        user=user, partner=partner, state=state, email=contact, **values
    )
