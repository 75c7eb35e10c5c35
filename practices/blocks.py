"""The sections of a practice. Each type stands for a question that a colleague would ask."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from content.blocks import TextBlock


class ProseSection(TextBlock):
    """A section of running text whose heading is given by its type."""

    class Meta:
        template = "practices/blocks/prose.html"


class StepBlock(blocks.StructBlock):
    """One step: when, what, how."""

    when = blocks.CharBlock(label=_("When"), required=False, max_length=80)
    title = blocks.CharBlock(label=_("Step"), max_length=160)
    text = blocks.TextBlock(label=_("What happens"), required=False, rows=3)

    class Meta:
        icon = "order"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """How it works, as text, as steps, or both."""

    text = TextBlock(label=_("In short"), required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), required=False, default=[])

    class Meta:
        icon = "list-ol"
        label = _("How it works")
        template = "practices/blocks/steps.html"


class OtherSection(blocks.StructBlock):
    """A section under a heading of its own, for what fits nowhere else or was imported."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "title"
        label = _("Another section")
        template = "content/blocks/section.html"


def _prose(label, icon: str, description) -> ProseSection:
    return ProseSection(label=label, icon=icon, description=description)


class PracticeBlocks(blocks.StreamBlock):
    """The body of a practice."""

    challenge = _prose(_("Why"), "help", _("The challenge: what was hard, for whom"))
    context = _prose(
        _("The place"), "site", _("What about the place made it necessary or possible")
    )
    how_it_works = StepsBlock()
    actors = _prose(_("Who does it"), "group", _("Who takes part, and what each one gives"))
    money_and_law = _prose(_("Money and law"), "doc-full", _("Funding, contracts, legal basis"))
    results = _prose(_("What came of it"), "check", _("What changed, and how you know"))
    did_not_work = _prose(
        _("What did not work"), "warning", _("Obstacles, failures, what you would do otherwise")
    )
    lessons = _prose(_("What we learned"), "info-circle", _("Advice to a colleague"))
    transfer = _prose(_("Somewhere else"), "redirect", _("What another place needs to repeat it"))
    other = OtherSection()

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in ("challenge", "context", "how_it_works", "did_not_work")
        }


class ResultRow(blocks.StructBlock):
    """One measured result, with its source."""

    indicator = blocks.CharBlock(label=_("What was measured"), max_length=200)
    before = blocks.CharBlock(label=_("Before"), required=False, max_length=60)
    after = blocks.CharBlock(label=_("After"), max_length=60)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=60)
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=20)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=400)

    class Meta:
        icon = "table"
        label = _("Result")


class LinkBlock(blocks.StructBlock):
    """A link, by its words."""

    title = blocks.CharBlock(label=_("Words of the link"), required=False, max_length=200)
    url = blocks.URLBlock(label=_("Address"), max_length=1000)

    class Meta:
        icon = "link"
        label = _("Link")


class SourceBlock(blocks.StructBlock):
    """Where a statement can be checked: an address, a printed source in words, or both."""

    title = blocks.CharBlock(
        label=_("In words"),
        required=False,
        max_length=200,
        help_text=_("The words of the link, or where to find a source that is not online"),
    )
    url = blocks.URLBlock(label=_("Address"), required=False, max_length=1000)

    def clean(self, value):
        """Refuse a source that says nothing."""
        cleaned = super().clean(value)
        if not cleaned["title"] and not cleaned["url"]:
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(_("Give an address, or words."))}
            )
        return cleaned

    class Meta:
        icon = "link"
        label = _("Source")


class ContactBlock(blocks.StructBlock):
    """Somebody to ask, who agreed to be shown."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=160)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    languages = blocks.CharBlock(label=_("Languages"), required=False, max_length=120)
    agreed = blocks.BooleanBlock(
        label=_("Agreed to be shown on this public page"),
        required=False,
        help_text=_("Without this the contact is kept for the secretariat only."),
    )

    class Meta:
        icon = "user"
        label = _("Contact")


class DocumentBlock(blocks.StructBlock):
    """A document about the practice, with its language."""

    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
