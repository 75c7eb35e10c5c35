"""What waits in the network, and what one may do there; shown on the editors' first page."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from network.permissions import partners_of
from network.queries import memberships_asked


def waiting(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the memberships to confirm, to those who may; and one's own partners, to members."""
    if request.user.has_perm("network.change_membership"):
        yield {
            "title": _("Memberships to confirm"),
            "help": _("These people say that they work for a partner."),
            "icon": "user",
            "items": [
                {
                    "title": str(one.user),
                    "url": reverse("wagtailsnippets_network_membership:edit", args=[one.pk]),
                    "note": one.partner.title,
                }
                for one in memberships_asked()
            ],
        }
    yield {
        "title": _("Your partners"),
        "help": _("You may change their pages; an editor publishes the changes."),
        "icon": "group",
        "items": [
            {
                "title": one.title,
                "url": reverse("wagtailadmin_pages:edit", args=[one.pk]),
                "note": one.get_kind_display(),
            }
            for one in partners_of(request.user).order_by("title")
        ],
    }


def tasks(request: HttpRequest) -> Iterator[dict[str, str]]:
    """Yield the ways to a new partner and a new place, to those who may make them."""
    if request.user.has_perm("network.add_place"):
        # The listing of partners leads on to the page to add one below.
        yield {
            "title": _("Add a partner"),
            "url": reverse("partners:choose_parent"),
            "icon": "group",
        }
        add = reverse("wagtailsnippets_network_place:add")
        yield {"title": _("Add a place"), "url": add, "icon": "site"}
