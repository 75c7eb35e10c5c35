"""What waits for the secretariat in the library; shown on the editors' first page."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practices import queries
from practices.models import PracticeIndexPage


def waiting(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the lists of practices to check and of translations that are behind."""
    yield {
        "title": _("Practices to check with those who run them"),
        "help": _("Nobody has confirmed them for a year."),
        "icon": "calendar-check",
        "items": [
            _item(
                page,
                _("last checked %(day)s") % {"day": date_format(page.checked_on)}
                if page.checked_on
                else _("never checked"),
            )
            for page in queries.to_check()
        ],
    }
    yield {
        "title": _("Translations that are behind their original"),
        "help": _("The original has changed since the translation was made."),
        "icon": "doc-full-inverse",
        "items": [
            _item(page, date_format(page.original_changed_at))
            for page in queries.stale_translations()
        ],
    }


def tasks(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the way to a new practice, for those who may write one."""
    library = PracticeIndexPage.objects.first()
    if library and library.permissions_for_user(request.user).can_add_subpage():
        yield {
            "title": _("Write a practice"),
            "icon": "edit",
            "url": reverse(
                "wagtailadmin_pages:add", args=("practices", "practicepage", library.pk)
            ),
        }


def _item(page: Any, note: str) -> dict[str, str]:
    return {
        "title": page.title,
        "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "note": note,
    }
