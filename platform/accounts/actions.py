"""Writing people: roles, profiles, invitations, demo users."""

import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)
from wagtail.snippets.models import get_snippet_models
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.permissions import (
    ADMINISTRATOR,
    CONTRIBUTOR,
    EDITOR,
    MODERATOR,
    READER,
    ROLES,
    WRITE,
    Role,
)


@transaction.atomic
def make_roles() -> None:
    """Bring the groups and their rights to what `accounts.permissions.ROLES` says.

    Idempotent. Rights on the page tree and on collections are written where their roots exist;
    rights that somebody added below the roots (such as the library for contributors) stay.
    """
    for role in ROLES:
        group, _new = Group.objects.get_or_create(name=role.name)
        group.permissions.set(_site_permissions(role))
        root = Page.get_first_root_node()
        if root:
            _set_page_rights(group, root, role.pages)
        collection = Collection.get_first_root_node()
        if collection:
            _set_media_rights(group, collection, role.media)
    # Wagtail's own workflow asks moderators; in a small secretariat editors answer too.
    for task in GroupApprovalTask.objects.filter(groups__name=MODERATOR):
        task.groups.add(Group.objects.get(name=EDITOR), Group.objects.get(name=ADMINISTRATOR))


def _site_permissions(role: Role) -> list[Permission]:
    wanted = {tuple(name.split(".", 1)) for name in role.site}
    labels = [*role.models, *(model._meta.label_lower for model in _snippets(role))]
    for app, model in (label.split(".") for label in labels):
        wanted |= {(app, f"{verb}_{model}") for verb in WRITE}
    found = Permission.objects.filter(
        codename__in=[codename for _app, codename in wanted]
    ).select_related("content_type")
    return [one for one in found if (one.content_type.app_label, one.codename) in wanted]


def _snippets(role: Role) -> list[type[Model]]:
    return get_snippet_models() if role.snippets else []


def _set_page_rights(group: Group, page: Page, verbs: Iterable[str]) -> None:
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{verb}_page" for verb in verbs],
    )
    rights = GroupPagePermission.objects.filter(group=group, page=page)
    rights.exclude(permission__in=wanted).delete()
    there = set(rights.values_list("permission_id", flat=True))
    for permission in wanted:
        if permission.pk not in there:
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)


def _set_media_rights(group: Group, collection: Collection, verbs: Iterable[str]) -> None:
    # Wagtail keeps these rights on its own two models, whichever models a site uses.
    wanted = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=[f"{verb}_{kind}" for verb in verbs for kind in ("image", "document")],
    )
    rights = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    rights.exclude(permission__in=wanted).delete()
    there = set(rights.values_list("permission_id", flat=True))
    for permission in wanted:
        if permission.pk not in there:
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=permission
            )


def allow_on_page(role: str, page: Page, *verbs: str) -> None:
    """Give the group named `role` exactly the rights `verbs` (add, change, publish) on `page`.

    Idempotent. `add` lets people add pages below it and edit those they own.
    """
    group, _new = Group.objects.get_or_create(name=role)
    _set_page_rights(group, page, verbs)


def join(user: User, role: str) -> None:
    """Put `user` into the group named `role`."""
    group, _new = Group.objects.get_or_create(name=role)
    user.groups.add(group)


def follow_profile(user: User) -> None:
    """Let the editors' room speak the language and know the time zone of the profile."""
    wanted = {
        "preferred_language": user.interface_language,
        "current_time_zone": user.time_zone,
    }
    profile = UserProfile.get_for_user(user)
    if any(getattr(profile, name) != value for name, value in wanted.items()):
        UserProfile.objects.filter(pk=profile.pk).update(**wanted)


def trust_address(user: User) -> EmailAddress:
    """Record the user's address as confirmed and return the record; for people made by us."""
    address, _new = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return address


def drop_other_addresses(user: User) -> None:
    """Forget every address but the one the person signs in with now.

    For when somebody else changed it: the old one must not open the account any more, and the new
    one is confirmed by a mail at the next sign-in.
    """
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()


DEMO_PEOPLE = (
    ("reader", "Demo reader", READER),
    ("contributor", "Demo contributor", CONTRIBUTOR),
    ("moderator", "Demo moderator", MODERATOR),
    ("editor", "Demo editor", EDITOR),
    ("administrator", "Demo administrator", ADMINISTRATOR),
)


@transaction.atomic
def make_demo_users(folder: Path) -> list[dict[str, str]]:
    """Make one person for each role and return them as dicts `role`, `name`, `email`, `password`.

    The passwords are made once and kept in `folder/demo-users.json`, which only its owner can
    read; a second call finds and reuses them. Raises RuntimeError where the site is no demo.
    """
    if not settings.DEMO:
        raise RuntimeError("Demo users are made on a demo only: their passwords lie in a file.")
    path = folder / "demo-users.json"
    kept = _kept_passwords(path)
    people = []
    for role, name, group in DEMO_PEOPLE:
        email = f"{role}@demo.crocevia.example"
        password = kept.get(email) or secrets.token_urlsafe(12)
        _make_demo_user(email, name, password, group)
        people.append({"role": role, "name": name, "email": email, "password": password})
    _keep(path, people)
    return people


def _make_demo_user(email: str, name: str, password: str, group: str) -> None:
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name, user.is_active = name, True
    if not user.pk or not user.check_password(password):
        user.set_password(password)
    user.save()
    trust_address(user)
    join(user, group)


def _kept_passwords(path: Path) -> dict[str, str]:
    """Return the passwords kept in the file, by address; nothing where there is no such file."""
    try:
        people: Any = json.loads(path.read_text(encoding="utf-8"))
        return {person["email"]: person["password"] for person in people}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _keep(path: Path, people: list[dict[str, str]]) -> None:
    """Write the file anew, never readable by others, not even for a moment."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(people, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
