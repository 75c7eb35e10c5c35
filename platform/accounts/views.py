"""The profile, and the one door: whoever wants in, signs in with allauth."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView

from accounts.contributions import contributions
from accounts.forms import ProfileForm
from accounts.queries import PARTNERS, public_profile


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own profile."""
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.interface_language or None):
            messages.success(request, _("Your profile is saved."))
            return HttpResponseRedirect(reverse("profile"))
    if form.errors:
        # The form has written its answers into the person; the page shows them as they are saved.
        request.user.refresh_from_db()
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "public": public_profile(request.user),
            "partners": contributions(PARTNERS, request.user),
            "section": "profile",
        },
        status=422 if form.errors else 200,
    )


def _safe_next(request: HttpRequest, otherwise: str = "wagtailadmin_home") -> str:
    """Return where to go on to, if it is on this site; else the address named `otherwise`."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse(otherwise)


def _to_the_door(wanted: str) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Send whoever knocks at the editors' room to the site's own door, and on to `next`.

    Somebody who is in already and yet may not enter is told so: sending them to the door again
    would send them round in circles.
    """
    wanted = _safe_next(request)
    if not request.user.is_authenticated:
        return _to_the_door(wanted)
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(wanted)
    return render(request, "accounts/no_entry.html", status=403)


@never_cache
def page_login(request: HttpRequest) -> HttpResponse:
    """Send whoever may not read a page or a document to the door, and on to `next`.

    Who is in already is told that it is open to others only: the door would send them back.
    """
    wanted = _safe_next(request, "front_door")
    if not request.user.is_authenticated:
        return _to_the_door(wanted)
    return render(request, "accounts/not_for_you.html", {"wanted": wanted}, status=403)


@never_cache
@require_http_methods(["GET", "POST"])
def admin_logout(request: HttpRequest) -> HttpResponse:
    """Sign out from the editors' room: at once when asked properly, else after a question."""
    if request.method == "GET":
        return redirect("account_logout")
    logout(request)
    return redirect("front_door")


@never_cache
def admin_password_reset(_request: HttpRequest, _rest: str = "") -> HttpResponse:
    """Send to the site's own way to a new password."""
    return redirect("account_reset_password")


class RoomAccountView(AccountView):
    """What an editor sets about the editors' room itself; all else is in the profile."""

    def get_panels(self) -> list:
        """Return the panels on notifications and on the looks of the room."""
        return [panel for panel in super().get_panels() if panel.name in ("notifications", "theme")]


room_account = require_admin_access(RoomAccountView.as_view())


@never_cache
def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429: somebody knocks too often."""
    response = render(request, "accounts/too_many.html", status=429)
    response["Retry-After"] = "60"
    return response
