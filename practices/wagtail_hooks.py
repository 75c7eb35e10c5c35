"""What the library adds to Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_imports(actions: LogActionRegistry) -> None:
    """Name the line that an import leaves in a page's history."""
    actions.register_action("practices.import", _("Import"), _("Imported from a file"))
