"""Roles: what each may do. `accounts.actions.make_roles` writes this table into the database.

Editors and Moderators bear the names of the two groups that Wagtail makes itself, since its
workflow for moderation asks the group of that name.
"""

from dataclasses import dataclass

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
    site: tuple[str, ...] = ()  # permissions by "app.codename"
    models: tuple[str, ...] = ()  # "app.model": add, change, delete, view
    pages: tuple[str, ...] = ()  # on every page
    media: tuple[str, ...] = ()  # on every image and document
    snippets: bool = False  # every snippet: places, series, themes


ROLES = (
    Role(READER),
    # Contributors write below the pages that `allow_on_page` opens to them: the library.
    Role(CONTRIBUTOR, site=(ADMIN,), media=("add", "choose")),
    Role(MODERATOR, site=(ADMIN,), pages=("change", "publish"), media=("choose",)),
    Role(
        EDITOR,
        site=(ADMIN, "wagtail_localize.submit_translation"),
        models=("wagtailredirects.redirect", "wagtailcore.collection"),
        pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        media=MEDIA,
        snippets=True,
    ),
    Role(
        ADMINISTRATOR,
        site=(ADMIN, "wagtail_localize.submit_translation"),
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
