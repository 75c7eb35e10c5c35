"""The editor's screen of a practice, in the order in which one writes."""

from functools import partial
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    PublishingPanel,
    TitleFieldPanel,
)

from practices.forms import ADDED, KEEP, NAMED, REFUSE, REFUSED, TOLD, TOPIC, Decided
from vocabulary.queries import labels


class TopicsPanel(Panel):
    """The terms that the text names, each to be kept or refused, and a field to add others.

    Works without JavaScript: what was saved last is looked through whenever the form is shown.
    With it, the list follows the writing.
    """

    def get_form_options(self) -> dict[str, Any]:
        """Ask for both lists of decisions and the field for names."""
        return {
            "fields": [ADDED, REFUSED, NAMED],
            "widgets": {ADDED: Decided(KEEP), REFUSED: Decided(REFUSE)},
        }

    class BoundPanel(Panel.BoundPanel):
        """The panel with a practice and its form."""

        template_name = "practices/admin/topics_panel.html"

        @property
        def media(self) -> forms.Media:
            """Return the module that follows the writing, and the look of the list."""
            return forms.Media(
                css={"all": ["css/topics-admin.css"]},
                js=[Script("js/topic-list.js", type="module")],
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the list, and the names of all terms for the field."""
            # Topics stand on models, and these on panels.
            from practices.topics import topics  # noqa: PLC0415

            practice = self.form.instance
            tags = [tag.name for tag in practice.tags.all()]
            return super().get_context_data(parent_context) | {
                "topics": topics(practice, tags, self.form),
                "names": sorted(labels().values(), key=str.casefold),
                "named": self.form[NAMED],
                "topic": TOPIC,
                "told": TOLD,
            }

        def get_comparison(self) -> list[Any]:
            """Return how two versions differ in what was decided."""
            fields = (self.panel.model._meta.get_field(name) for name in (ADDED, REFUSED))
            return [partial(M2MFieldComparison, field) for field in fields]


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
    TopicsPanel(heading=_("Topics found in the text"), icon="tag"),
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
