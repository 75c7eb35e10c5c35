"""The editor's screen of a practice, in the order in which one writes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)

_CHECKBOXES = forms.CheckboxSelectMultiple

CONTENT = [
    HelpPanel(template="practices/admin/completeness_panel.html", heading=_("How complete it is")),
    MultiFieldPanel(
        [
            FieldRowPanel([TitleFieldPanel("title"), "language"]),
            "summary",
            "summary_en",
        ],
        heading=_("In short"),
    ),
    FieldPanel("body", heading=_("The story")),
    FieldPanel("unknown"),
    MultiFieldPanel(
        [
            FieldRowPanel(["place", "level"]),
            FieldRowPanel(["lead", "lead_name", "lead_type"]),
            InlinePanel("partners", heading=_("Partner organisations")),
            FieldRowPanel(["start", "end", "status"]),
        ],
        heading=_("Where, who, when"),
    ),
    MultiFieldPanel(
        [
            # A plain list of the eight themes: Wagtail's window would offer target groups as well.
            FieldPanel("main_theme", widget=forms.Select),
            FieldPanel("themes", widget=_CHECKBOXES),
            FieldPanel("target_groups", widget=_CHECKBOXES),
            FieldRowPanel(["tags", "made_for"]),
        ],
        heading=_("What it is about"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(["cost_band", "staff_band"]),
            FieldRowPanel(["time_needed", "funding"]),
            "powers",
        ],
        heading=_("What it takes"),
    ),
    MultiFieldPanel(["evidence", "results_table"], heading=_("Evidence")),
    InlinePanel("transfers", heading=_("Where it was taken over")),
    MultiFieldPanel(
        ["photo", "documents", "links"],
        heading=_("Pictures, documents, links"),
    ),
    MultiFieldPanel(
        ["contacts", "sources", FieldRowPanel(["checked_on", "licence", "origin"])],
        heading=_("Contacts and sources"),
    ),
]

PROMOTE = [FieldRowPanel(["slug", "search_description"]), PublishingPanel()]

TRANSLATION = [
    FieldRowPanel([TitleFieldPanel("title"), "language"]),
    "summary",
    "body",
    FieldRowPanel(["translator", "original_seen_at"]),
]
