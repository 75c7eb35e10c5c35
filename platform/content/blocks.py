"""Blocks that pages of every kind are written with."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Running text: paragraphs, lists, links."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "content/blocks/text.html"


class SectionBlock(blocks.StructBlock):
    """A heading with its text."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "title"
        label = _("Section")
        description = _("A heading with text under it")
        template = "content/blocks/section.html"


class PictureBlock(blocks.StructBlock):
    """An image with caption; author and licence come from the image itself."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=240)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    text = blocks.TextBlock(label=_("Quote"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "content/blocks/quote.html"


class EditorialBlocks(blocks.StreamBlock):
    """The body of an editorial page."""

    section = SectionBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
