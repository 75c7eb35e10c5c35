"""The network in the editors' area: partners, places, memberships."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from network.models import Membership, PartnerPage, Place


class PlaceViewSet(SnippetViewSet):
    """Cities and regions."""

    model = Place
    icon = "site"
    menu_label = _("Places")
    list_display = ["name", "kind", "get_country_display", "region", "nuts"]
    list_filter = ["country", "kind"]
    list_per_page = 50
    ordering = ["country", "name"]
    copy_view_enabled = False


class PartnerListing(PageListingViewSet):
    """All partners in one list."""

    name = "partners"
    model = PartnerPage
    icon = "group"
    menu_label = _("Partners")
    list_filter = ["kind", "live"]

    @property
    def columns(self):
        """Return Wagtail's own columns, with kind and place after the title."""
        first, *others = [
            column for column in self.index_view_class.base_columns if column.name != "type"
        ]
        return [
            first,
            Column("kind", label=_("Kind"), accessor="get_kind_display", width="16%"),
            Column("place", label=_("Place"), width="16%"),
            *others,
        ]


class MembershipViewSet(SnippetViewSet):
    """Who works for which partner."""

    model = Membership
    icon = "user"
    menu_label = _("Memberships")
    list_display = ["user", "partner", "role", "state", "shown"]
    list_filter = ["state", "role", "shown", "partner"]
    search_fields = ["user__name", "user__email", "partner__title"]
    list_per_page = 50
    copy_view_enabled = False


class NetworkGroup(SnippetViewSetGroup):
    """One entry in the menu for the three."""

    menu_label = _("Network")
    menu_name = "network"
    menu_icon = "globe"
    menu_order = 210
    items = (PartnerListing, PlaceViewSet, MembershipViewSet)


register_snippet(NetworkGroup)
