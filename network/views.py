"""What the pages of directory, partner and place show."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from content.contributions import contributions
from content.json_ld import as_script
from content.languages import active_language, language_name
from content.routing import path_in
from network import json_ld
from network.directory import FILTERS, Filter, Selection, by_country, dots, in_order, select
from network.forms import ORDERS
from network.models import PartnerIndexPage, PartnerPage, Place
from network.queries import contacts, listed_partners, partners_among, partners_in

# So many that a page in Greek, whose letters take two bytes each, stays under 60 KB.
ROWS = 36
DIRECTORY = "partners/"


# ---------------------------------------------------------------- directory


def directory_context(request: HttpRequest, page: PartnerIndexPage) -> dict[str, Any]:
    """Return what the directory shows for the filters in the address."""
    url = page.get_url(request) or ""
    selection = select(list(listed_partners()), request.GET)
    choice = selection.choice
    rows = Paginator(selection.partners, ROWS)
    places = dots(selection.partners, url)
    return {
        "directory_url": url,
        "address": f"{settings.SITE_URL}{url}",
        "partners": rows.get_page(choice.page),
        "total": rows.count,
        "choice": choice,
        "filters": [_filter(selection, one) for one in FILTERS],
        "chips": _chips(selection, url),
        "orders": _orders(selection, url),
        "dots": places,
        "countries": by_country(places),
    }


def _filter(selection: Selection, one: Filter) -> dict[str, Any]:
    """Return a filter with the values that would show something, or are chosen."""
    chosen = selection.choice.filters[one.name]
    counts = selection.counts[one.name]
    options = [
        {"value": value, "label": name, "count": counts[value], "checked": value in chosen}
        for value, name in one.names().items()
        if counts[value] or value in chosen
    ]
    if one.name == "country":
        options.sort(key=lambda option: option["label"])
    return {
        "name": one.name,
        "legend": one.legend(),
        "options": options,
        "open": one.open or bool(chosen),
    }


def _chips(selection: Selection, url: str) -> list[dict[str, str]]:
    return [
        {
            "text": str(one.names()[value]),
            "url": url + selection.choice.without(one.name, value).address(),
        }
        for one in FILTERS
        for value in selection.choice.filters[one.name]
    ]


def _orders(selection: Selection, url: str) -> list[dict[str, Any]]:
    words = (gettext("name"), gettext("country"), gettext("newest first"))
    return [
        {
            "label": word,
            "url": url + selection.choice.ordered(order).address(),
            "current": order == selection.choice.order,
        }
        for order, word in zip(ORDERS, words, strict=True)
    ]


# ---------------------------------------------------------------- partner


def partner_context(request: HttpRequest, page: PartnerPage) -> dict[str, Any]:
    """Return what the partner's template shows; `page` came with its place and logo."""
    own = page.get_url(request) or ""
    address = f"{settings.SITE_URL}{own}"
    directory_url = own.rstrip("/").rsplit("/", 1)[0] + "/"
    themes = theme_links(page, directory_url)
    text, others = _texts(page)
    # A page that was never saved, in a preview, has no members and no practices.
    fellows = partners_among(contributions("partner.fellows", page)) if page.pk else []
    fellows = [one for one in fellows if one.pk != page.pk]
    return {
        "directory_url": directory_url,
        "address": address,
        "themes": themes,
        "text": text,
        "other_texts": others,
        "working_languages": [
            {"code": code, "name": language_name(code)} for code in page.languages
        ],
        "people": contacts(page) if page.pk else [],
        "practices": contributions("partner.practices", page) if page.pk else [],
        "workshops": contributions("partner.workshops", page) if page.pk else [],
        "fellows": in_order(fellows),
        "map": _partner_map(page, fellows),
        "json_ld": as_script(
            json_ld.organisation(
                page, address, page.summary_in(), [theme["label"] for theme in themes]
            )
        ),
    }


def theme_links(partner: PartnerPage, directory_url: str) -> list[dict[str, str]]:
    """Return the themes of a partner with their names and the partners of the same theme."""
    return [
        {"notation": code, "label": name, "url": f"{directory_url}?theme={code}"}
        for code, name in partner.theme_labels()
    ]


def _texts(page: PartnerPage) -> tuple[dict | None, list[dict]]:
    """Return the description for the reader, its first paragraph apart, and the other ones."""
    wanted = page.text_language()
    texts = [
        {
            "language": block.value["language"],
            "language_name": language_name(block.value["language"]),
            "role": block.value["role"],
            "paragraphs": [
                part for part in block.value["text"].replace("\r", "").split("\n\n") if part.strip()
            ],
        }
        for block in page.texts
    ]
    mine = next((one for one in texts if one["language"] == wanted), None)
    return mine, [one for one in texts if one is not mine and one["paragraphs"]]


def _partner_map(page: PartnerPage, fellows: list[PartnerPage]) -> dict | None:
    """Return dots and ways to those it worked with; None where its place is not known."""
    if page.place is None or page.place.lat is None:
        return None
    away = [dot for dot in dots(fellows, "") if dot["url"] != page.place.get_absolute_url()]
    home = _home_dot(page.place) | {"url": page.place.get_absolute_url()}
    return {"points": [home, *away], "ways": [(dot, home) for dot in away]}


def _home_dot(place: Place) -> dict[str, Any]:
    return {
        "label": place.name_in(),
        "lang": place.name_language(),
        "lat": place.lat,
        "lon": place.lon,
        "on": True,
    }


# ---------------------------------------------------------------- place


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the page of a place: its partners, practices, workshops."""
    one = get_object_or_404(Place, slug=slug)
    partners = in_order(partners_in(one))
    practices = contributions("place.practices", one)
    workshops = contributions("place.workshops", one)
    context = {
        "place": one,
        "directory_url": path_in(active_language(), DIRECTORY),
        "address": f"{settings.SITE_URL}{one.get_absolute_url()}",
        "partners": partners,
        "practices": practices,
        "workshops": workshops,
        "is_empty": not (partners or practices or workshops),
        "points": [_home_dot(one)],
        "json_ld": as_script({"@context": "https://schema.org", **json_ld.place_data(one)}),
    }
    return render(request, "network/place.html", context)
