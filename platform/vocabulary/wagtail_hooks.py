"""The editor's screen of the vocabulary."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from vocabulary.forms import ConceptForm
from vocabulary.models import Concept
from vocabulary.queries import uses

PANELS = [
    HelpPanel(
        template="vocabulary/admin/concept_help.html", heading=gettext_lazy("How labels are used")
    ),
    FieldRowPanel(["scheme", "notation"]),
    FieldRowPanel(["facet", "position"]),
    FieldPanel("broader"),
    FieldPanel("related"),
    FieldPanel("scope_note"),
    InlinePanel(
        "labels",
        heading=gettext_lazy("Labels"),
        label=gettext_lazy("Labels in one language"),
        panels=[FieldRowPanel(["language", "preferred"]), "alternative", "hidden"],
        min_num=1,
    ),
    FieldPanel("matches"),
]


class ConceptViewSet(SnippetViewSet):
    """The terms by which everything on the site is found, themes and target groups among them."""

    model = Concept
    icon = "tag"
    menu_label = gettext_lazy("Terms")
    menu_name = "vocabulary"
    menu_order = 500
    add_to_admin_menu = True
    ordering = ["scheme", "position", "notation"]
    list_display = ["__str__", Column("notation", label=gettext_lazy("Code")), "broader", "facet"]
    list_filter = ["facet", "broader"]
    search_fields = ["notation", "labels__preferred", "labels__alternative", "labels__hidden"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(PANELS, base_form_class=ConceptForm)

    def get_queryset(self, _request: HttpRequest) -> QuerySet[Concept]:
        """Return all concepts, each once, however many of its labels were searched for."""
        return Concept.objects.select_related("scheme", "broader").distinct()


register_snippet(ConceptViewSet)


@hooks.register("before_delete_snippet")
def keep_used_concepts(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Send the editor back, with the reason, when a concept to be deleted is used."""
    kept = False
    for concept in instances:
        if not isinstance(concept, Concept):
            continue
        found = uses(concept)
        if found:
            kept = True
            where = ", ".join(f"{name} ({count})" for name, count in found)
            messages.error(
                request,
                _("“%(concept)s” cannot be deleted: it is used by %(where)s.")
                % {"concept": concept, "where": where},
            )
    return redirect(ConceptViewSet().get_url_name("list")) if kept else None
