"""Small repeated parts of a workshop."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SpeakerBlock(blocks.StructBlock):
    """Somebody who speaks in a session, and agreed to be named."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role and organisation"), required=False, max_length=200)

    class Meta:
        icon = "user"
        label = _("Speaker")


class SeriesTitleBlock(blocks.StructBlock):
    """What a series is called in another language."""

    language = blocks.ChoiceBlock(label=_("Language"), choices=settings.LANGUAGES)
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    description = blocks.TextBlock(label=_("Description"), required=False, rows=2)

    class Meta:
        icon = "globe"
        label = _("In another language")
