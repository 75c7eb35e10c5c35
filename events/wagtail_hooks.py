"""Series of workshops in the editors' room."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from events.models import WorkshopSeries


class WorkshopSeriesViewSet(SnippetViewSet):
    """List and form of the series."""

    model = WorkshopSeries
    icon = "list-ol"
    menu_label = _("Workshop series")
    menu_order = 320
    add_to_admin_menu = False
    list_display = ["title", "slug", "project"]
    search_fields = ["title", "slug"]


register_snippet(WorkshopSeriesViewSet)
