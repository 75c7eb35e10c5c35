"""The editor's screen of a term."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, Panel

from vocabulary.queries import where_used


class UsesPanel(Panel):
    """Where a term is used: how many of each kind, the first of them with links."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one term."""

        template_name = "vocabulary/admin/uses_panel.html"

        def is_shown(self) -> bool:
            """Tell whether there is a term yet that could be used."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the uses, with links to what the editor may open."""
            finder = AdminURLFinder(self.request.user)
            return super().get_context_data(parent_context) | {
                "uses": [
                    {
                        "what": use.what,
                        "count": use.count,
                        "more": use.count - len(use.first),
                        "first": [(str(one), finder.get_edit_url(one)) for one in use.first],
                    }
                    for use in where_used(self.instance)
                ]
            }


CONCEPT = [
    HelpPanel(template="vocabulary/admin/concept_help.html", heading=_("How labels are used")),
    FieldRowPanel(["scheme", "notation"]),
    FieldRowPanel(["facet", "position"]),
    FieldPanel("broader"),
    FieldPanel("related"),
    FieldPanel("scope_note"),
    InlinePanel(
        "labels",
        heading=_("Labels"),
        label=_("Labels in one language"),
        panels=[FieldRowPanel(["language", "preferred"]), "alternative", "hidden"],
        min_num=1,
    ),
    FieldPanel("matches"),
    UsesPanel(heading=_("Where it is used"), icon="link"),
]
