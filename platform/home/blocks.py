"""Blocks of the home page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.languages import LANGUAGES


class ExampleBlock(blocks.StructBlock):
    """A search to try, in its language."""

    text = blocks.CharBlock(label=_("Words"), max_length=80)
    lang = blocks.ChoiceBlock(label=_("Language"), choices=list(LANGUAGES.items()))

    class Meta:
        icon = "search"
        label = _("Search to try")
