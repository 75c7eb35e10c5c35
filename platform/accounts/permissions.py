"""Roles: what each may do. `accounts.actions.make_roles` writes this table into the database.

Editors and Moderators bear the names of the two groups that Wagtail makes itself, since its
workflow for moderation asks the group of that name.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

READER = "Readers"
CONTRIBUTOR = "Contributors"
MODERATOR = "Moderators"
EDITOR = "Editors"
ADMINISTRATOR = "Administrators"

ADMIN = "wagtailadmin.access_admin"
MEDIA = ("add", "change", "delete", "choose")
WRITE = ("add", "change", "delete", "view")


@dataclass(frozen=True)
class Role:
    """What a group of people may do."""

    name: str
    words: Any  # for who gives the role
    site: tuple[str, ...] = ()  # permissions by "app.codename"
    models: tuple[str, ...] = ()  # "app.model": add, change, delete, view
    pages: tuple[str, ...] = ()  # on every page
    media: tuple[str, ...] = ()  # on every image and document
    snippets: bool = False  # every snippet: places, series, themes


ROLES = (
    Role(READER, _("Reader: signs in, has a profile")),
    # Contributors write below the pages that `allow_on_page` opens to them: the library.
    Role(
        CONTRIBUTOR,
        _("Contributor: writes practices, which others publish"),
        site=(ADMIN,),
        media=("add", "choose"),
    ),
    Role(
        MODERATOR,
        _("Moderator: reads what is handed in, corrects and publishes it"),
        site=(ADMIN,),
        pages=("change", "publish"),
        media=("choose",),
    ),
    Role(
        EDITOR,
        _("Editor: writes and publishes every page, keeps images, places and themes"),
        site=(ADMIN, "wagtail_localize.submit_translation", "alerts.view_savedsearch"),
        models=("wagtailredirects.redirect", "wagtailcore.collection"),
        pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        media=MEDIA,
        snippets=True,
    ),
    Role(
        ADMINISTRATOR,
        _("Administrator: as an editor, and invites people and gives roles"),
        site=(ADMIN, "wagtail_localize.submit_translation", "alerts.view_savedsearch"),
        models=(
            "wagtailredirects.redirect",
            "wagtailcore.collection",
            "wagtailcore.site",
            "wagtailcore.locale",
            "wagtailcore.workflow",
            "wagtailcore.task",
            "accounts.user",
        ),
        pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        media=MEDIA,
        snippets=True,
    ),
)
