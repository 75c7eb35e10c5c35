"""People who sign in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """Users, roles, profiles."""

    name = "accounts"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        """Keep roles and the editors' language right."""
        from accounts import receivers  # noqa: PLC0415  (models load after this module)

        receivers.connect()


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's screens for users, with people who have one name and sign in by address."""

    user_viewset = "accounts.viewsets.PersonViewSet"
