"""What the secretariat sees of saved searches: how many there are, whether mail goes out."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from alerts.choices import Rhythm
from alerts.queries import counted
from content.languages import LANGUAGES

MAY_SEE = "alerts.view_savedsearch"


class CountsMenuItem(MenuItem):
    """The way to the counts, for those who may see them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person may see them."""
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Add the page of counts to the editors' room."""
    return [path("reports/saved-searches/", counts, name="alerts_counts")]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    """Offer the page among the reports."""
    return CountsMenuItem(
        gettext_lazy("Saved searches"),
        reverse("alerts_counts"),
        name="saved-searches",
        icon_name="mail",
        order=900,
    )


@permission_required(MAY_SEE, raise_exception=True)
def counts(request: HttpRequest) -> HttpResponse:
    """Show counts only: what somebody searches for is nobody else's business."""
    found = counted()
    rhythms, languages = dict(Rhythm.choices), dict(LANGUAGES)
    rows = [
        (_("Saved searches, confirmed"), found.confirmed),
        (_("Saved searches that wait for a confirmation"), found.unconfirmed),
        (_("Subscribers"), found.subscribers),
        *((rhythms.get(name, name), count) for name, count in sorted(found.rhythms.items())),
        *((languages.get(code, code), count) for code, count in sorted(found.languages.items())),
        (_("Messages that wait"), found.waiting),
        (_("Messages sent in the last 30 days"), found.sent),
        (_("Messages given up in the last 30 days"), found.given_up),
    ]
    return render(request, "alerts/admin/counts.html", {"rows": rows, "last_run": found.last_run})
