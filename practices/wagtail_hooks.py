"""What the library adds to Wagtail's admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from practices.views import topics_of_draft


@hooks.register("register_log_actions")
def name_imports(actions: LogActionRegistry) -> None:
    """Name the line that an import leaves in a page's history."""
    actions.register_action("practices.import", _("Import"), _("Imported from a file"))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Give the list of topics its address in the editors' room."""
    return [path("practices/topics/", topics_of_draft, name="practice_topics")]
