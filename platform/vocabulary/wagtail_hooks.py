"""The editor's screen of the vocabulary."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from vocabulary import panels
from vocabulary.forms import ConceptForm
from vocabulary.models import Concept
from vocabulary.queries import in_tree_order, path_to, uses
from vocabulary.views import ConceptEditView, ConceptIndexView, MergeView

MERGED = "vocabulary.merge"


class ConceptViewSet(SnippetViewSet):
    """The terms by which everything on the site is found, themes and target groups among them."""

    model = Concept
    icon = "tag"
    menu_label = gettext_lazy("Terms")
    menu_name = "vocabulary"
    menu_order = 500
    add_to_admin_menu = True
    ordering = ["place", "notation"]
    list_display = [
        "__str__",
        Column(
            "path",
            label=gettext_lazy("Stands below"),
            accessor=lambda concept: " › ".join(path_to(concept.notation)),
        ),
        Column("notation", label=gettext_lazy("Code")),
        "facet",
    ]
    list_filter = ["facet", "broader"]
    search_fields = ["notation", "labels__preferred", "labels__alternative", "labels__hidden"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(panels.CONCEPT, base_form_class=ConceptForm)
    index_view_class = ConceptIndexView
    edit_view_class = ConceptEditView

    def get_queryset(self, _request: HttpRequest) -> QuerySet[Concept]:
        """Return all concepts as a tree, each once, however many of its labels were searched
        for."""
        return in_tree_order(Concept.objects.select_related("scheme", "broader")).distinct()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return Wagtail's addresses and that of merging."""
        merging = path(f"merge/<{self.pk_path_converter}:pk>/", MergeView.as_view(), name="merge")
        return [*super().get_urlpatterns(), merging]


register_snippet(ConceptViewSet)


class MergeLine(LogFormatter):
    """The line that merging leaves in the history of the kept term."""

    label = gettext_lazy("Merge")

    def format_message(self, log_entry: Any) -> str:
        """Name the term that went, and how many pages were changed."""
        return _("“%(label)s” (%(old)s) was merged into it; pages changed: %(pages)s") % {
            "label": log_entry.data.get("label", ""),
            "old": log_entry.data.get("old", ""),
            "pages": log_entry.data.get("pages", 0),
        }


@hooks.register("register_log_actions")
def name_merging(actions: LogActionRegistry) -> None:
    """Name what merging leaves in the history."""
    actions.register_action(MERGED)(MergeLine)


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
