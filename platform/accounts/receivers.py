"""What happens when people are saved, and when a database was made."""

from collections.abc import Iterable
from typing import Any

from allauth.account.signals import password_reset
from django.apps import AppConfig
from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import post_migrate, post_save
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from accounts.actions import follow_profile, make_roles, trust_address
from accounts.models import User


def connect() -> None:
    """Connect the receivers; called once, when the applications are ready."""
    post_save.connect(_saved, sender=User, dispatch_uid="accounts_saved")
    post_migrate.connect(_made, dispatch_uid="accounts_made")
    password_reset.connect(_chose_password, dispatch_uid="accounts_chose_password")


def _chose_password(user: User, **_kwargs: Any) -> None:
    """Confirm the address of who followed a mail to choose a password: it reached them.

    So somebody whom the secretariat invited need not follow a second mail. Only where there is
    one address, since the signal does not tell to which one the mail went.
    """
    addresses = list(user.emailaddress_set.all())
    if len(addresses) < 2 and not any(address.verified for address in addresses):
        trust_address(user)


def _saved(instance: User, raw: bool, update_fields: Any, **_kwargs: Any) -> None:
    # A sign-in saves one field; only a whole person may bring another language.
    if not raw and update_fields is None:
        follow_profile(instance)


def _made(sender: AppConfig, apps: Apps = global_apps, **_kwargs: Any) -> None:
    """Make the roles in a database that was just migrated or emptied.

    After the last application, since each one's permissions are made after its own migrations.
    """
    last = [config for config in global_apps.get_app_configs() if config.models_module][-1]
    models = (Group, Permission, Page, Collection)
    rights = (GroupPagePermission, GroupCollectionPermission, GroupApprovalTask)
    if sender.label == last.label and is_current(apps, (*models, *rights)):
        make_roles()


def is_current(apps: Apps, models: Iterable[type[Model]]) -> bool:
    """Tell whether the tables are those of the models: not so halfway through the migrations.

    `apps` is the state of the applications that a `post_migrate` signal carries.
    """
    for model in models:
        try:
            there = apps.get_model(model._meta.label)
        except LookupError:
            return False
        if {field.column for field in there._meta.local_fields} != {
            field.column for field in model._meta.local_fields
        }:
            return False
    return True
