"""The editors' room, for a small secretariat: its menu, its dashboard, its wording."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.contributions import contributions
from accounts.models import User

# Nothing here that nobody uses. Reports: what is under way, who did what, translations.
HIDDEN_IN_MENU = {"snippets", "help"}
HIDDEN_IN_SETTINGS = {"workflow-tasks"}
HIDDEN_IN_REPORTS = {"aging-pages", "page-types-usage", "locked-pages", "workflow-tasks"}


@hooks.register("construct_main_menu", order=100)
def arrange_menu(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what is not used."""
    items[:] = [item for item in items if item.name not in HIDDEN_IN_MENU]


@hooks.register("construct_settings_menu", order=100)
def arrange_settings(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what is set up once and for all."""
    items[:] = [item for item in items if item.name not in HIDDEN_IN_SETTINGS]


@hooks.register("construct_reports_menu", order=100)
def arrange_reports(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out reports that say nothing about this site."""
    items[:] = [item for item in items if item.name not in HIDDEN_IN_REPORTS]


class SiteMenuItem(MenuItem):
    """The way from the editors' room to the site, in the language of the room."""

    def render_component(self, request: HttpRequest) -> Any:
        """Return the entry. Its address is no part of any other: it would look chosen."""
        self.url = f"/{(get_language() or settings.LANGUAGE_CODE).split('-')[0]}/"
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def way_to_the_site() -> MenuItem:
    """Offer the way to the site, below everything else."""
    return SiteMenuItem(
        gettext_lazy("To the site"),
        reverse("front_door"),
        name="site",
        icon_name="home",
        order=12000,
    )


class WaitingPanel(Component):
    """What waits for the secretariat, beside the pages that wait for a decision.

    Applications further up fill it through the slot `dashboard`: a function takes the request and
    yields dicts with `title`, `items` (dicts `title`, `url`, `note`), and optionally `url` with
    `more` (its words), `icon` and `help`. A list without items is not shown.
    """

    name = "waiting"
    order = 230
    template_name = "wagtailadmin/home/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the lists that have something in them."""
        request = parent_context["request"]
        # In a template `items` would be the method of the dict.
        lists = [
            one | {"items_": one["items"]}
            for one in contributions("dashboard", request)
            if one.get("items")
        ]
        return {"lists": lists, "request": request}


class TasksPanel(Component):
    """What one may want to do next. The slot `dashboard.tasks` takes the request and yields dicts
    with `title`, `url` and `icon`; only tasks that the person may do belong there.
    """

    name = "tasks"
    order = 200
    template_name = "wagtailadmin/home/tasks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tasks of the applications, then those about people."""
        request = parent_context["request"]
        tasks = contributions("dashboard.tasks", request)
        if request.user.has_perm("accounts.add_user"):
            url = reverse("wagtailusers_users:add")
            tasks.append({"title": _("Invite somebody"), "url": url, "icon": "user"})
        tasks.append({"title": _("Your profile"), "url": reverse("profile"), "icon": "edit"})
        return {"tasks": tasks}


@hooks.register("insert_global_admin_css")
def colours_of_the_site() -> SafeString:
    """Give the room the colours of the site."""
    return format_html('<link rel="stylesheet" href="{}">', static("accounts/room.css"))


@hooks.register("construct_homepage_panels")
def arrange_dashboard(_request: HttpRequest, panels: list[Component]) -> None:
    """Show what waits; leave out locked pages, which the list of pages shows."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") != "locked_pages"]
    panels.extend([TasksPanel(), WaitingPanel()])


@hooks.register("construct_homepage_summary_items", order=1000)
def leave_out_counts(_request: HttpRequest, items: list) -> None:
    """Leave out how many pages and images there are: nobody has to do anything about it."""
    items.clear()


@hooks.register("before_bulk_action")
def keep_superusers(
    request: HttpRequest, _action: str, objects: Iterable[Any], _view: Any
) -> HttpResponse | None:
    """Refuse an administrator who would change or delete somebody with every right."""
    if request.user.is_superuser:
        return None
    if any(isinstance(one, User) and one.is_superuser for one in objects):
        messages.error(request, _("People with every right can be changed only by one of them."))
        return redirect("wagtailusers_users:index")
    return None
