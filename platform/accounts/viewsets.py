"""The secretariat's screens for people."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.views.users import (
    CreateView,
    EditView,
    IndexView,
    UserColumn,
    UserFilterSet,
    UserViewSet,
)

from accounts.actions import drop_other_addresses
from accounts.forms import PersonForm
from accounts.models import User
from accounts.permissions import ROLES


def _roles(user: User) -> str:
    # The list has fetched the groups of all its people at once.
    mine = {group.name for group in user.groups.all()}
    return ", ".join(str(role.words).split(":")[0] for role in ROLES if role.name in mine)


class PersonFilterSet(UserFilterSet):
    """By role, activity and last sign-in."""

    is_superuser = None

    class Meta:
        model = User
        fields: list[str] = []


class PersonIndexView(IndexView):
    """The list of people."""

    page_title = _("People")
    add_item_label = _("Invite somebody")
    search_fields = ["name", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        """Return name, address, roles, whether active, last sign-in."""
        name_column = self._get_title_column_class(UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            name_column(
                "name",
                accessor=str,
                label=_("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("roles", accessor=_roles, label=_("Roles")),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self):
        """Return all people with their groups."""
        return super().get_base_queryset().prefetch_related("groups")

    def order_queryset(self, queryset):
        """Order by the column that was asked for."""
        return super(IndexView, self).order_queryset(queryset)


class PersonCreateView(CreateView):
    """Invite somebody: they choose their password themselves, by the mail they get."""

    page_title = _("Invite somebody")
    success_message = _("%(object)s is invited and gets a message to choose a password.")

    def get_page_subtitle(self) -> str:
        """Return what one does here."""
        return str(self.page_title)

    def save_instance(self) -> User:
        """Save the person without a password, and send the invitation once that is certain."""
        self.form.instance.set_unusable_password()
        user = super().save_instance()
        transaction.on_commit(lambda: invite(self.request, user))
        return user


def invite(request: HttpRequest, user: User) -> None:
    """Send `user` the message with which they choose a password."""
    # allauth asks for the request in many places; after a commit it may have been let go.
    with request_context(request):
        form = ResetPasswordForm({"email": user.email})
        if form.is_valid():
            form.save(request)


class PersonEditView(EditView):
    """Change a person."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse an administrator who would change somebody with every right."""
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied

    def save_instance(self) -> User:
        """Save the person; a changed address takes the place of all they had."""
        user = super().save_instance()
        if "email" in self.form.changed_data:
            drop_other_addresses(user)
        return user


class PersonViewSet(UserViewSet):
    """People: who signs in, with which roles."""

    menu_label = _("People")
    menu_order = 100
    ordering = "name"
    filterset_class = PersonFilterSet
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        """Return the one form for a person."""
        return PersonForm
