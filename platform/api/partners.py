"""Partners as records."""

from django.http import Http404

from api import links
from api.schemas.records import Contact, Partner, PartnerPractice, PartnerText
from api.schemas.shared import Value
from api.values import coded, sources, terms, whole_place
from api.workshops import workshop_links
from content.languages import language_name
from events.queries import workshops_of_partner
from network.models import PartnerPage
from network.queries import contacts, listed_partners
from practices.queries import practices_of_partner


def partner(slug: str) -> Partner:
    """Return a partner, whole. Raises Http404 for one that not everybody may read."""
    # A list leaves the descriptions out, a record is made of them.
    page = listed_partners().defer(None).filter(slug=slug).first()
    if page is None:
        raise Http404
    return Partner(**_facts(page), **_around(page))


def _facts(page: PartnerPage) -> dict:
    return {
        "id": page.slug,
        "title": page.name_in(),
        "lang": page.name_language(),
        "own_name": page.own_name,
        "names": page.facets.get("names", {}),
        "summary": page.summary_in(),
        "url": links.page_address(page),
        "kind": coded(page, "kind"),
        "place": whole_place(page.place) if page.place else None,
        "themes": terms(page.facets.get("themes", ())),
        "languages": [Value(value=one, label=language_name(one)) for one in page.languages or ()],
        "texts": [
            PartnerText(
                lang=block.value["language"],
                role=block.value["role"] or "",
                text=(block.value["text"] or "").replace("\r", ""),
            )
            for block in page.texts
        ],
        "website": page.website,
        "sources": sources(page.sources),
        "checked_on": page.checked_on,
        "published": page.first_published_at,
        "changed": page.last_published_at,
    }


def _around(page: PartnerPage) -> dict:
    return {
        "contacts": [
            Contact(name=one.user.name, role=one.position, email=one.email)
            for one in contacts(page)
        ],
        "practices": [
            PartnerPractice(
                id=row["page"].slug,
                title=row["page"].title,
                lang=row["page"].language,
                url=links.page_address(row["page"]),
                part=row["part"],
            )
            for row in practices_of_partner(page)
        ],
        "workshops": workshop_links(workshops_of_partner(page)),
    }
