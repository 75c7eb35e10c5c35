"""A second step for the editors' room, where the site asks for one (SECOND_STEP)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import needs_second_step

OPEN = ("login/", "logout/", "sprite/", "jsi18n/", "password_reset/")


class SecondStepMiddleware:
    """Keeps the editors' room closed to whoever still has to set up a second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send to the page where the second step is set up, or let through."""
        user = request.user if self._is_room(request) else None
        if user and user.is_authenticated and needs_second_step(user):
            messages.warning(
                request,
                _("The editors’ room asks for a second step. Set it up here, then go on."),
            )
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _is_room(request: HttpRequest) -> bool:
        room = reverse("wagtailadmin_home")
        path = request.path_info
        return path.startswith(room) and not path.removeprefix(room).startswith(OPEN)
