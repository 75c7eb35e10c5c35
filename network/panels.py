"""The editors' screens of places, partners and memberships."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)

PLACE = [
    MultiFieldPanel(
        ["name", FieldRowPanel(["kind", "country", "region"])], heading=_("What and where")
    ),
    InlinePanel(
        "names",
        heading=_("Names in other languages"),
        label=_("Name"),
        help_text=_("Readers see the name in their language; all names are found by search."),
    ),
    MultiFieldPanel(
        [FieldRowPanel(["lat", "lon"]), FieldRowPanel(["nuts", "population"])],
        heading=_("On the map and in statistics"),
    ),
]

PARTNER = [
    TitleFieldPanel(
        "title",
        heading=_("Name"),
        help_text=_("In English, or as it is known internationally"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(["own_name", "own_language"]),
            "other_names",
        ],
        heading=_("Other names"),
    ),
    MultiFieldPanel([FieldRowPanel(["kind", "place"])], heading=_("What and where")),
    FieldPanel(
        "texts",
        heading=_("Descriptions"),
        help_text=_("One for each language you have. Readers see the one in their language."),
    ),
    MultiFieldPanel(["themes", "languages"], heading=_("What it knows")),
    MultiFieldPanel(
        [FieldRowPanel(["website", "website_checked"]), "logo"], heading=_("Website and logo")
    ),
    MultiFieldPanel(["sources", "checked_on"], heading=_("Sources")),
]

PARTNER_PROMOTE = [FieldRowPanel(["slug", "search_description"]), PublishingPanel()]

MEMBERSHIP = [
    FieldRowPanel(["user", "partner"]),
    FieldRowPanel(["role", "state"]),
    MultiFieldPanel(
        ["position", "shown", "email"],
        heading=_("As contact on the partner's page"),
        help_text=_("Only with the person's agreement, which they can take back."),
    ),
]
