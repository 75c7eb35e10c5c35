"""The editors' area: pages that exist once are not offered for translation."""

from typing import Any

from wagtail import hooks
from wagtail.models import Page


def _drop_translate(buttons: list, page: Page) -> None:
    model = page.specific_class
    if getattr(model, "shared", False):
        buttons[:] = [
            button for button in buttons if "submit" not in str(getattr(button, "url", ""))
        ]


@hooks.register("construct_page_listing_buttons")
def listing_buttons(buttons: list, page: Page, user: Any, context: Any = None) -> None:
    """Take «Translate this page» from the list's menu of a shared page."""
    _drop_translate(buttons, page)
