"""The editor's screens of a workshop and of a series, in the order in which one writes."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
    PublishingPanel,
    TitleFieldPanel,
)

SERIES = [
    MultiFieldPanel([FieldRowPanel(["title", "slug"]), "description"], heading=_("In English")),
    FieldPanel("titles", heading=_("In other languages")),
    FieldRowPanel(["project", "project_url"]),
]

QUESTION = ["text", "explanation"]

SESSION = [
    FieldRowPanel(["title", "kind"]),
    FieldRowPanel(["day", "start", "end"]),
    FieldRowPanel(["time_note", "stated_zone", "room"]),
    "text",
    "speakers",
    MultiFieldPanel(
        ["languages", "interpretation", "captions"], heading=_("Languages"), classname="collapsed"
    ),
    FieldRowPanel(["stream_access", "stream_url", "stream_note"]),
]

CONTENT = [
    MultiFieldPanel(
        [
            TitleFieldPanel("title"),
            FieldRowPanel(["kind", "series", "ordinal"]),
            "theme",
            "lead",
            InlinePanel("themes", label=_("Theme"), heading=_("Themes of the library"), max_num=4),
        ],
        heading=_("What it is"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(["start", "end", "date_precision"]),
            "date_note",
            FieldRowPanel(["mode", "place", "country"]),
            FieldRowPanel(["venue", "time_zone"]),
        ],
        heading=_("When and where"),
    ),
    MultiFieldPanel(
        [
            InlinePanel(
                "organisations",
                panels=[FieldRowPanel(["role", PageChooserPanel("partner"), "name"])],
                label=_("Organisation"),
                heading=_("Hosts and organisers"),
            ),
            FieldPanel("countries"),
            FieldPanel("audience"),
        ],
        heading=_("Who takes part"),
    ),
    InlinePanel(
        "questions",
        panels=QUESTION,
        label=_("Question"),
        heading=_("Guiding questions"),
        help_text=_("Each gets a page of its own. The address stays when you change the text."),
    ),
    FieldPanel("objectives"),
    MultiFieldPanel(
        [
            HelpPanel(
                content=_(
                    "Leave the hours empty where they are not fixed. Enter them in your own time"
                    " zone, as your account shows it; the page shows them in the place’s zone."
                )
            ),
            InlinePanel("sessions", panels=SESSION, label=_("Session"), heading=_("Sessions")),
        ],
        heading=_("Programme"),
    ),
    FieldPanel("body", heading=_("More text")),
    InlinePanel(
        "practices",
        panels=[PageChooserPanel("practice", "practices.PracticePage")],
        label=_("Practice"),
        heading=_("Practices shown or discussed"),
    ),
    MultiFieldPanel(
        ["documents", FieldRowPanel(["contact_email", "project", "project_url"]), "sources"],
        heading=_("Documents, contact, sources"),
    ),
]

PROMOTE = [FieldRowPanel(["slug", "search_description"]), PublishingPanel()]
