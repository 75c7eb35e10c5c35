"""What a partner's page is written with."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.languages import LANGUAGES

SECOND_TEXT = _("There is already a description in this language.")


class PartnerTextBlock(blocks.StructBlock):
    """A partner in one language: its name there, its role, what it does."""

    language = blocks.ChoiceBlock(label=_("Language"), choices=list(LANGUAGES.items()))
    name = blocks.CharBlock(
        label=_("Name in this language"),
        required=False,
        max_length=255,
        help_text=_("Only if the organisation itself uses one"),
    )
    role = blocks.CharBlock(
        label=_("Role in projects"),
        required=False,
        max_length=240,
        help_text=_("For example: host of the fourth regional workshop"),
    )
    text = blocks.TextBlock(
        label=_("Description"),
        required=False,
        rows=5,
        help_text=_("What it is and what it does. An empty line begins a new paragraph."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("In one language")


class SourceBlock(blocks.StructBlock):
    """Where a statement can be checked."""

    title = blocks.CharBlock(label=_("Words of the link"), required=False, max_length=200)
    url = blocks.URLBlock(label=_("Address"), max_length=1000)

    class Meta:
        icon = "link"
        label = _("Source")


class PartnerTexts(blocks.StreamBlock):
    """The descriptions of a partner, one a language."""

    text = PartnerTextBlock()

    def clean(self, value):
        """Refuse a second description in the same language."""
        cleaned = super().clean(value)
        languages = [block.value["language"] for block in cleaned]
        again = {
            index: blocks.StructBlockValidationError(
                block_errors={"language": ValidationError(SECOND_TEXT)},
            )
            for index, code in enumerate(languages)
            if code in languages[:index]
        }
        if again:
            raise blocks.StreamBlockValidationError(block_errors=again)
        return cleaned
